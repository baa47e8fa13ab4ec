package dev.baksh.script.report;

import static dev.baksh.script.report.GroovyLiteralWriter.isRedacted;
import static dev.baksh.script.report.GroovyLiteralWriter.quote;
import static dev.baksh.script.report.GroovyLiteralWriter.toLiteral;
import static dev.baksh.script.report.GroovyLiteralWriter.withoutBrackets;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.script.compile.ErrorTranslator;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writer of a runbook that proposes to undo the changes of a run, latest change first, from the run's journal. Lists
 * the changes that cannot be undone. Runs nothing.
 */
public final class UndoRunbookWriter {
    private static final Pattern TRAILING_ID = Pattern.compile("/(\\d+)/$");

    /** Verbs that add or remove names, with the inverse verb. */
    private static final Map<String, String> INVERSE_VERBS = Map.of(
            "px.users.map", "unmap",
            "px.users.unmap", "map",
            "px.groups.map", "unmap",
            "px.groups.unmap", "map",
            "px.groups.add", "remove",
            "px.groups.remove", "add");

    private final RunHistory run;
    private final Map<String, Catalog> catalogs;
    private final List<String> steps = new ArrayList<>();
    private final List<String> irreversible = new ArrayList<>();
    /**
     * Journal lines of writes that need no undo: the run created the changed object, and removes it or undoes its
     * creation.
     */
    private final Set<Long> selfContainedWrites = new HashSet<>();

    /** @param catalogs catalogues of {@code n2ws} and {@code px} */
    public UndoRunbookWriter(RunHistory run, Map<String, Catalog> catalogs) {
        this.run = run;
        this.catalogs = catalogs;
        List<WriteRecord> writes = collectWrites();
        findSelfContainedWrites(writes);
        for (int i = writes.size() - 1; i >= 0; i--) proposeUndo(writes.get(i));
    }

    /** Number of changes that can be undone. */
    public int reversibleCount() {
        return steps.size();
    }

    /** Changes that cannot be undone, one line each. */
    public List<String> irreversibleChanges() {
        return List.copyOf(irreversible);
    }

    /** Returns the source of the runbook. */
    public String render() {
        Object title = run.header().get("title");
        List<String> comments = new ArrayList<>();
        comments.add(
                "Proposed from the journal of the run. Read the runbook before you run it. It restores previous values,");
        comments.add("the last change first, and stops when a value has changed since the run.");
        if (run.header().get("servers") instanceof Map<?, ?> servers && !servers.isEmpty()) {
            comments.addAll(List.of("", "Servers of the run:"));
            for (String name : run.serverNames())
                if (servers.get(name) != null)
                    comments.add("  " + ErrorTranslator.singleLine(name + " at " + servers.get(name)));
        }
        if (!irreversible.isEmpty()) comments.addAll(List.of("", "Changes that cannot be undone:"));
        irreversible.forEach(line -> comments.add("  " + line));
        List<String> lines = new ArrayList<>();
        lines.add("title " + quote("Undo of run " + run.id() + (title == null ? "" : ": " + title)));
        lines.add("");
        comments.forEach(comment -> lines.add(("// " + comment).stripTrailing()));
        lines.add("");
        lines.addAll(steps);
        return String.join("\n", lines) + "\n";
    }

    /**
     * Collects each write that may have happened, once. A repeated write keeps the state before its first request.
     * Writes of steps that a resume discarded count too, since they were sent.
     */
    private List<WriteRecord> collectWrites() {
        List<WriteRecord> writes = new ArrayList<>();
        for (WriteRecord write : run.writes()) {
            if (write.outcome() == JournalEvent.Kind.NOT_SENT || write.outcome() == JournalEvent.Kind.FAILED) continue;
            Object previousState = write.previousState();
            boolean isIdempotent =
                    write.effect().equals("ENSURE") && !write.operation().endsWith(".create");
            for (WriteRecord earlier : isIdempotent ? List.copyOf(writes) : List.<WriteRecord>of()) {
                if (!earlier.isOpen() || !earlier.key().equals(write.key())) continue;
                if (earlier.previousState() != null) previousState = earlier.previousState();
                writes.remove(earlier);
            }
            writes.add(write.withPreviousState(previousState));
        }
        return writes;
    }

