package dev.baksh.output;

import dev.baksh.client.api.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Benchmark of 1,000 rows as a table of six columns, and as NDJSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TableBenchmark {
    private static final OutputStyle STYLE = new OutputStyle(120, false, true, Instant.EPOCH, ZoneOffset.UTC);

    private final List<Row> rows = rows();

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", i);
            values.put("name", "policy_" + i);
            values.put("description", "Every night");
            values.put("enabled", i % 3 != 0);
            values.put("account", i % 7);
            values.put("last_modified", Instant.ofEpochSecond(1_793_592_000L + i));
            rows.add(new Row(null, values));
        }
        return rows;
    }

    @Benchmark
    public int table() {
        return print(OutputFormat.TABLE);
    }

    @Benchmark
    public int ndjson() {
        return print(OutputFormat.NDJSON);
    }

    private int print(OutputFormat format) {
        StringBuilder text = new StringBuilder();
        new ValuePrinter(text, STYLE).print(rows, format, List.of());
        return text.length();
    }
}
