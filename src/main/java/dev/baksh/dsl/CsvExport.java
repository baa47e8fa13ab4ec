package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.OutputFile;
import dev.baksh.output.OutputFormat;
import dev.baksh.output.OutputStyle;
import dev.baksh.output.ValuePrinter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/** Exporter that saves the rows of a script as a CSV file. The file appears only when it is complete. */
final class CsvExport {
    private CsvExport() {}

    /** @return the path of the file */
    static String write(Iterable<?> rows, CharSequence path) {
        Noun noun = rows instanceof Rows listing ? listing.noun() : null;
        String name = (noun == null ? "rows" : noun.name()) + ".csv";
        try (OutputFile file = new OutputFile(path.toString(), name)) {
            try (Writer out = new BufferedWriter(new OutputStreamWriter(file.open(null), StandardCharsets.UTF_8))) {
                // CSV has no ages and no local times, so width and clock have no effect.
                new ValuePrinter(out, new OutputStyle(80, false, false, Instant.EPOCH, ZoneOffset.UTC))
                        .print(rows, OutputFormat.CSV);
            }
            return file.commit().toString();
        } catch (IOException e) {
            throw BakshException.failure(path + " cannot be written: " + e.getMessage(), "nothing was saved");
        }
    }
}