    private void findSelfContainedWrites(List<WriteRecord> writes) {
        Map<String, WriteRecord> createdByKey = new LinkedHashMap<>();
        for (WriteRecord write : writes) {
            String objectKey = write.server() + "\n" + nounName(write) + "\n" + objectName(write);
            if (write.operation().endsWith(".create")) createdByKey.put(objectKey, write);
            else if (createdByKey.containsKey(objectKey) && !write.isOpen()) {
                selfContainedWrites.add(write.seq());
                if (write.operation().endsWith(".delete"))
                    selfContainedWrites.add(createdByKey.remove(objectKey).seq());
            }
        }
    }

    private void proposeUndo(WriteRecord write) {
        if (write.isOpen()) {
            addIrreversible(write, "outcome unknown");
            return;
        }
        Operation operation = operation(write);
        String verb = operation == null ? "" : operation.verb();
        if (selfContainedWrites.contains(write.seq())) return;
        if (operation == null) addIrreversible(write, "raw request");
        else if (verb.equals("create") || verb.equals("copy")) undoCreate(write, operation);
        else if (INVERSE_VERBS.containsKey(operation.id())) undoMembership(write, operation);
        else if (operation.id().equals("px.groups.delete") && write.previousState() instanceof Map<?, ?> group)
            recreateGroup(write, group);
        else if (operation.id().startsWith("px.roles.") && write.previousState() instanceof Map<?, ?> role)
            undoRole(write, verb, role);
        else if (verb.equals("update")
                && write.previousState() instanceof Map<?, ?> previousState
                && !previousState.isEmpty()) undoUpdate(write, operation, previousState);
        else if (verb.equals("updateOwnership") && write.previousState() instanceof Map<?, ?> previousState)
            undoOwnership(write, previousState);
        else if (verb.startsWith("delete")) reportDeletion(write);
        else if (write.effect().equals("ENSURE") || write.method().equals("PATCH"))
            addIrreversible(write, "the previous value is unknown");
        else addIrreversible(write, "an action that was started");
    }

    private void addIrreversible(WriteRecord write, String reason) {
        irreversible.add(write.description() + " (" + write.sentAt().truncatedTo(ChronoUnit.SECONDS) + "): " + reason);
    }

    private void undoCreate(WriteRecord write, Operation operation) {
        Operation delete = catalog(write).noun(operation.noun()).operation("delete");
        if (delete == null || !delete.onRow() || objectName(write) == null)
            addIrreversible(write, "baksh has no delete for this object");
        else addStep("delete " + displayName(write), objectExpression(write) + ".delete()");
    }

    private void undoUpdate(WriteRecord write, Operation operation, Map<?, ?> previousState) {
        Map<?, ?> sentFields = write.body() instanceof Map<?, ?> map ? map : Map.of();
        List<String> calls = new ArrayList<>();
        StringBuilder guard = new StringBuilder();
        for (Map.Entry<?, ?> entry : previousState.entrySet()) {
            String field = entry.getKey().toString();
            String name = NameSuggestions.toCamelCase(field);
            Object previousValue = entry.getValue();
            if (field.equals("metadata") && previousValue instanceof Map<?, ?> metadata) {
                Map<?, ?> restored = metadataToRestore(write, metadata);
                if (restored.isEmpty()) continue;
                previousValue = restored;
            }
            Field bodyField = operation.body().get(field);
            boolean isFlag = previousValue == null && bodyField != null && bodyField.type() == Field.Type.BOOL;
            String value = isFlag ? "false" : toLiteral(previousValue);
            if (value == null) {
                addIrreversible(write, "field " + name + " is not completely in the journal");
                continue;
            }
            Object sentValue = sentFields.get(field);
            // The value was the same before, as after a repeated step.
            if (sentFields.containsKey(field) && value.equals(toLiteral(sentValue))) continue;
            // Groovy would read a list after a name without parentheses as an index.
            calls.add(name + (value.startsWith("[") ? "(" + value + ")" : " " + value));
            String fieldPath = fieldPath(write, field);
            boolean isComparable = sentValue instanceof Number
                    || sentValue instanceof Boolean
                    || sentValue instanceof String text && !isRedacted(text);
            String reason = displayName(write) + " has changed since the run: " + name;
            if (isComparable && fieldPath != null)
                guard.append("\nrequire found.%s == %s, %s".formatted(fieldPath, toLiteral(sentValue), quote(reason)));
        }
        boolean isPartialUpdate = write.operation().startsWith("n2ws."); // The gateway sends the complete object.
        for (Object name : isPartialUpdate ? sentFields.keySet() : Set.of())
            if (!previousState.containsKey(name))
                addIrreversible(
                        write,
                        "the previous value of field " + NameSuggestions.toCamelCase(name.toString()) + " is unknown");
        if (calls.isEmpty()) return;
        String object = objectExpression(write);
        String only = operation.query().containsKey("only") ? "(only: true)" : "";
        String update = ".update" + only + " { " + String.join("; ", calls) + " }";
        addStep(
                "put back " + displayName(write),
                guard.isEmpty() ? object + update : "def found = " + object + guard + "\nfound" + update);
    }

