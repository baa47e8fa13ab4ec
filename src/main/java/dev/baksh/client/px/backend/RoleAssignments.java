package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Who holds which roles. Read from the list of users where it carries them, else user by user, four at a time. */
final class RoleAssignments {
    /** Reads at once: enough to hide the way to the server, too few to be a burden to it. */
    private static final int AT_ONCE = 4;

    private static final List<String> NAMES = List.of("name", "role_name", "roleName");

    private final ServerClient client;
    private final UserVerbs users;

    RoleAssignments(ServerClient client, UserVerbs users) {
        this.client = client;
        this.users = users;
    }

    /** Names of the roles that the row itself shows, or null when it shows none. */
    static List<String> shown(Row user) {
        return user.has("roles") && user.get("roles") instanceof Iterable<?> held ? names(held) : null;
    }

    /** Role names by user name, in the server's order. */
    Map<String, List<String>> all() {
        return of(client.resource("users").byLabel());
    }

    Map<String, List<String>> of(Map<String, Row> rows) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "baksh-reads");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<String, Future<List<String>>> reading = new LinkedHashMap<>();
            rows.forEach((name, user) -> reading.put(name, threads.submit(() -> read(user))));
            Map<String, List<String>> held = new LinkedHashMap<>();
            for (Map.Entry<String, Future<List<String>>> entry : reading.entrySet())
                held.put(entry.getKey(), entry.getValue().get());
            return held;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "stopped reading the roles of users", null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BakshException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> read(Row user) {
        List<String> shown = shown(user);
        if (shown != null) return shown;
        Invocation asked =
                new Invocation(client.resource("users").noun().operation("roles"), user, List.of(), Map.of(), Map.of());
        return names(users.roles(asked));
    }

    private static List<String> names(Iterable<?> held) {
        List<String> names = new ArrayList<>();
        for (Object role : held) names.add(name(role));
        return names;
    }

    /**
     * The name of a role that a user holds; what users' rows look like is not public (px-api 2).
     *
     * @throws BakshException the shape is none of those that are thinkable: "holds nothing" would be the wrong answer
     */
    static String name(Object role) {
        if (role instanceof CharSequence text) return text.toString();
        if (role instanceof Row row) {
            for (String field : NAMES)
                if (row.has(field) && row.get(field) instanceof CharSequence text) return text.toString();
            if (row.has("metadata") && row.get("metadata") instanceof Row inner) return name(inner);
        }
        throw BakshException.failed(
                "px: the roles of users come in a shape that is not known: "
                        + (role instanceof Row row ? "fields " + String.join(", ", row.names()) : role),
                "nothing can be said about who holds what; px.get shows the server's answer as it is");
    }
}
