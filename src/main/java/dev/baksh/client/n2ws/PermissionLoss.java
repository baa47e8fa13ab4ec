package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.ApiExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Detector of the permissions that a raw request takes away from a user or delegate (n2ws-api 1.11). */
record PermissionLoss(ApiExecutor executor) {
    private static final String PATH_PATTERN = "/?(api/)?(users|delegates)/[0-9]+/?";

    /** Returns the request, with the permissions that it takes away. */
    ApiCall addTo(ApiCall call) {
        List<String> removedFlags = new ArrayList<>();
        boolean isChange = call.method().equals("PUT") || call.method().equals("PATCH");
        if (isChange && call.path().matches(PATH_PATTERN)) collectFalseFlags(call.body(), removedFlags);
        if (removedFlags.isEmpty()) return call;
        removedFlags.removeAll(readFalseFlags(call));
        return removedFlags.isEmpty() ? call : call.withLoss(() -> String.join(", ", removedFlags));
    }

    /** Returns the flags that are already false; an empty list if the object cannot be read. */
    private List<String> readFalseFlags(ApiCall call) {
        List<String> flags = new ArrayList<>();
        try {
            Object current = executor.send(
                    new ApiCall("read " + call.path(), "GET", call.path(), Map.of(), null, Effect.READ, null, null));
            collectFalseFlags(current, flags);
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
        }
        return flags;
    }

    private static void collectFalseFlags(Object value, List<String> flags) {
        Object plain = value instanceof Row row ? row.toMap() : value;
        if (!(plain instanceof Map<?, ?> fields)) return;
        fields.forEach((name, fieldValue) -> {
            boolean isFlag = name.toString().startsWith(N2wsClient.PERMISSION_PREFIX);
            if (isFlag && Boolean.FALSE.equals(fieldValue)) flags.add(name.toString());
            collectFalseFlags(fieldValue, flags);
        });
    }
}
