package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** The declared parameters by name: one that was not given is null, one that is not declared is an error. */
final class DeclaredParameters extends AbstractMap<String, Object> {
    private final Map<String, Object> values;

    DeclaredParameters(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    @Override
    public Object get(Object name) {
        if (values.containsKey(name)) return values.get(name);
        throw BakshException.failure(
                "there is no parameter '" + name + "'",
                NameSuggestions.suggest(String.valueOf(name), values.keySet(), "declared are"));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }
}