    /** Reports a deletion. A new object would have another id and no relations, so the user must decide. */
    private void reportDeletion(WriteRecord write) {
        String fields = write.previousState() == null ? null : toLiteral(write.previousState());
        addIrreversible(
                write,
                "deleted"
                        + (fields == null
                                ? "; the journal of the run has the fields"
                                : "; the fields were " + ErrorTranslator.singleLine(fields)));
    }

    private void undoOwnership(WriteRecord write, Map<?, ?> previousState) {
        String previousOwnership = toLiteral(previousState.get("ownership"));
        if (previousOwnership == null
                || !(previousState.get("ownership") instanceof Map<?, ?> parts)
                || parts.containsValue(null))
            addIrreversible(write, "the write added a part of the ownership, and baksh has no way to remove that part");
        else
            addStep(
                    "put back " + displayName(write),
                    objectExpression(write) + ".updateOwnership(ownership: " + previousOwnership + ")");
    }

    /** Removes labels without a previous value: an update only adds labels and cannot remove them. */
    private Map<Object, Object> metadataToRestore(WriteRecord write, Map<?, ?> metadata) {
        Map<Object, Object> result = new LinkedHashMap<>(metadata);
        if (!(result.get("labels") instanceof Map<?, ?> labels)) return result;
        Map<Object, Object> keptLabels = new LinkedHashMap<>(labels);
        for (Map.Entry<?, ?> label : labels.entrySet()) {
            if (label.getValue() != null) continue;
            keptLabels.remove(label.getKey());
            addIrreversible(write, "label " + label.getKey() + " is new, and baksh cannot remove labels");
        }
        if (keptLabels.isEmpty()) result.remove("labels");
        else result.put("labels", keptLabels);
        return result;
    }

    /** Proposes the inverse of an assignment, for the roles or members that the write actually changed. */
    private void undoMembership(WriteRecord write, Operation operation) {
        String key = operation.verb().endsWith("map") ? "roles" : "members";
        boolean isRemoval = List.of("unmap", "remove").contains(operation.verb());
        if (!(write.previousState() instanceof Map<?, ?> previousState)
                || !(previousState.get(key) instanceof List<?> previousNames)) {
            addIrreversible(write, "the previous " + key + " are unknown");
            return;
        }
        String verb = INVERSE_VERBS.get(operation.id());
        List<String> names = new ArrayList<>();
        for (String name : namesInDescription(write))
            if (previousNames.contains(name) == isRemoval) names.add(quote(name));
        if (!names.isEmpty())
            addStep(
                    verb + " " + displayName(write),
                    objectExpression(write) + "." + verb + "(" + String.join(", ", names) + ")");
    }

    /** Proposes to create a deleted group with its roles and members. */
    private void recreateGroup(WriteRecord write, Map<?, ?> group) {
        StringBuilder code =
                new StringBuilder(serverExpression(write) + ".groups.create(" + quote(objectName(write)) + ")");
        for (String key : List.of("roles", "members"))
            if (group.get(key) instanceof List<?> names && !names.isEmpty())
                code.append(
                        ".%s(%s)".formatted(key.equals("roles") ? "map" : "add", withoutBrackets(toLiteral(names))));
        addStep("create " + displayName(write), code.toString());
    }

