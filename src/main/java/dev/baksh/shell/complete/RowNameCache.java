package dev.baksh.shell.complete;

import dev.baksh.client.api.TimeSource;
import dev.baksh.output.TerminalEscaper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Names of rows for completion: in memory, and in one file a server that only its owner can read, so that they are there
 * without the network. Old ones are given at once and refreshed behind, at most once a minute for each noun.
 */
public final class RowNameCache {
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    /** A person does not notice a pause this long after TAB. */
    private static final Duration MAX_WAIT = Duration.ofMillis(150);
    /** A menu of more is no help, and the file stays small. */
    private static final int MAX_NAMES = 5_000;

    private final Path folder;
    private final TimeSource time;
    private final Executor refreshExecutor;
    private final NameFetcher fetcher;
    private final Map<String, Map<String, CachedNames>> servers = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> pendingRefreshes = new HashMap<>();
    private final Map<String, Instant> lastAttempts = new HashMap<>();

    /** Names and when they were read. */
    record CachedNames(Instant readAt, List<String> names) {}

    /** Asks a server; reads only. Runs behind; what it throws leaves the names as they were. */
    @FunctionalInterface
    public interface NameFetcher {
        /** The names of all rows of a noun, null ones among them. */
        Collection<String> fetchNames(String server, String noun);
    }

    /**
     * A cache of all servers.
     *
     * @param folder of the files, made when there is something to keep; null keeps nothing on disk
     * @param refreshExecutor runs the refreshes; must not run them on the calling thread
     */
    public RowNameCache(Path folder, TimeSource time, Executor refreshExecutor, NameFetcher fetcher) {
        this.folder = folder;
        this.time = time;
        this.refreshExecutor = refreshExecutor;
        this.fetcher = fetcher;
    }

    /**
     * The names as known now. Only where nothing at all is known does it wait for the first answer, 150 ms at most.
     *
     * @param server its kind and name: {@code n2ws/eu}
     */
    public Collection<String> names(String server, String noun) {
        CompletableFuture<Void> pendingRefresh;
        CachedNames cached;
        synchronized (this) {
            cached = cachedNames(server).get(noun);
            pendingRefresh = refresh(server, noun, cached);
        }
        if (cached != null || pendingRefresh == null) return cached == null ? List.of() : cached.names();
        try {
            pendingRefresh.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of(); // Too late or failed: the next TAB may have them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            cached = cachedNames(server).get(noun);
            return cached == null ? List.of() : cached.names();
        }
    }

    /** Names that a listing has brought past; added to those that are known. */
    public synchronized void addNames(String server, String noun, Collection<String> names) {
        CachedNames cached = cachedNames(server).get(noun);
        TreeSet<String> allNames = new TreeSet<>(cached == null ? List.of() : cached.names());
        int previousSize = allNames.size();
        allNames.addAll(terminalSafe(names));
        // The age stays that of the last whole listing, so that a refresh is not put off.
        if (allNames.size() > previousSize)
            store(
                    server,
                    noun,
                    new CachedNames(cached == null ? Instant.EPOCH : cached.readAt(), limitNames(allNames)));
    }

    /** How old the names of a noun are, or null when there are none. */
    public synchronized Duration age(String server, String noun) {
        CachedNames cached = cachedNames(server).get(noun);
        return cached == null ? null : Duration.between(cached.readAt(), time.now());
    }

    private CompletableFuture<Void> refresh(String server, String noun, CachedNames cached) {
        String key = server + "/" + noun;
        CompletableFuture<Void> runningRefresh = pendingRefreshes.get(key);
        if (runningRefresh != null) return runningRefresh;
        Instant now = time.now();
        boolean isFresh = cached != null && cached.readAt().plus(MAX_AGE).isAfter(now);
        boolean recentlyAttempted = lastAttempts.containsKey(key)
                && lastAttempts.get(key).plus(MAX_AGE).isAfter(now);
        if (isFresh || recentlyAttempted) return null;
        lastAttempts.put(key, now);
        CompletableFuture<Void> newRefresh = new CompletableFuture<>();
        pendingRefreshes.put(key, newRefresh);
        refreshExecutor.execute(() -> {
            try {
                Collection<String> names = fetcher.fetchNames(server, noun);
                synchronized (this) {
                    store(server, noun, new CachedNames(now, limitNames(new TreeSet<>(terminalSafe(names)))));
                }
            } catch (RuntimeException e) {
                // No network, no token, no permission: completion goes on with what there is, and a call will say why.
            } finally {
                synchronized (this) {
                    pendingRefreshes.remove(key);
                }
                newRefresh.complete(null);
            }
        });
        return newRefresh;
    }

    /** What a terminal would obey is not offered. */
    private static List<String> terminalSafe(Collection<String> names) {
        return names.stream()
                .filter(name -> name != null
                        && !name.isEmpty()
                        && TerminalEscaper.sanitize(name).equals(name))
                .toList();
    }

    private static List<String> limitNames(TreeSet<String> names) {
        return names.stream().limit(MAX_NAMES).toList();
    }

    private Map<String, CachedNames> cachedNames(String server) {
        return servers.computeIfAbsent(
                server, name -> folder == null ? new HashMap<>() : RowNameFile.read(folder, name));
    }

    private void store(String server, String noun, CachedNames cached) {
        cachedNames(server).put(noun, cached);
        if (folder != null) RowNameFile.write(folder, server, cachedNames(server));
    }
}
