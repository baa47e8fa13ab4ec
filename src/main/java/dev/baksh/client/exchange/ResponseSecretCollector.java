package dev.baksh.client.exchange;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Collector of the secrets in the responses of a server; the redactor then removes the secrets from all output and journals. */
record ResponseSecretCollector(Consumer<String> secretConsumer) {
    /** A short word of letters may be a part of any text, such as the name of a step, which must stay the same. */
    private static final Pattern WORD = Pattern.compile("\\p{L}{1,15}");

    /** Returns the value of a response; collects its secrets. */
    Object collect(Object value) {
        if (value instanceof Row row) BodyRedactor.collectFields(row, this::add);
        else if (value instanceof List<?> list) list.forEach(this::collect);
        return value;
    }

    private void add(String secret) {
        if (!WORD.matcher(secret).matches()) secretConsumer.accept(secret);
    }

    /** Returns the same rows; collects the secrets of each row during the iteration. */
    Rows collectFrom(Rows rows) {
        return new Rows() {
            @Override
            public Noun noun() {
                return rows.noun();
            }

            @Override
            public Iterator<Row> iterator() {
                return StreamSupport.stream(rows.spliterator(), false)
                        .peek(ResponseSecretCollector.this::collect)
                        .iterator();
            }
        };
    }
}
