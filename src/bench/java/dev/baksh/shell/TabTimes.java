package dev.baksh.shell;

import dev.baksh.shell.complete.CompleterFixture;
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
 * Measurement of TAB in {@code n2ws.policies['policy_1234}: the candidates, and the line reader's selection of those that
 * match. Includes the first press, because the user waits for it too. Prints milliseconds as JSON.
 */
public final class TabTimes {
    private static final int NAMES = 50_000;
    private static final int PRESSES = 500;

    private TabTimes() {}

    public static void main(String[] args) {
        DslCompleter completer = CompleterFixture.completer(NAMES);
        double[] times = new double[PRESSES];
        for (int i = 0; i < PRESSES; i++) {
            String line = "n2ws.policies['policy_" + (1 + i * 97 % 9_000);
            long start = System.nanoTime();
            List<Candidate> candidates = new ArrayList<>();
            CompletingParsedLine parsed = (CompletingParsedLine)
                    new ContinuationParser(text -> true).parse(line, line.length(), Parser.ParseContext.COMPLETE);
            completer.complete(null, parsed, candidates);
            CompletionMatcherImpl matcher = new CompletionMatcherImpl();
            matcher.compile(Map.of(LineReader.Option.CASE_INSENSITIVE, false), false, parsed, false, 0, null);
            if (matcher.matches(candidates).isEmpty()) throw new IllegalStateException(line);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        System.out.println("{\"p50\":" + times[PRESSES / 2] + ",\"p99\":" + times[PRESSES * 99 / 100] + "}");
    }
}
