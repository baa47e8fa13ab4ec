package dev.baksh.client.paging;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Benchmark of the parser of a page of 1,000 policies, from bytes to rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RowParseBenchmark {
    private final byte[] page = page();
    private final Noun policies = Catalog.of("n2ws").noun("policies");

    private static byte[] page() {
        StringBuilder text = new StringBuilder("{\"count\":1000,\"next\":null,\"previous\":null,\"results\":[");
        for (int i = 1; i <= 1000; i++) {
            text.append(i == 1 ? "" : ",").append("{\"id\":").append(i).append(",\"name\":\"policy_").append(i);
            text.append("\",\"description\":\"Every night\",\"enabled\":true,\"account\":3,\"user\":1,\"schedules\":[1,4],");
            text.append("\"generations\":30,\"auto_remove_resource\":\"N\",\"dr_enabled\":false,");
            text.append("\"copy_to_s3_enabled\":false,\"last_modified\":\"2026-11-02T04:00:00Z\"}");
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public void page(Blackhole sink) throws IOException {
        PageParser parser = new PageParser(page, List.of("results"), policies);
        for (Row row = parser.next(); row != null; row = parser.next()) sink.consume(row);
    }
}
