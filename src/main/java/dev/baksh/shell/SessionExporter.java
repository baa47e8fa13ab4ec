package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.text.GroovyCode;
import dev.baksh.script.check.Finding;
import dev.baksh.script.session.InputStatement;
import dev.baksh.script.session.SessionInput;
import dev.baksh.script.session.SessionInput.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Converter of a session to a runbook, for {@code :save}. Each write is in a step. Inputs that failed or whose writes
 * were not sent, and inputs that {@code baksh check} rejects, become comments, so that the file compiles and does what
 * the session did. An input with a secret is left out.
 */
public final class SessionExporter {
    /** Inspection of the sources of a session. */
    public interface Inspector {
        /** Returns the problems that {@code baksh check} finds in a script. */
        List<Finding> findProblems(String script);

        /** Returns the first call of an input that writes, or null. */
        String findWrite(String input);

        /** Returns true for an input that writes, or that may write in code which the inspection cannot follow. */
        boolean mayWrite(String input);

        /** Returns true for an input that contains, or seems to contain, a secret. */
        boolean containsSecret(String input);
    }

    /** Functions that exist only in the shell. */
    private static final Set<String> SHELL_FUNCTIONS = Set.of("bg", "unlock");

    /** Pattern of a noun, row or field: {@code n2ws.policies['nightly'].name}. */
    private static final String READ_PATH = "[\\w.]+(\\[['\"]?[\\w.-]+['\"]?][\\w.]*){0,20}";

    private final Inspector inspector;
    private final SessionServers servers;
    private final List<SavedStatement> statements = new ArrayList<>();
    private final Set<String> seenTexts = new HashSet<>();
    /** Names that are set only in inputs that became comments. */
    private final Set<String> unsetNames = new HashSet<>();
    /** Variables, methods and classes of the session whose code writes. */
    private final Set<String> writingNames = new HashSet<>();

    private int steps;

    private SessionExporter(Inspector inspector, SessionServers servers) {
        this.inspector = inspector;
        this.servers = servers;
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
        SessionExporter exporter = new SessionExporter(inspector, SessionServers.of(inputs));
        inputs.forEach(exporter::add);
        return exporter.render(title);
    }

    private void add(SessionInput input) {
        String text = BackgroundSyntax.jobText(input.text().strip());
        List<InputStatement> parts = InputStatement.split(text);
        boolean hasSecret = inspector.containsSecret(text);
        String reason = hasSecret ? "contains a secret" : reasonAgainst(input, text, parts);
        if (reason != null) {
            // A failed assignment leaves its variable unchanged.
            boolean isUnchanged = input.outcome() == Outcome.FAILED
                    && parts.size() == 1
                    && parts.get(0).value() != null;
            for (InputStatement part : parts)
                for (String name : part.names().changed())
                    if (!isUnchanged || !part.names().assigned().contains(name)) unsetNames.add(name);
            statements.add(SavedStatement.comment(hasSecret ? SecretNames.REDACTED : text, reason));
            return;
        }
        // A repeated read is omitted. Any other input stays, because it may write, print or change a variable each
        // time.
        if (text.matches(READ_PATH) && !seenTexts.add(text)) return;
        for (InputStatement part : parts) if (part.isDeclaration()) noteWritingNames(part);
        for (InputStatement part : parts) {
            unsetNames.removeAll(part.names().assigned());
            String write = part.definesCode() ? null : findWrite(part);
            if (write == null && !part.isDeclaration()) noteWritingNames(part);
            InputStatement statement = servers.apply(part, input.servers());
            statements.add(
                    write == null
                            ? new SavedStatement(statement, statement.code())
                            : SavedStatement.inStep(++steps, write, statement));
        }
    }

    /** Returns the reason why an input becomes a comment, or null. */
    private String reasonAgainst(SessionInput input, String text, List<InputStatement> parts) {
        if (input.outcome() == Outcome.FAILED) return "failed";
        if (input.dryRun() && (input.outcome() == Outcome.NOT_SENT || inspector.mayWrite(text))) return "dry run";
        if (input.outcome() == Outcome.NOT_SENT) return "a write was not sent";
        Set<String> unset = new HashSet<>(unsetNames);
        for (InputStatement part : parts) {
            for (String name : part.names().used()) if (unset.contains(name)) return describeUnset(name);
            unset.removeAll(part.names().assigned());
            for (String name :
                    part.isDeclaration() ? part.names().used() : part.names().called())
                if (SHELL_FUNCTIONS.contains(name)) return name + " works only in the shell";
            if (part.names().returns()) return "a return would end the runbook";
            String unclearName = servers.findUnclearName(part);
            if (unclearName != null) return "uses " + unclearName + ", and :use has changed its server in this session";
        }
        return null;
    }

    /** Notes for the names that a statement sets whether their code writes. */
    private void noteWritingNames(InputStatement part) {
        boolean writes = part.definesCode() && inspector.findWrite(part.source()) != null
                || part.names().used().stream().anyMatch(writingNames::contains);
        if (writes) writingNames.addAll(part.names().assigned());
        else writingNames.removeAll(part.names().assigned());
    }

    /** Returns the first call of a statement that writes, also in code of the session; or null. */
    private String findWrite(InputStatement part) {
        String write = inspector.findWrite(part.source());
        if (write != null) return write;
        Set<String> names =
                part.value() == null ? part.names().used() : part.names().called();
        return names.stream()
                .filter(writingNames::contains)
                .sorted()
                .findFirst()
                .orElse(null);
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
        InputStatement statement = statements.get(index).statement();
        statements.set(index, SavedStatement.comment(statement.source(), finding.message()));
        commentOutUsers(statement.names().changed(), index + 1);
        return true;
    }

    /** Comments out the statements that use names which only a commented statement sets. */
    private void commentOutUsers(Set<String> names, int firstIndex) {
        Set<String> unset = new HashSet<>(names);
        for (int i = firstIndex; i < statements.size() && !unset.isEmpty(); i++) {
            InputStatement statement = statements.get(i).statement();
            if (statement == null) continue;
            Optional<String> used = statement.names().used().stream()
                    .filter(unset::contains)
                    .sorted()
                    .findFirst();
            if (used.isPresent()) {
                unset.addAll(statement.names().changed());
                statements.set(i, SavedStatement.comment(statement.source(), describeUnset(used.get())));
            } else {
                unset.removeAll(statement.names().assigned());
            }
        }
    }

    private static String describeUnset(String name) {
        return "uses " + name + ", which is not set here";
    }
}
