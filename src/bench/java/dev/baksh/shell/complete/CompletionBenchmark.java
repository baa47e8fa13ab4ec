package dev.baksh.shell.complete;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.reader.Candidate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Benchmark of the candidates for a verb, and for a name among 5,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompletionBenchmark {
    private final DslCompleter completer = CompleterFixture.completer(5_000);

    @Benchmark
    public List<Candidate> verb() {
        return candidates("n2ws.policies['nightly'].ba");
    }

    @Benchmark
    public List<Candidate> name() {
        return candidates("n2ws.policies['policy_12");
    }

    private List<Candidate> candidates(String line) {
        List<Candidate> candidates = new ArrayList<>();
        completer.complete(line, candidates);
        return candidates;
    }
}
