package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.Secret;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Collector of the secrets in bodies and responses; the redactor then removes them from all output and logs. */
public final class GatewaySecretCollector {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|secret|token|kubeconfig|private_?key|encryption_?key|account_?key|api_?key|json_?key|access_?key).*");

    private final Consumer<Secret> secretConsumer;

    public GatewaySecretCollector(Consumer<Secret> secretConsumer) {
        this.secretConsumer = secretConsumer;
    }

    void collect(Object value) {
        collect("", value);
    }

    private void collect(String name, Object value) {
        if (value instanceof Row row) row.toMap().forEach(this::collect);
        else if (value instanceof Map<?, ?> map) map.forEach((key, element) -> collect(String.valueOf(key), element));
        else if (value instanceof Iterable<?> iterable) iterable.forEach(element -> collect(name, element));
        else if (value instanceof CharSequence text
                && !text.toString().isBlank()
                && SECRET_NAME.matcher(name).matches()) secretConsumer.accept(Secret.of(text.toString()));
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
                Iterator<Row> iterator = rows.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return iterator.hasNext();
                    }

                    @Override
                    public Row next() {
                        Row row = iterator.next();
                        collect(row);
                        return row;
                    }
                };
            }
        };
    }
}
