package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a write of a dry run yields: the body that would have been sent, and no answer of the server. */
public final class PlannedRow extends Row {
    private final String what;

    PlannedRow(Call call) {
        super(call.result(), values(call));
        what = call.what();
    }

    private static Map<String, Object> values(Call call) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("dry_run", call.what());
        if (call.body() instanceof Map<?, ?> body)
            body.forEach((name, value) -> values.put(String.valueOf(name), value));
        return values;
    }

    /** A field that only the server's answer would have is an error that says so. */
    @Override
    public Object get(String name) {
        if (has(name)) return super.get(name);
        throw BakshException.failed(
                "dry run: '" + name + "' is not known, since " + what + " was not sent",
                "this part of the script cannot be rehearsed without running it");
    }

    @Override
    public String toString() {
        return "planned: " + what;
    }
}
