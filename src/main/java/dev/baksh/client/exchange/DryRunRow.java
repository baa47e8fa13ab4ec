package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a write of a dry run yields: the body that would have been sent, and no answer of the server. */
public final class DryRunRow extends Row {
    private static final String DRY_RUN = "dry_run";

    private final String callName;

    DryRunRow(ApiCall call) {
        this(call.result(), plannedValues(call), call.description());
    }

    private DryRunRow(Noun noun, Map<String, Object> values, String callName) {
        super(noun, values);
        this.callName = callName;
    }

    /** The same after a further write that would have been sent. */
    public DryRunRow mergeWith(DryRunRow later) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : names()) values.put(name, get(name));
        for (String name : later.names()) if (!name.equals(DRY_RUN)) values.put(name, later.get(name));
        return new DryRunRow(noun(), values, callName);
    }

    private static Map<String, Object> plannedValues(ApiCall call) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(DRY_RUN, call.description());
        if (call.body() instanceof Map<?, ?> body)
            body.forEach((name, value) -> values.put(String.valueOf(name), value));
        return values;
    }

    /** A field that only the server's answer would have is an error that says so. */
    @Override
    public Object get(String name) {
        if (has(name)) return super.get(name);
        throw BakshException.failure(
                "dry run: '" + name + "' is not known, since " + callName + " was not sent",
                "this part of the script cannot be rehearsed without running it");
    }

    @Override
    public String toString() {
        return "planned: " + callName;
    }
}
