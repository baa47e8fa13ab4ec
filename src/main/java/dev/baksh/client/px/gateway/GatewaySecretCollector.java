package dev.baksh.client.px.gateway;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.Secret;
import java.util.Iterator;
import java.util.function.Consumer;

/** Collector of the secrets in bodies and responses; the redactor then removes them from all output and logs. */
public final class GatewaySecretCollector {
    private final Consumer<Secret> secretConsumer;

    public GatewaySecretCollector(Consumer<Secret> secretConsumer) {
        this.secretConsumer = secretConsumer;
    }

    void collect(Object value) {
        BodyRedactor.collect(value, secret -> secretConsumer.accept(Secret.of(secret)));
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
