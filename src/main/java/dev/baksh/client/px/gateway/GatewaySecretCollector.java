package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.Secret;
import dev.baksh.client.resource.LazyRows;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Collector of the secrets in bodies and responses; the redactor then removes them from all output and logs. */
public record GatewaySecretCollector(Consumer<Secret> secretConsumer) {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|secret|token|kubeconfig|private_?key|encryption_?key|account_?key|api_?key|json_?key|access_?key).*");

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
        return new LazyRows(
                rows.noun(),
                () -> StreamSupport.stream(rows.spliterator(), false)
                        .peek(this::collect)
                        .iterator());
    }
}
