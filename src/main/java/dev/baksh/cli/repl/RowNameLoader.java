package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.thread.InternalThread;
import dev.baksh.dsl.BoundRow;
import dev.baksh.dsl.DslType.ServerType;
import dev.baksh.shell.complete.RowNameCache;
import dev.baksh.shell.complete.RowNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Loader of row names for completion: reads the names of a noun from the server in the background, and learns names
 * from printed rows. Sends only reads.
 */
final class RowNameLoader implements RowNames {
    private final AppContext app;
    private final RowNameCache cache;
    private Instant lastWrite = Instant.MIN;

    /** @param folder folder of the cache files, or null for a cache in memory only */
    RowNameLoader(AppContext app, Path folder) {
        this(app, folder, Executors.newSingleThreadExecutor(task -> new InternalThread(task, "baksh-names")));
    }

    RowNameLoader(AppContext app, Path folder, Executor executor) {
        this.app = app;
        this.cache = new RowNameCache(folder, app.time(), executor, this::fetchNames);
    }

    @Override
    public Collection<String> names(String kind, String server, String noun) {
        expireAfterWrite();
        ServerConfig config = findServer(kind, server);
        return config == null ? List.of() : cache.names(config.kind() + "/" + config.name(), noun);
    }

    @Override
    public Catalog catalog(ServerType server) {
        ServerConfig config = findServer(server.catalog().server(), server.name());
        return config == null ? server.catalog() : app.catalog(config);
    }

    /** Returns null for an ambiguous or unknown server: the request of the user reports the error. */
    private ServerConfig findServer(String kind, String name) {
        try {
            return name == null
                    ? app.currentServer(ServerKind.of(kind))
                    : app.servers().get(name);
        } catch (BakshException e) {
            return null;
        }
    }

    /** Marks the names as outdated if this shell has sent a write since the last completion. */
    private synchronized void expireAfterWrite() {
        Instant newest = app.requestLog.lastWrite();
        if (!newest.isAfter(lastWrite)) return;
        lastWrite = newest;
        cache.expire();
    }

    private Collection<String> fetchNames(String server, String noun) {
        int slash = server.indexOf('/');
        ServerConfig config = app.servers().get(server.substring(slash + 1));
        // TAB must not trigger a password prompt of a keyring.
        if (!config.credentialSource().isNonInteractive()) return List.of();
        ServerClient client = app.client(config.kind(), config.name());
        return app.requestLog.withoutLogging(() -> {
            Resource resource = client.resource(noun);
            List<String> names = new ArrayList<>();
            for (Row row : resource.list(Map.of())) names.add(resource.displayName(row));
            names.removeIf(app.redactor::containsSecret); // The cache is a file.
            return names;
        });
    }

    /** Adds the names in a printed row or in a list that has been read. */
    void learn(Object value) {
        // Iteration of Rows would send a request.
        if (value instanceof List<?> list) learn(list);
        else if (value instanceof Row) learn(List.of(value));
    }

    private void learn(List<?> rows) {
        for (Object item : rows) {
            boolean hasLabel =
                    item instanceof Row row && row.noun() != null && row.noun().label() != null;
            if (!hasLabel) return;
            Row row = (Row) item;
            String label = row.noun().label();
            if (!row.known().contains(label) || row.get(label) == null) continue;
            ServerConfig server = row instanceof BoundRow bound
                    ? app.servers().get(bound.server())
                    : app.currentServer(ServerKind.of(row.noun().server()));
            if (server == null) return; // With several servers, the source of the row is not known here.
            String name = row.get(label).toString();
            if (!app.redactor.containsSecret(name))
                cache.addNames(server.kind() + "/" + server.name(), row.noun().name(), List.of(name));
        }
    }
}
