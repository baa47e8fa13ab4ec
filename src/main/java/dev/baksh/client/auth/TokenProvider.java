package dev.baksh.client.auth;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The tokens of one server and credential: renewed ahead of their end, in one flight however many threads ask.
 *
 * <p>A token is used freely until its <em>soft</em> end, renewed behind the caller's back until its <em>hard</em> end, and
 * waited for after that. Ends are kept in monotonic time, so that a corrected clock does no harm.
 */
public final class TokenProvider {
    /** Renewed in the background from a fifth of the life before the end, at most 5 minutes. */
    private static final Duration SOFT = Duration.ofMinutes(5);
    /** Not used any more from a tenth of the life before the end, at most a minute: the longest skew and one slow request. */
    private static final Duration HARD = Duration.ofMinutes(1);
    /**
     * A margin below this is none: {@code exp} has whole seconds, so a token renewed a little before a second's end lives
     * nearly a second less, and tokens of 2 seconds would be renewed twice as often as needed.
     */
    private static final Duration GRAIN = Duration.ofSeconds(1);
    /** When the wall clock and the monotonic one drift apart by more, the machine slept, and the token may have ended. */
    private static final Duration JUMP = Duration.ofMinutes(1);
    /** After a failed renewal: 1, 2, 4 ... seconds, at most this. */
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    /** How long a caller waits for a flight; 30 s for the lock and two token requests of 30 s each fit. */
    private static final Duration WAIT = Duration.ofSeconds(100);

    private final TokenSource source;
    private final SecretRedactor redaction;
    private final TimeSource time;
    private final Executor flights;
    private final TokenStore store;

    private Held held;
    private boolean looked;
    private boolean shared;
    /** An access token that is not to be used again though its end is not reached. */
    private String dropped;

    private String refresh;
    private Long refreshEnd;
    private CompletableFuture<Held> flight;
    private BakshException rejected;
    private BakshException lastFailure;
    private int failures;
    private long backoffUntil;

    /** An access token with its ends; null ends when its life is not known. */
    private record Held(String token, Long soft, Long hard, Instant wall, long nanos) {}

    /**
     * How things stand, without the token.
     *
     * @param state {@code none}, {@code fresh}, {@code stale}, {@code expired}, {@code rejected}
     * @param left  until the access token's end is to be respected, or null when there is none or no end is known
     */
    public record Status(String state, Duration left) {
        @Override
        public String toString() {
            return left == null ? state : state + ", " + left.toSeconds() + " s left";
        }
    }

    /** Tokens of this process alone. */
    public TokenProvider(TokenSource source, SecretRedactor redaction, TimeSource time, Executor flights) {
        this(source, redaction, time, flights, TokenStore.NONE);
    }

    /**
     * Tokens that other processes of the user share.
     *
     * @param flights runs a renewal; a thread of it lives through the interruption of those who wait
     */
    public TokenProvider(
            TokenSource source, SecretRedactor redaction, TimeSource time, Executor flights, TokenStore store) {
        this.store = store;
        this.shared = store.shared();
        this.source = source;
        this.redaction = redaction;
        this.time = time;
        this.flights = flights;
    }

    /** A token to send now; waits for a renewal when there is none that is good. */
    public String current() {
        return current(WAIT);
    }

    /** The same, waited for no longer than this. */
    public String current(Duration most) {
        CompletableFuture<Held> wait;
        synchronized (this) {
            if (rejected != null) throw rejected;
            lookOnce();
            if (held != null && !jumped(held)) {
                long now = time.nanos();
                if (held.soft == null || now - held.soft < 0) return held.token;
                if (now - held.hard < 0) {
                    if (!backingOff()) fly();
                    return held.token;
                }
            }
            if (flight == null && backingOff()) throw lastFailure;
            wait = fly();
        }
        return await(wait, most);
    }

    /** A token that outlives a write of this length, where tokens live that long at all and a longer one can be had. */
    public String currentFor(Duration length) {
        CompletableFuture<Held> wait;
        synchronized (this) {
            if (rejected != null) throw rejected;
            boolean enough = held == null || held.hard == null || held.hard - time.nanos() > length.toNanos();
            boolean possible = held != null && held.hard != null && held.hard - held.nanos > length.toNanos();
            boolean longer = possible && source.renewable();
            if (enough || !longer || jumped(held) || backingOff()) wait = null;
            else wait = fly();
        }
        if (wait == null) return current(length);
        try {
            return await(wait, length);
        } catch (TransportException e) {
            return current(length); // The one that is there may still be good, if not for the whole of the write.
        }
    }

