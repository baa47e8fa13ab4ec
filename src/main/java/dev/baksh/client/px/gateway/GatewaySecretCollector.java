package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.Secret;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Secrets that pass by in bodies and answers: from then on they are taken out of every text that is shown or kept. */
public final class GatewaySecretCollector {
    private static final Pattern NAME = Pattern.compile(
            "(?i).*(password|secret|token|kubeconfig|private_?key|encryption_?key|account_?key|api_?key|json_?key|access_?key).*");

    private final Consumer<Secret> redact;

    public GatewaySecretCollector(Consumer<Secret> redact) {
        this.redact = redact;
    }

    void hide(Object value) {
        hide("", value);
    }

    private void hide(String name, Object value) {
        if (value instanceof Row row) row.toMap().forEach(this::hide);
        else if (value instanceof Map<?, ?> map) map.forEach((key, inner) -> hide(String.valueOf(key), inner));
        else if (value instanceof Iterable<?> many) many.forEach(inner -> hide(name, inner));
        else if (value instanceof CharSequence text
                && !text.toString().isBlank()
                && NAME.matcher(name).matches()) redact.accept(Secret.of(text.toString()));
    }

    /** The same rows, hidden as they come. */
    Rows hiding(Rows rows) {
        return new Rows() {
            @Override
            public Noun noun() {
                return rows.noun();
            }

            @Override
            public Iterator<Row> iterator() {
                Iterator<Row> each = rows.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Row next() {
                        Row row = each.next();
                        hide(row);
                        return row;
                    }
                };
            }
        };
    }
}
