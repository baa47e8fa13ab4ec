package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.text.GroovyCode;
import dev.baksh.script.check.Finding;
import dev.baksh.script.session.SessionInput;
import dev.baksh.script.session.SessionInput.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Converter of a session to a runbook, for {@code :save}. Each write is in a step. Inputs that failed or whose writes
 * were a dry run, and inputs that {@code baksh check} rejects, become comments, so that the file compiles and does what
 * the session did. An input with a secret is left out.
 */
public final class SessionExporter {
    /** Inspection of the sources of a session. */
    public interface Inspector {
        /** Returns the problems that {@code baksh check} finds in a script. */
        List<Finding> findProblems(String script);

        /** Returns the first call of an input that writes, or null. */
        String findWrite(String input);

        /** Returns true for an input that contains, or seems to contain, a secret. */
        boolean containsSecret(String input);
    }

    /** Pattern of a noun, row or field: {@code n2ws.policies['nightly'].name}. */
    private static final String READ_PATH = "[\\w.]+(\\[['\"]?[\\w.-]+['\"]?][\\w.]*){0,20}";

    private final Inspector inspector;
    private final List<SavedStatement> statements = new ArrayList<>();
    private final Set<String> seenTexts = new HashSet<>();
    /** Variables that are set only in inputs that became comments. */
    private final Set<String> unsetNames = new HashSet<>();

    private int steps;

    private SessionExporter(Inspector inspector) {
        this.inspector = inspector;
    }

    /**
     * Returns the runbook.
     *
     * @param title title of the runbook
     * @param inputs inputs in the order of execution
     * @throws BakshException (exit 1) if there is no input
     */
    public static String export(String title, List<SessionInput> inputs, Inspector inspector) {
        if (inputs.stream().noneMatch(input -> input.outcome() != Outcome.FAILED))
            throw BakshException.failure("there is nothing to save: no input has succeeded yet", null);
        return toRunbook(title, inputs, inspector);
    }

    /** @param inputs inputs in the order of execution */
    static String toRunbook(String title, List<SessionInput> inputs, Inspector inspector) {
        SessionExporter exporter = new SessionExporter(inspector);
        inputs.forEach(exporter::add);
        return exporter.render(title);
    }

    private void add(SessionInput input) {
        String text = BackgroundSyntax.jobText(input.text().strip());
        List<SavedStatement> parts = SavedStatement.parse(text, inspector::findWrite);
        String reason = switch (input.outcome()) {
            case DONE -> null;
            case REHEARSED -> "dry run";
            case FAILED -> "failed";
        };
        if (reason == null && input.dryRun() && parts.stream().anyMatch(SavedStatement::writes)) reason = "dry run";
        if (reason == null)
            for (SavedStatement part : parts)
                for (String name : part.usedNames())
                    if (reason == null && unsetNames.contains(name)) reason = describeUnset(name);
        boolean hasSecret = inspector.containsSecret(text);
        if (reason != null || hasSecret) {
            for (SavedStatement part : parts) unsetNames.addAll(part.assignedNames());
            statements.add(
                    hasSecret
                            ? SavedStatement.comment(SecretNames.REDACTED, "contains a secret")
                            : SavedStatement.comment(text, reason));
            return;
        }
        // A repeated read is omitted. Any other input stays, because it may write, print or change a variable each
        // time.
        if (text.matches(READ_PATH) && !seenTexts.add(text)) return;
        for (SavedStatement part : parts) {
            unsetNames.removeAll(part.assignedNames());
            statements.add(part.writes() ? part.inStep(++steps) : part);
        }
    }

    /** Renders the file; a statement that the check does not accept becomes a comment. */
    private String render(String title) {
        while (true) {
            SessionParameters parameters = SessionParameters.find(statements.stream()
                    .filter(SavedStatement::isCode)
                    .map(SavedStatement::code)
                    .toList());
            StringBuilder script = new StringBuilder();
            script.append(GroovyCode.name("title").command(title))
                    .append("\n\n")
                    .append(parameters.declaration());
            List<Integer> firstLines = new ArrayList<>();
            for (SavedStatement statement : statements) {
                firstLines.add((int) script.chars().filter(c -> c == '\n').count() + 1);
                script.append(statement.isCode() ? parameters.apply(statement.code()) : statement.code())
                        .append('\n');
            }
            List<Finding> findings = inspector.findProblems(script.toString());
            if (findings.isEmpty() || !commentOut(findings.get(0), firstLines)) return script.toString();
        }
    }

    private boolean commentOut(Finding finding, List<Integer> firstLines) {
        int index = firstLines.size() - 1;
        while (index >= 0 && finding.line() > 0 && firstLines.get(index) > finding.line()) index--;
        while (index >= 0 && !statements.get(index).isCode()) index--;
        if (index < 0) return false;
        SavedStatement statement = statements.get(index);
        statements.set(index, SavedStatement.comment(statement.source(), finding.message()));
        commentOutUsers(statement.assignedNames(), index + 1);
        return true;
    }

    /** Comments out the statements that use variables which only a commented statement sets. */
    private void commentOutUsers(Set<String> names, int firstIndex) {
        Set<String> unset = new HashSet<>(names);
        for (int i = firstIndex; i < statements.size() && !unset.isEmpty(); i++) {
            SavedStatement statement = statements.get(i);
            if (!statement.isCode()) continue;
            Optional<String> used = statement.usedNames().stream()
                    .filter(unset::contains)
                    .sorted()
                    .findFirst();
            if (used.isPresent()) {
                unset.addAll(statement.assignedNames());
                statements.set(i, SavedStatement.comment(statement.source(), describeUnset(used.get())));
            } else {
                unset.removeAll(statement.assignedNames());
            }
        }
    }

    private static String describeUnset(String name) {
        return "uses " + name + ", which is not set here";
    }
}