    /**
     * After a 401: the token to send the request with once more.
     *
     * @param used the token that was refused; when it is no longer the current one, the current one is given
     * @param most how long it is waited for
     */
    public String afterRefusal(String used, Duration most) {
        CompletableFuture<Held> wait;
        synchronized (this) {
            if (rejected != null) throw rejected;
            boolean other = flight == null && held != null && !held.token.equals(used);
            if (!other && flight == null && backingOff()) throw lastFailure;
            if (other) wait = null;
            else {
                held = null;
                wait = fly(used);
            }
        }
        return wait == null ? current(most) : await(wait, most);
    }

    /** True when this token has come to its end since it was given, or another one has taken its place. */
    public synchronized boolean outlived(String token) {
        return held == null || !held.token.equals(token) || held.hard != null && time.nanos() - held.hard >= 0;
    }

    /** Drops the access token: what it says of its user has changed. */
    public synchronized void drop() {
        if (held != null) dropped = held.token;
        held = null;
    }

    /** What kept them from being renewed has been mended: no more waiting until it is tried again. */
    public synchronized void forgive() {
        lastFailure = null;
        failures = 0;
    }

    public synchronized Status status() {
        if (rejected != null) return new Status("rejected", null);
        if (held == null) return new Status("none", null);
        if (held.hard == null) return new Status("fresh", null);
        long now = time.nanos();
        Duration left = Duration.ofNanos(Math.max(0, held.hard - now));
        String state = now - held.hard >= 0 || jumped(held) ? "expired" : now - held.soft >= 0 ? "stale" : "fresh";
        return new Status(state, left);
    }

    /** A stored token saves the first request; without the lock, since nothing is renewed. */
    private void lookOnce() {
        if (looked) return;
        looked = true;
        TokenStore.Stored stored = store.read();
        if (stored != null && fresh(stored, null)) land(grant(stored));
    }

    private boolean fresh(TokenStore.Stored stored, String refused) {
        if (stored.access().equals(refused) || stored.accessEnd() == null || stored.accessLife() == null) return false;
        Duration left = Duration.between(time.now(), stored.accessEnd());
        // More is left than it was given for: the clock was put back, and its end is not known any more.
        if (left.compareTo(stored.accessLife()) > 0) return false;
        return left.compareTo(margin(stored.accessLife(), 5, SOFT)) > 0;
    }

    private TokenResponse grant(TokenStore.Stored stored) {
        Instant now = time.now();
        Duration refreshLife = stored.refreshEnd() == null ? null : Duration.between(now, stored.refreshEnd());
        return new TokenResponse(
                stored.access(), stored.refresh(), Duration.between(now, stored.accessEnd()), refreshLife);
    }

    private CompletableFuture<Held> fly() {
        return fly(dropped);
    }

    /**
     * The flight under way, or a new one.
     *
     * @param refused a token that a server has just refused, or null
     */
    private CompletableFuture<Held> fly(String refused) {
        if (flight != null) return flight;
        CompletableFuture<Held> mine = new CompletableFuture<>();
        flight = mine;
        flights.execute(() -> {
            try {
                mine.complete(store.exclusively(() -> renewed(refused)));
            } catch (BakshException e) {
                fail(e);
                mine.completeExceptionally(e);
            } catch (
                    Throwable
                            e) { // OkHttp is Kotlin and throws what it does not declare; waiters must not wait in vain.
                // Its words may hold the token, so only its kind is said.
                BakshException fault = new BakshException(
                        ExitCode.FAILED,
                        "renewing the token failed: " + e.getClass().getSimpleName(),
                        null,
                        e);
                fail(fault);
                mine.completeExceptionally(fault);
            }
        });
        return mine;
    }

