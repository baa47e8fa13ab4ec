package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verbs about the permissions of delegates. */
final class DelegateVerbs {
    private static final String PERMISSION_PREFIX = "allow_";

    private final ServerClient client;

    DelegateVerbs(ServerClient client) {
        this.client = client;
    }

    /** Returns a row for each delegate: the name, and a column for each permission flag of the server. */
    List<Row> rights(Invocation invocation) {
        List<Row> rights = new ArrayList<>();
        for (Row delegate :
                client.resource("delegates").list(invocation.requireNoArgs().namedArgs())) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("delegate", delegate.get("username"));
            if (delegate.get("profile") instanceof Row profile) {
                profile.toMap().forEach((flag, value) -> {
                    if (flag.startsWith(PERMISSION_PREFIX)) row.put(flag.substring(PERMISSION_PREFIX.length()), value);
                });
            }
            rights.add(new Row(null, row));
        }
        return rights;
    }
}
