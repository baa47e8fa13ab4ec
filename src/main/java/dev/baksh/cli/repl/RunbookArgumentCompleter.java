package dev.baksh.cli.repl;

import dev.baksh.script.compile.FileReadCache;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookParameter;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.FileCompleter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Files and the parameters that they declare, for {@code :run}. A file is read as text beside the typing, once for each of
 * its states; nothing of it is run.
 */
final class RunbookArgumentCompleter implements ArgumentCompleter {
    /**
     * A file is here sooner, also on a busy machine before Groovy is warm; one on a share that does not answer is not waited
     * for longer.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String DRY = "--dry-run";

    private final FileReadCache<List<RunbookParameter>> files = new FileReadCache<>(RunbookArgumentCompleter::outline);

    @Override
    public Map<String, String> words(String typed) {
        List<String> words = split(typed);
        Map<String, String> found = new LinkedHashMap<>();
        if (words.size() == 1) {
            FileCompleter.groovy(words.get(0)).forEach(name -> found.put(name, null));
            if (!typed.contains(DRY + " ")) found.put(DRY + " ", "sends no write; prints what would be sent");
            return found;
        }
        List<RunbookParameter> parameters = of(words.get(0), PATIENCE);
        RunbookParameter asked = asked(words, parameters);
        if (asked != null) {
            asked.choices().forEach(choice -> found.put(quoted(choice), asked.name()));
            return found;
        }
        for (RunbookParameter parameter : left(words, parameters)) {
            boolean flag = parameter.kind() == RunbookParameter.Kind.FLAG;
            String name = flag && Boolean.TRUE.equals(parameter.preset()) ? "--no-" : "--";
            found.put(name + parameter.name() + " ", (flag ? "" : parameter.takes() + ". ") + parameter.remark());
        }
        return found;
    }

    @Override
    public String tip(String typed) {
        List<String> words = split(typed);
        if (words.size() == 1 || !words.get(words.size() - 1).isEmpty()) return "";
        List<RunbookParameter> parameters = of(words.get(0), Duration.ZERO);
        RunbookParameter asked = asked(words, parameters);
        if (asked != null) return "   " + asked.takes() + (asked.remark().isEmpty() ? "" : ". " + asked.remark());
        StringJoiner tip = new StringJoiner(" ", "   ", "");
        tip.setEmptyValue("");
        for (RunbookParameter parameter : left(words, parameters))
            tip.add("--" + parameter.name() + (parameter.required() ? "!" : ""));
        return tip.toString();
    }

    /** The words without those before the file; the last is the one at the cursor, and may be empty. */
    private static List<String> split(String typed) {
        List<String> words = new ArrayList<>(Arrays.asList(typed.split("\\s+", -1)));
        if (words.size() > 1 && words.get(0).equals(DRY)) words.remove(0);
        return words;
    }

    /** The parameter whose value comes now, or null. */
    private static RunbookParameter asked(List<String> words, List<RunbookParameter> parameters) {
        String before = words.size() < 3 ? "" : words.get(words.size() - 2);
        for (RunbookParameter parameter : parameters) {
            if (before.equals("--" + parameter.name()) && parameter.kind() != RunbookParameter.Kind.FLAG)
                return parameter;
        }
        return null;
    }

    private static List<RunbookParameter> left(List<String> words, List<RunbookParameter> parameters) {
        List<String> given = words.subList(1, words.size() - 1);
        return parameters.stream()
                .filter(parameter -> given.stream()
                        .noneMatch(word -> word.equals("--" + parameter.name())
                                || word.equals("--no-" + parameter.name())
                                || word.startsWith("--" + parameter.name() + "=")))
                .toList();
    }

    private static String quoted(String choice) {
        return choice.indexOf(' ') < 0 ? choice : "'" + choice + "'";
    }

    private List<RunbookParameter> of(String name, Duration patience) {
        try {
            List<RunbookParameter> known = files.of(Path.of(name.replaceAll("^'|'$|^\"|\"$", "")), patience);
            return known == null ? List.of() : known;
        } catch (InvalidPathException e) {
            return List.of(); // Running it says what is wrong.
        }
    }

    private static List<RunbookParameter> outline(Path file) {
        return RunbookRunner.parameters(file.getFileName().toString(), SourceText.read(file));
    }
}
