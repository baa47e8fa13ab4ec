package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ArgumentLine;
import dev.baksh.shell.complete.FileCompleter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Completer for the arguments of the commands that the shell shares with the command line. Reads the journals; sends nothing. */
record CommandLineCompleter(AppContext app, String command) implements ArgumentCompleter {
    @Override
    public Map<String, String> completions(String typed) {
        String[] words = ArgumentLine.parse(typed).words().toArray(String[]::new);
        int position = words.length - 1;
        String word = words[position];
        try {
            return switch (command) {
                case "check" -> describe(FileCompleter.groovyFiles(word), null);
                case "report", "undo" ->
                    position == 0 ? runs() : position == 1 ? describe(FileCompleter.listEntries(word), null) : Map.of();
                case "runs" -> position == 0 ? runs() : Map.of();
                case "resume" -> position == 0 ? runs() : resumeOptions(words);
                case "doctor" -> servers(false);
                case "login" -> position == 0 ? servers(true) : Map.of();
                case "journal" -> journal(words);
                case "warm" -> position == 0 ? describe(List.of("start", "stop", "status"), null) : Map.of();
                case "version" -> position == 0 ? describe(List.of("--verbose"), null) : Map.of();
                default -> Map.of();
            };
        } catch (BakshException e) {
            return Map.of(); // The command reports the error.
        }
    }

    private static Map<String, String> describe(Collection<String> words, String help) {
        Map<String, String> candidates = new LinkedHashMap<>();
        words.forEach(word -> candidates.put(word, help));
        return candidates;
    }

    private Map<String, String> runs() {
        Map<String, String> candidates = new LinkedHashMap<>();
        candidates.put("last", "the newest run");
        for (RunHistory run : app.journals.runs().readAll(damage -> {})) candidates.put(run.id(), run.state());
        return candidates;
    }

    private Map<String, String> resumeOptions(String[] words) {
        String previous = words[words.length - 2];
        if (CommandLineOptions.ANSWER_OPTIONS.contains(previous)) return Map.of();
        if (!CommandLineOptions.RESUME_OPTIONS.contains(previous)) {
            Map<String, String> options = describe(CommandLineOptions.RESUME_OPTIONS, "a step follows");
            options.put("--answer", "the name of a question and an answer follow: region=eu");
            options.put("--ticket", "a ticket follows");
            return options;
        }
        Map<String, String> steps = new LinkedHashMap<>();
        for (StepRecord step : app.journals.runs().get(words[0]).steps())
            steps.put(step.name(), step.hasUnknownWrite() ? "a write of unknown outcome" : "a step");
        return steps;
    }

    private Map<String, String> servers(boolean withLogin) {
        Map<String, String> candidates = new LinkedHashMap<>();
        for (ServerConfig server : app.servers().all())
            if (!withLogin || server.kind() == ServerKind.PX)
                candidates.put(server.name(), server.kind().toString());
        return candidates;
    }

    private Map<String, String> journal(String[] words) {
        if (words.length == 1) {
            Map<String, String> candidates = new LinkedHashMap<>();
            candidates.put("last", "the newest write");
            candidates.put("open", "the writes of unknown outcome");
            candidates.put("verify", "checks the hash chain");
            candidates.put("settle ", "records the outcome of a write");
            return candidates;
        }
        if (words[0].equals("verify")) return words.length == 2 ? runs() : Map.of();
        if (!words[0].equals("settle")) return Map.of();
        if (words.length > 2) return describe(List.of("--happened", "--did-not-happen", "--note "), null);
        Map<String, String> open = new LinkedHashMap<>();
        WriteJournal.findRecentUnsettled(app.journals.journalFile())
                .forEach(write -> open.put(String.valueOf(write.seq()), write.description()));
        return open;
    }
}
