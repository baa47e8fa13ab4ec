package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.CompletionRule.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Diagnosis of a backup, a recovery or a restore, as one row: how it ended, what the server says about the cause, and the
 * next command. A fact that cannot be read is a note, and never hides the other facts.
 */
public final class Diagnosis {
    /** Documented fields of the row, for completion; a field without a fact is missing in the row. */
    public static final Map<String, Field> FIELDS = fields();

    /** Names under which servers send the reason of a failure; N2WS documents no name. */
    private static final List<String> REASON_FIELDS =
            List.of("reason", "message", "error", "error_message", "status_message", "failure_reason", "error_details");
    /** Limit of each list, so that the cause fits a screen. */
    private static final int MAX_FACTS = 20;

    private static final Noun NOUN = new Noun(
            "",
            "diagnoses",
            "diagnosis",
            "what",
            null,
            null,
            "Cause of the end of a backup.",
            List.of("what", "status", "summary", "next"),
            FIELDS,
            Map.of());

    private final Map<String, Object> row = new LinkedHashMap<>();
    private final List<Map<String, Object>> alerts = new ArrayList<>();
    private final List<Map<String, Object>> failures = new ArrayList<>();
    private final List<Map<String, Object>> log = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean serverUnreachable;

    /** @param what object in words: {@code backup 241 of "nightly"} */
    public Diagnosis(String what) {
        row.put("what", what);
    }

    private static Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        String[][] descriptions = {
            {"what", "the backup, recovery or restore"},
            {"status", "the status of the server, with its meaning"},
            {"summary", "one sentence"},
            {"alerts", "current alerts about the backup or its policy"},
            {"failures", "failed parts with their reasons"},
            {"log", "lines of the log"},
            {"notes", "what could not be read, and what the API does not have"},
            {"next", "the next command"}
        };
        for (String[] description : descriptions) {
            boolean isList = List.of("alerts", "failures", "log", "notes").contains(description[0]);
            Field.Type type = isList ? Field.Type.LIST : Field.Type.STRING;
            fields.put(description[0], Field.of(description[0], type, description[1], Map.of()));
        }
        return Collections.unmodifiableMap(fields);
    }

    /** Sets the status and the sentence about the end by the rule of the noun. */
    public Diagnosis describeEnd(CompletionRule rule, Row object, String kind, Object start, Object end) {
        State state = rule.stateOf(object);
        row.put("status", rule.describeStatus(object).replaceFirst("^status ", ""));
        String subject = "The " + kind + (start == null ? "" : " of " + start);
        String time = end == null ? "" : " at " + end;
        return summarize(
                switch (state) {
                    case SUCCEEDED -> subject + " was successful.";
                    case PARTIALLY_SUCCEEDED -> subject + " succeeded only partially" + time + ".";
                    case FAILED -> subject + " ended without success" + time + ".";
                    case RUNNING -> subject + " has not ended.";
                    case ENDED -> subject + " ended" + time + "; whether that is a success is not known here.";
                });
    }

    /** Sets the sentence. */
    public Diagnosis summarize(String summary) {
        row.put("summary", summary);
        return this;
    }

    /** Adds a sentence to the summary. */
    public Diagnosis addSentence(String sentence) {
        row.merge("summary", sentence, (before, added) -> before + " " + added);
        return this;
    }

    /** Sets the next command, or nothing for null. */
    public Diagnosis withNext(String command) {
        if (command != null) row.put("next", command);
        return this;
    }

    /** Adds an alert by its fields. */
    public Diagnosis addAlert(Map<String, Object> alert) {
        alerts.add(alert);
        return this;
    }

    /** Returns true if the server has an alert about the object. */
    public boolean hasAlerts() {
        return !alerts.isEmpty();
    }

    /**
     * Adds a part that failed, or whose status has no known meaning.
     *
     * @param status status in words, or null
     * @param reason reason of the server, or null
     */
    public Diagnosis addFailure(String what, String status, String reason) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("what", what);
        failure.put("status", status);
        failure.put("reason", reason);
        failure.values().removeIf(Objects::isNull);
        failures.add(failure);
        return this;
    }

    /** Adds a line of a log by its columns. */
    public Diagnosis addLogLine(Map<String, Object> line) {
        log.add(line);
        return this;
    }

    /** Adds a note; null adds nothing. */
    public Diagnosis addNote(String note) {
        if (note != null && !notes.contains(note)) notes.add(note);
        return this;
    }

    /**
     * Runs reads that add facts. A read that fails becomes a note. After a server did not respond, later reads are skipped,
     * because each would wait for the same timeout.
     *
     * @param subject what is read, in the plural, for the note
     * @throws BakshException the user interrupted the read
     */
    public Diagnosis read(String subject, Runnable reads) {
        if (serverUnreachable) return this;
        try {
            reads.run();
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
            serverUnreachable = e.exit() == ExitCode.UNREACHABLE;
            addNote("the " + subject + " could not be read: " + e.getMessage());
        }
        return this;
    }

    /** Reads a value as {@link #read}; returns the default if the read fails. */
    public <T> T readOr(String subject, T defaultValue, Supplier<T> reader) {
        List<T> result = new ArrayList<>();
        read(subject, () -> result.add(reader.get()));
        return result.isEmpty() ? defaultValue : result.get(0);
    }

    /** Returns the reason that a row or a nested row gives for a failure, or null. */
    public static String reasonOf(Row part) {
        for (String name : REASON_FIELDS) {
            Object reason = part.valueOrNull(name);
            if (reason != null && !reason.toString().isBlank()) return reason.toString();
        }
        return null;
    }

    /** Returns the row. */
    public Row toRow() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : List.of("what", "status", "summary"))
            if (row.containsKey(name)) values.put(name, row.get(name));
        putLimited(values, "alerts", alerts);
        putLimited(values, "failures", failures);
        putLimited(values, "log", log);
        if (!notes.isEmpty()) values.put("notes", List.copyOf(notes));
        if (row.containsKey("next")) values.put("next", row.get("next"));
        return new Row(NOUN, values);
    }

    private void putLimited(Map<String, Object> values, String name, List<Map<String, Object>> facts) {
        if (facts.isEmpty()) return;
        List<Row> rows = new ArrayList<>();
        for (Map<String, Object> fact : facts.subList(0, Math.min(MAX_FACTS, facts.size())))
            rows.add(new Row(null, fact));
        if (facts.size() > MAX_FACTS) addNote(name + ": " + (facts.size() - MAX_FACTS) + " more are left out");
        values.put(name, List.copyOf(rows));
    }
}