    /** What another process has renewed meanwhile, or else what this one renews, stored before anybody uses it. */
    private Held renewed(String refused) {
        TokenStore.Stored stored = store.read();
        if (stored != null && fresh(stored, refused)) return land(grant(stored));
        synchronized (this) {
            // The one refresh token of all is left to the others: used twice, it would end the session of all.
            if (shared && !store.shared()) refresh = null;
            shared = store.shared();
            boolean newer = stored != null
                    && stored.refresh() != null
                    && !stored.refresh().equals(refresh);
            if (newer) {
                refresh = stored.refresh();
                refreshEnd = stored.refreshEnd() == null
                        ? null
                        : time.nanos()
                                + Duration.between(time.now(), stored.refreshEnd())
                                        .toNanos();
            }
        }
        TokenResponse grant = renew();
        store.write(stored(grant));
        return land(grant);
    }

    private synchronized TokenStore.Stored stored(TokenResponse grant) {
        Instant now = time.now();
        Instant accessEnd = grant.accessLife() == null ? null : now.plus(grant.accessLife());
        if (grant.refresh() != null) {
            Instant end = grant.refreshLife() == null ? null : now.plus(grant.refreshLife());
            return new TokenStore.Stored(grant.access(), accessEnd, grant.accessLife(), grant.refresh(), end);
        }
        Instant end = refreshEnd == null ? null : now.plusNanos(refreshEnd - time.nanos());
        return new TokenStore.Stored(grant.access(), accessEnd, grant.accessLife(), refresh, end);
    }

    /** By the refresh token while it lives, else by the credential. */
    private TokenResponse renew() {
        String token;
        synchronized (this) {
            boolean alive = refreshEnd == null || time.nanos() - refreshEnd < 0;
            token = alive ? refresh : null;
        }
        if (token != null) {
            try {
                return source.refresh(token);
            } catch (CredentialRejectedException e) {
                synchronized (this) {
                    refresh = null; // Dead: the credential is what is left.
                }
            }
        }
        return source.obtain();
    }

    /** The flight is cleared before its waiters go on, so that one of them may start the next. */
    private synchronized Held land(TokenResponse grant) {
        redaction.add(grant.access());
        long now = time.nanos();
        if (grant.refresh() != null) {
            redaction.add(grant.refresh());
            refresh = grant.refresh();
            refreshEnd = grant.refreshLife() == null
                    ? null
                    : now + grant.refreshLife().toNanos();
        }
        Duration life = grant.accessLife();
        Long soft =
                life == null ? null : now + life.minus(margin(life, 5, SOFT)).toNanos();
        Long hard =
                life == null ? null : now + life.minus(margin(life, 10, HARD)).toNanos();
        held = new Held(grant.access(), soft, hard, time.now(), now);
        flight = null;
        failures = 0;
        lastFailure = null;
        return held;
    }

    private synchronized void fail(BakshException e) {
        flight = null;
        if (e instanceof CredentialRejectedException) {
            rejected = e;
            return;
        }
        long seconds = Math.min(LONGEST_BACKOFF.toSeconds(), 1L << Math.min(failures, 5));
        failures++;
        lastFailure = e;
        backoffUntil = time.nanos() + Duration.ofSeconds(seconds).toNanos();
    }

    private boolean backingOff() {
        return lastFailure != null && time.nanos() - backoffUntil < 0;
    }

    private boolean jumped(Held token) {
        Duration wall = Duration.between(token.wall, time.now());
        Duration monotonic = Duration.ofNanos(time.nanos() - token.nanos);
        return wall.minus(monotonic).abs().compareTo(JUMP) > 0;
    }

    private Duration margin(Duration life, int part, Duration most) {
        if (!source.renewable()) return Duration.ZERO; // Nothing better is to be had before the end.
        Duration margin = life.dividedBy(part);
        if (margin.compareTo(GRAIN) < 0) return Duration.ZERO;
        return margin.compareTo(most) < 0 ? margin : most;
    }

    private static String await(CompletableFuture<Held> flight, Duration most) {
        Duration longest = most.compareTo(WAIT) < 0 ? most : WAIT;
        try {
            return flight.get(longest.toMillis(), TimeUnit.MILLISECONDS).token;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted while waiting for a token; nothing was sent", null);
        } catch (TimeoutException e) {
            throw new BakshException(ExitCode.UNREACHABLE, "no token within " + longest.toSeconds() + " s", null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BakshException known) throw known;
            throw new IllegalStateException(e.getCause());
        }
    }
}
