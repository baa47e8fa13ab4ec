package dev.baksh.shell;

import dev.baksh.shell.complete.DslCompleter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.Parser;
import org.jline.reader.impl.CompletionMatcherImpl;

/**
 * TAB in {@code n2ws.policies['policy_1234}: the candidates, and the line reader's choice of those that fit. From the first
 * press on, as a person meets it. Prints milliseconds as JSON.
 */
public final class TabTimes {
    private static final int NAMES = 50_000;
    private static final int PRESSES = 500;

    private TabTimes() {}

    public static void main(String[] args) {
        DslCompleter completer = Typed.completer(NAMES);
        double[] times = new double[PRESSES];
        for (int i = 0; i < PRESSES; i++) {
            String line = "n2ws.policies['policy_" + (1 + i * 97 % 9_000);
            long start = System.nanoTime();
            List<Candidate> candidates = new ArrayList<>();
            completer.complete(line, candidates);
            CompletionMatcherImpl matcher = new CompletionMatcherImpl();
            CompletingParsedLine parsed = (CompletingParsedLine)
                    new ContinuationParser(text -> true).parse(line, line.length(), Parser.ParseContext.COMPLETE);
            matcher.compile(Map.of(LineReader.Option.CASE_INSENSITIVE, false), false, parsed, false, 0, null);
            if (matcher.matches(candidates).isEmpty()) throw new IllegalStateException(line);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        System.out.println("{\"p50\":" + times[PRESSES / 2] + ",\"p99\":" + times[PRESSES * 99 / 100] + "}");
    }
}
