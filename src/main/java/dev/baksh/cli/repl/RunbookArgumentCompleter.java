package dev.baksh.cli.repl;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.script.compile.FileReadCache;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookParameter;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ArgumentLine;
import dev.baksh.shell.complete.FileCompleter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Completer for {@code :run}: files, and the parameters that a file declares. Reads a file in the background, once per
 * version; runs nothing of it.
 */
final class RunbookArgumentCompleter implements ArgumentCompleter {
    /**
     * Maximum wait for the parameters of a file: enough for a busy machine on which Groovy is not yet loaded, and a
     * limit for a network share that does not respond.
     */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private static final String DRY_RUN = "--dry-run";

    private final FileReadCache<List<RunbookParameter>> fileCache = new FileReadCache<>(
            file -> RunbookRunner.parameters(file.getFileName().toString(), SourceText.read(file)));

    @Override
    public Map<String, String> completions(String typed) {
        List<String> args = splitArguments(typed);
        Map<String, String> candidates = new LinkedHashMap<>();
        if (args.size() == 1) {
            FileCompleter.groovyFiles(args.get(0)).forEach(name -> candidates.put(name, null));
            if (!typed.contains(DRY_RUN + " ")) candidates.put(DRY_RUN + " ", "sends no write; prints each write");
            return candidates;
        }
        List<RunbookParameter> parameters = parametersOf(args.get(0), MAX_WAIT);
        RunbookParameter current = parameterAtCursor(args, parameters);
        if (current != null) {
            current.choices().forEach(choice -> candidates.put(choice, current.name()));
            return candidates;
        }
        String word = args.get(args.size() - 1);
        if (word.startsWith("--") && word.indexOf('=') > 0) {
            String option = word.substring(0, word.indexOf('='));
            for (RunbookParameter parameter : parameters)
                if (option.equals("--" + parameter.name()))
                    parameter.choices().forEach(choice -> candidates.put(option + "=" + choice, parameter.name()));
            return candidates;
        }
        for (RunbookParameter parameter : remainingParameters(args, parameters)) {
            boolean isFlag = parameter.kind() == RunbookParameter.Kind.FLAG;
            String name = isFlag && Boolean.TRUE.equals(parameter.defaultValue()) ? "--no-" : "--";
            String option = name + parameter.name() + " ";
            boolean needsSeparator = CommandLineOptions.isGlobalOption(option.strip()) && !args.contains("--");
            candidates.put(
                    needsSeparator ? "-- " + option : option,
                    (isFlag ? "" : parameter.describeValues() + ". ") + parameter.describe());
        }
        return candidates;
    }

    @Override
    public String hint(String typed) {
        List<String> args = splitArguments(typed);
        if (args.size() == 1 || !args.get(args.size() - 1).isEmpty()) return "";
        List<RunbookParameter> parameters = parametersOf(args.get(0), Duration.ZERO);
        RunbookParameter current = parameterAtCursor(args, parameters);
        if (current != null)
            return "   " + current.describeValues() + (current.describe().isEmpty() ? "" : ". " + current.describe());
        StringJoiner hint = new StringJoiner(" ", "   ", "");
        hint.setEmptyValue("");
        for (RunbookParameter parameter : remainingParameters(args, parameters))
            hint.add("--" + parameter.name() + (parameter.required() ? "!" : ""));
        return hint.toString();
    }

    /** Returns the arguments from the file on; the last is the word at the cursor, and may be empty. */
    private static List<String> splitArguments(String typed) {
        List<String> args = new ArrayList<>(ArgumentLine.parse(typed).words());
        if (args.size() > 1 && args.get(0).equals(DRY_RUN)) args.remove(0);
        return args;
    }

    /** Returns the parameter whose value is at the cursor, or null. */
    private static RunbookParameter parameterAtCursor(List<String> args, List<RunbookParameter> parameters) {
        String previous = args.size() < 3 ? "" : args.get(args.size() - 2);
        for (RunbookParameter parameter : parameters) {
            if (previous.equals("--" + parameter.name()) && parameter.kind() != RunbookParameter.Kind.FLAG)
                return parameter;
        }
        return null;
    }

    private static List<RunbookParameter> remainingParameters(List<String> args, List<RunbookParameter> parameters) {
        List<String> givenArgs = args.subList(1, args.size() - 1);
        return parameters.stream()
                .filter(parameter -> givenArgs.stream()
                        .noneMatch(arg -> arg.equals("--" + parameter.name())
                                || arg.equals("--no-" + parameter.name())
                                || arg.startsWith("--" + parameter.name() + "=")))
                .toList();
    }

    private List<RunbookParameter> parametersOf(String name, Duration maxWait) {
        try {
            List<RunbookParameter> parameters = fileCache.get(Path.of(FileCompleter.expandHome(name)), maxWait);
            return parameters == null ? List.of() : parameters;
        } catch (InvalidPathException e) {
            return List.of(); // :run reports the error.
        }
    }
}
