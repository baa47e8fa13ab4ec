package dev.baksh.client.px.gateway;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.LazyRows;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Collector of the secrets in rows of the gateway; the redactor then removes the secrets from all output and logs. */
public record GatewaySecretCollector(Consumer<String> secretConsumer) {

    void collect(Row row) {
        BodyRedactor.collectFields(row, secretConsumer);
    }

    /** Returns the same rows; collects the secrets of each row during the iteration. */
    Rows collectFrom(Rows rows) {
        return new LazyRows(
                rows.noun(),
                () -> StreamSupport.stream(rows.spliterator(), false)
                        .peek(this::collect)
                        .iterator());
    }
}