    /**
     * Returns the names after the object's name: {@code a} and {@code b} of {@code px.users.map 'alice' to 'a', 'b'}.
     */
    private static List<String> namesInDescription(WriteRecord write) {
        List<String> names = new ArrayList<>();
        String[] parts = write.description().split("'");
        for (int i = 3; i < parts.length; i += 2) names.add(parts[i]);
        return names;
    }

    private void undoRole(WriteRecord write, String verb, Map<?, ?> role) {
        StringBuilder block = new StringBuilder("{\n    description " + toLiteral(role.get("description")));
        if (role.get("rules") instanceof List<?> rules)
            for (Object item : rules)
                if (item instanceof Map<?, ?> rule)
                    block.append("\n    allow %s, apis: %s"
                            .formatted(withoutBrackets(toLiteral(rule.get("services"))), toLiteral(rule.get("apis"))));
        block.append("\n}");
        String noun = serverExpression(write) + ".roles";
        if (verb.equals("delete"))
            addStep("create " + displayName(write), noun + ".create(" + quote(objectName(write)) + ") " + block);
        else
            addStep(
                    "put back " + displayName(write),
                    noun + "[" + quote(objectName(write)) + "].update(only: true) " + block);
    }

    private void addStep(String name, String code) {
        String indented = code.replace("\n", "\n    ");
        steps.add("step(" + quote((steps.size() + 1) + ": " + name) + ") {\n    " + indented + "\n    null\n}");
    }

    private Operation operation(WriteRecord write) {
        Catalog catalog = catalog(write);
        Noun noun = catalog == null ? null : catalog.noun(nounName(write));
        String operation = write.operation();
        return noun == null ? null : noun.operation(operation.substring(operation.lastIndexOf('.') + 1));
    }

    private Catalog catalog(WriteRecord write) {
        int dot = write.operation().indexOf('.');
        return dot < 0 ? null : catalogs.get(write.operation().substring(0, dot));
    }

    private static String nounName(WriteRecord write) {
        String operation = write.operation();
        int firstDot = operation.indexOf('.');
        int lastDot = operation.lastIndexOf('.');
        return firstDot == lastDot ? "" : operation.substring(firstDot + 1, lastDot);
    }

    /** Returns the name in quotes after the operation, or null. */
    private static String objectName(WriteRecord write) {
        String description = write.description();
        int from = description.indexOf('\'');
        if (from < 0) return null;
        // The assigned names follow; a name itself can contain a quote.
        int to = INVERSE_VERBS.containsKey(write.operation())
                ? description.indexOf('\'', from + 1)
                : description.lastIndexOf('\'');
        return to <= from ? null : description.substring(from + 1, to);
    }

    private String displayName(WriteRecord write) {
        return catalog(write).noun(nounName(write)).singular() + " " + objectName(write);
    }

    /** Returns the path of an updated field in rows, or null: Portworx objects keep settings one level down. */
    private String fieldPath(WriteRecord write, String field) {
        Map<String, Field> fields = catalog(write).noun(nounName(write)).fields();
        if (fields.containsKey(field)) return NameSuggestions.toCamelCase(field);
        for (Field info : fields.values())
            if (info.name().endsWith("info") && info.fields().containsKey(field))
                return NameSuggestions.toCamelCase(info.name()) + "." + NameSuggestions.toCamelCase(field);
        return write.operation().startsWith("n2ws.") ? NameSuggestions.toCamelCase(field) : null;
    }

    private static String serverExpression(WriteRecord write) {
        String kind = write.operation().substring(0, write.operation().indexOf('.'));
        return write.server().equals(kind) ? kind : kind + "(" + quote(write.server()) + ")";
    }

    private static String objectExpression(WriteRecord write) {
        // Some nouns allow duplicate names; the last number of an N2WS path is the id.
        Matcher id = TRAILING_ID.matcher(write.path());
        boolean hasId =
                write.operation().startsWith("n2ws.") && !write.operation().endsWith(".create") && id.find();
        return serverExpression(write) + "." + nounName(write) + "[" + (hasId ? id.group(1) : quote(objectName(write)))
                + "]";
    }
}
