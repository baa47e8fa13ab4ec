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
 * without the network. Refreshes names that are older than a minute, or older than a write, and waits a moment for the response;
 * a server that does not respond costs this wait at most once a minute per noun.
 */
public final class RowNameCache {
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    /** Wait for the first response; a new process needs most of this time for its first connection. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(4);
    /** Wait during a refresh for which a TAB has waited already: users do not notice this pause. */
    private static final Duration LATER_WAIT = Duration.ofMillis(150);
    /** Limits the menu and the size of the file. */
    private static final int MAX_NAMES = 5_000;

    private final Path folder;
    private final TimeSource time;
    private final Executor refreshExecutor;
    private final NameFetcher fetcher;
    private final Duration firstWait;
    private final Map<String, Map<String, CachedNames>> servers = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> pendingRefreshes = new HashMap<>();
    private final Map<String, Instant> lastAttempts = new HashMap<>();
    private int expirations;

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
        this(folder, time, refreshExecutor, fetcher, FIRST_WAIT);
    }

    RowNameCache(Path folder, TimeSource time, Executor refreshExecutor, NameFetcher fetcher, Duration firstWait) {
        this.firstWait = firstWait;
        this.folder = folder;
        this.time = time;
        this.refreshExecutor = refreshExecutor;
        this.fetcher = fetcher;
    }

    /**
     * Returns all names of a noun. If the known names are missing, incomplete or outdated, waits for the response, and returns
     * the known names if the response is late.
     *
     * @param server kind and name: {@code n2ws/eu}
     */
    public Collection<String> names(String server, String noun) {
        CompletableFuture<Void> pendingRefresh;
        boolean isFirstWait;
        synchronized (this) {
            isFirstWait = !pendingRefreshes.containsKey(server + "/" + noun);
            pendingRefresh = refresh(server, noun, cachedNames(server).get(noun));
        }
        if (pendingRefresh != null) await(pendingRefresh, isFirstWait ? firstWait : LATER_WAIT);
        synchronized (this) {
            CachedNames cached = cachedNames(server).get(noun);
            return cached == null ? List.of() : cached.names();
        }
    }

    private static void await(CompletableFuture<Void> refresh, Duration wait) {
        try {
            refresh.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // The next TAB may find the names.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Marks all names as outdated: a write may have created, renamed or deleted rows. */
    public synchronized void expire() {
        expirations++;
        lastAttempts.clear();
        servers.values()
                .forEach(nouns -> nouns.replaceAll((noun, cached) -> new CachedNames(Instant.EPOCH, cached.names())));
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
        int expirationsBefore = expirations;
        refreshExecutor.execute(() -> {
            try {
                Collection<String> names = fetcher.fetchNames(server, noun);
                synchronized (this) {
                    // A listing that began before a write may lack the effect of the write.
                    Instant readAt = expirations == expirationsBefore ? now : Instant.EPOCH;
                    store(server, noun, new CachedNames(readAt, limitNames(new TreeSet<>(terminalSafe(names)))));
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
