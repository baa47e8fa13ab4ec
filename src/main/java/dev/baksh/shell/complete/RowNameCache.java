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
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** A person does not notice a pause this long after TAB. */
    private static final Duration PATIENCE = Duration.ofMillis(150);
    /** A menu of more is no help, and the file stays small. */
    private static final int MOST = 5_000;

    private final Path folder;
    private final TimeSource time;
    private final Executor behind;
    private final Fetch fetch;
    private final Map<String, Map<String, Known>> servers = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> flights = new HashMap<>();
    private final Map<String, Instant> tried = new HashMap<>();

    /** Names and when they were read. */
    record Known(Instant at, List<String> names) {}

    /** Asks a server; reads only. Runs behind; what it throws leaves the names as they were. */
    @FunctionalInterface
    public interface Fetch {
        /** The names of all rows of a noun, null ones among them. */
        Collection<String> names(String server, String noun);
    }

    /**
     * A cache of all servers.
     *
     * @param folder of the files, made when there is something to keep; null keeps nothing on disk
     * @param behind runs the refreshes; must not run them on the calling thread
     */
    public RowNameCache(Path folder, TimeSource time, Executor behind, Fetch fetch) {
        this.folder = folder;
        this.time = time;
        this.behind = behind;
        this.fetch = fetch;
    }

    /**
     * The names as known now. Only where nothing at all is known does it wait for the first answer, 150 ms at most.
     *
     * @param server its kind and name: {@code n2ws/eu}
     */
    public Collection<String> names(String server, String noun) {
        CompletableFuture<Void> flight;
        Known known;
        synchronized (this) {
            known = of(server).get(noun);
            flight = refresh(server, noun, known);
        }
        if (known != null || flight == null) return known == null ? List.of() : known.names();
        try {
            flight.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of(); // Too late or failed: the next TAB may have them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            known = of(server).get(noun);
            return known == null ? List.of() : known.names();
        }
    }

    /** Names that a listing has brought past; added to those that are known. */
    public synchronized void seen(String server, String noun, Collection<String> names) {
        Known known = of(server).get(noun);
        TreeSet<String> all = new TreeSet<>(known == null ? List.of() : known.names());
        int before = all.size();
        all.addAll(harmless(names));
        // The age stays that of the last whole listing, so that a refresh is not put off.
        if (all.size() > before) keep(server, noun, new Known(known == null ? Instant.EPOCH : known.at(), cut(all)));
    }

    /** How old the names of a noun are, or null when there are none. */
    public synchronized Duration age(String server, String noun) {
        Known known = of(server).get(noun);
        return known == null ? null : Duration.between(known.at(), time.now());
    }

    private CompletableFuture<Void> refresh(String server, String noun, Known known) {
        String key = server + "/" + noun;
        CompletableFuture<Void> flying = flights.get(key);
        if (flying != null) return flying;
        Instant now = time.now();
        boolean fresh = known != null && known.at().plus(FRESH).isAfter(now);
        boolean justTried = tried.containsKey(key) && tried.get(key).plus(FRESH).isAfter(now);
        if (fresh || justTried) return null;
        tried.put(key, now);
        CompletableFuture<Void> flight = new CompletableFuture<>();
        flights.put(key, flight);
        behind.execute(() -> {
            try {
                Collection<String> names = fetch.names(server, noun);
                synchronized (this) {
                    keep(server, noun, new Known(now, cut(new TreeSet<>(harmless(names)))));
                }
            } catch (RuntimeException e) {
                // No network, no token, no permission: completion goes on with what there is, and a call will say why.
            } finally {
                synchronized (this) {
                    flights.remove(key);
                }
                flight.complete(null);
            }
        });
        return flight;
    }

    /** What a terminal would obey is not offered. */
    private static List<String> harmless(Collection<String> names) {
        return names.stream()
                .filter(name -> name != null
                        && !name.isEmpty()
                        && TerminalEscaper.safe(name).equals(name))
                .toList();
    }

    private static List<String> cut(TreeSet<String> names) {
        return names.stream().limit(MOST).toList();
    }

    private Map<String, Known> of(String server) {
        return servers.computeIfAbsent(
                server, name -> folder == null ? new HashMap<>() : RowNameFile.read(folder, name));
    }

    private void keep(String server, String noun, Known known) {
        of(server).put(noun, known);
        if (folder != null) RowNameFile.write(folder, server, of(server));
    }
}
