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
 * Cache of row names for completion, in memory and in one file per server with mode 0600, so that names are available
 * without the network. Returns old names at once and refreshes them in the background, at most once a minute per noun.
 */
public final class RowNameCache {
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    /** Users do not notice this pause after TAB. */
    private static final Duration MAX_WAIT = Duration.ofMillis(150);
    /** Limits the menu and the size of the file. */
    private static final int MAX_NAMES = 5_000;

    private final Path folder;
    private final TimeSource time;
    private final Executor refreshExecutor;
    private final NameFetcher fetcher;
    private final Map<String, Map<String, CachedNames>> servers = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> pendingRefreshes = new HashMap<>();
    private final Map<String, Instant> lastAttempts = new HashMap<>();

    record CachedNames(Instant readAt, List<String> names) {}

    /** Reader of row names from a server. Runs in the background; on a failure the cache keeps its names. */
    @FunctionalInterface
    public interface NameFetcher {
        /** Returns the names of all rows of a noun; may contain null. */
        Collection<String> fetchNames(String server, String noun);
    }

    /**
     * @param folder folder of the files, created at the first write; null for memory only
     * @param refreshExecutor runs the refreshes; must not use the calling thread
     */
    public RowNameCache(Path folder, TimeSource time, Executor refreshExecutor, NameFetcher fetcher) {
        this.folder = folder;
        this.time = time;
        this.refreshExecutor = refreshExecutor;
        this.fetcher = fetcher;
    }

    /**
     * Returns the known names. If no names are known, waits for the first response, at most 150 ms.
     *
     * @param server kind and name: {@code n2ws/eu}
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
            return List.of(); // Timeout or failure: the next TAB may find the names.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            cached = cachedNames(server).get(noun);
            return cached == null ? List.of() : cached.names();
        }
    }

    /** Adds names from a printed listing. */
    public synchronized void addNames(String server, String noun, Collection<String> names) {
        CachedNames cached = cachedNames(server).get(noun);
        TreeSet<String> allNames = new TreeSet<>(cached == null ? List.of() : cached.names());
        int previousSize = allNames.size();
        allNames.addAll(terminalSafe(names));
        // The age stays that of the last complete listing, so that the refresh is not delayed.
        if (allNames.size() > previousSize)
            store(
                    server,
                    noun,
                    new CachedNames(cached == null ? Instant.EPOCH : cached.readAt(), limitNames(allNames)));
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
                // Without network, token or permission the cache keeps its names; a request of the user reports the
                // error.
            } finally {
                synchronized (this) {
                    pendingRefreshes.remove(key);
                }
                newRefresh.complete(null);
            }
        });
        return newRefresh;
    }

    /** Removes names with control characters. */
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
