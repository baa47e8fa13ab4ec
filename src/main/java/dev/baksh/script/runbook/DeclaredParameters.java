package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Map of the values of the declared parameters, for {@code params} in a runbook. An optional parameter without a value
 * is null; an undeclared name is an error.
 */
final class DeclaredParameters extends AbstractMap<String, Object> {
    private final Map<String, Object> values;

    DeclaredParameters(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    @Override
    public Object get(Object name) {
        if (values.containsKey(name)) return values.get(name);
        throw BakshException.failure(
                "no parameter '" + name + "' is declared",
                NameSuggestions.suggest(String.valueOf(name), values.keySet(), "the runbook declares"));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }
}
