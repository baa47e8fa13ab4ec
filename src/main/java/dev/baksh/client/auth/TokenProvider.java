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
    private static final Duration SOFT_MARGIN = Duration.ofMinutes(5);
    /** Not used any more from a tenth of the life before the end, at most a minute: the longest skew and one slow request. */
    private static final Duration HARD_MARGIN = Duration.ofMinutes(1);
    /**
     * A margin below this is none: {@code exp} has whole seconds, so a token renewed a little before a second's end lives
     * nearly a second less, and tokens of 2 seconds would be renewed twice as often as needed.
     */
    private static final Duration MIN_MARGIN = Duration.ofSeconds(1);
    /** When the wall clock and the monotonic one drift apart by more, the machine slept, and the token may have ended. */
    private static final Duration MAX_CLOCK_DRIFT = Duration.ofMinutes(1);
    /** After a failed renewal: 1, 2, 4 ... seconds, at most this. */
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
    /** How long a caller waits for a flight; 30 s for the lock and two token requests of 30 s each fit. */
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(100);

    private final TokenSource source;
    private final SecretRedactor redactor;
    private final TimeSource time;
    private final Executor refreshExecutor;
    private final TokenStore store;

    private CurrentToken currentToken;
    private boolean storeRead;
    private boolean storeShared;
    /** An access token that is not to be used again though its end is not reached. */
    private String invalidatedToken;

    private String refreshToken;
    private Long refreshExpiryNanos;
    private CompletableFuture<CurrentToken> pendingRefresh;
    private BakshException rejection;
    private BakshException lastFailure;
    private int failureCount;
    private long backoffUntilNanos;

    /** An access token with its ends; null ends when its life is not known. */
    private record CurrentToken(
            String token, Long softExpiry, Long hardExpiry, Instant obtainedAt, long obtainedNanos) {}

    /**
     * How things stand, without the token.
     *
     * @param state {@code none}, {@code fresh}, {@code stale}, {@code expired}, {@code rejected}
     * @param remaining  until the access token's end is to be respected, or null when there is none or no end is known
     */
    public record Status(String state, Duration remaining) {
        @Override
        public String toString() {
            return remaining == null ? state : state + ", " + remaining.toSeconds() + " s left";
        }
    }

    /** Tokens of this process alone. */
    public TokenProvider(TokenSource source, SecretRedactor redactor, TimeSource time, Executor refreshExecutor) {
        this(source, redactor, time, refreshExecutor, TokenStore.NONE);
    }

    /**
     * Tokens that other processes of the user share.
     *
     * @param refreshExecutor runs a renewal; a thread of it lives through the interruption of those who wait
     */
    public TokenProvider(
            TokenSource source, SecretRedactor redactor, TimeSource time, Executor refreshExecutor, TokenStore store) {
        this.store = store;
        this.storeShared = store.isShared();
        this.source = source;
        this.redactor = redactor;
        this.time = time;
        this.refreshExecutor = refreshExecutor;
    }

    /** A token to send now; waits for a renewal when there is none that is good. */
    public String accessToken() {
        return accessToken(REFRESH_TIMEOUT);
    }

    /** The same, waited for no longer than this. */
    public String accessToken(Duration timeout) {
        CompletableFuture<CurrentToken> pending;
        synchronized (this) {
            if (rejection != null) throw rejection;
            readStoreOnce();
            if (currentToken != null && !clockJumped(currentToken)) {
                long now = time.nanos();
                if (currentToken.softExpiry == null || now - currentToken.softExpiry < 0) return currentToken.token;
                if (now - currentToken.hardExpiry < 0) {
                    if (!isBackingOff()) startRefresh();
                    return currentToken.token;
                }
            }
            if (pendingRefresh == null && isBackingOff()) throw lastFailure;
            pending = startRefresh();
        }
        return await(pending, timeout);
    }

    /** A token that outlives a write of this length, where tokens live that long at all and a longer one can be had. */
    public String accessTokenValidFor(Duration duration) {
        CompletableFuture<CurrentToken> pending;
        synchronized (this) {
            if (rejection != null) throw rejection;
            boolean livesLongEnough = currentToken == null
                    || currentToken.hardExpiry == null
                    || currentToken.hardExpiry - time.nanos() > duration.toNanos();
            boolean newTokenWouldLast = currentToken != null
                    && currentToken.hardExpiry != null
                    && currentToken.hardExpiry - currentToken.obtainedNanos > duration.toNanos();
            boolean renewalHelps = newTokenWouldLast && source.isRenewable();
            if (livesLongEnough || !renewalHelps || clockJumped(currentToken) || isBackingOff()) pending = null;
            else pending = startRefresh();
        }
        if (pending == null) return accessToken(duration);
        try {
            return await(pending, duration);
        } catch (TransportException e) {
            return accessToken(duration); // The one that is there may still be good, if not for the whole of the write.
        }
    }

    /**
     * After a 401: the token to send the request with once more.
     *
     * @param usedToken the token that was refused; when it is no longer the current one, the current one is given
     * @param timeout how long it is waited for
     */
    public String replaceRejected(String usedToken, Duration timeout) {
        CompletableFuture<CurrentToken> pending;
        synchronized (this) {
            if (rejection != null) throw rejection;
            boolean alreadyReplaced =
                    pendingRefresh == null && currentToken != null && !currentToken.token.equals(usedToken);
            if (!alreadyReplaced && pendingRefresh == null && isBackingOff()) throw lastFailure;
            if (alreadyReplaced) pending = null;
            else {
                currentToken = null;
                pending = startRefresh(usedToken);
            }
        }
        return pending == null ? accessToken(timeout) : await(pending, timeout);
    }

    /** True when this token has come to its end since it was given, or another one has taken its place. */
    public synchronized boolean isExpired(String token) {
        return currentToken == null
                || !currentToken.token.equals(token)
                || currentToken.hardExpiry != null && time.nanos() - currentToken.hardExpiry >= 0;
    }

    /** Drops the access token: what it says of its user has changed. */
    public synchronized void invalidate() {
        if (currentToken != null) invalidatedToken = currentToken.token;
        currentToken = null;
    }

    /** What kept them from being renewed has been mended: no more waiting until it is tried again. */
    public synchronized void clearFailure() {
        lastFailure = null;
        failureCount = 0;
    }

    public synchronized Status status() {
        if (rejection != null) return new Status("rejected", null);
        if (currentToken == null) return new Status("none", null);
        if (currentToken.hardExpiry == null) return new Status("fresh", null);
        long now = time.nanos();
        Duration remaining = Duration.ofNanos(Math.max(0, currentToken.hardExpiry - now));
        String state = now - currentToken.hardExpiry >= 0 || clockJumped(currentToken)
                ? "expired"
                : now - currentToken.softExpiry >= 0 ? "stale" : "fresh";
        return new Status(state, remaining);
    }

    /** A stored token saves the first request; without the lock, since nothing is renewed. */
    private void readStoreOnce() {
        if (storeRead) return;
        storeRead = true;
        TokenStore.StoredTokens stored = store.read();
        if (stored != null && isFresh(stored, null)) accept(toTokenResponse(stored));
    }

    private boolean isFresh(TokenStore.StoredTokens stored, String rejectedToken) {
        if (stored.accessToken().equals(rejectedToken)
                || stored.accessExpiry() == null
                || stored.accessLifetime() == null) return false;
        Duration remaining = Duration.between(time.now(), stored.accessExpiry());
        // More is left than it was given for: the clock was put back, and its end is not known any more.
        if (remaining.compareTo(stored.accessLifetime()) > 0) return false;
        return remaining.compareTo(margin(stored.accessLifetime(), 5, SOFT_MARGIN)) > 0;
    }

    private TokenResponse toTokenResponse(TokenStore.StoredTokens stored) {
        Instant now = time.now();
        Duration refreshLifetime =
                stored.refreshExpiry() == null ? null : Duration.between(now, stored.refreshExpiry());
        return new TokenResponse(
                stored.accessToken(),
                stored.refreshToken(),
                Duration.between(now, stored.accessExpiry()),
                refreshLifetime);
    }

    private CompletableFuture<CurrentToken> startRefresh() {
        return startRefresh(invalidatedToken);
    }

    /**
     * The flight under way, or a new one.
     *
     * @param rejectedToken a token that a server has just refused, or null
     */
    private CompletableFuture<CurrentToken> startRefresh(String rejectedToken) {
        if (pendingRefresh != null) return pendingRefresh;
        CompletableFuture<CurrentToken> future = new CompletableFuture<>();
        pendingRefresh = future;
        refreshExecutor.execute(() -> {
            try {
                future.complete(store.withLock(() -> readStoreOrRenew(rejectedToken)));
            } catch (BakshException e) {
                recordFailure(e);
                future.completeExceptionally(e);
            } catch (
                    Throwable
                            e) { // OkHttp is Kotlin and throws what it does not declare; waiters must not wait in vain.
                // Its words may hold the token, so only its kind is said.
                BakshException failure = new BakshException(
                        ExitCode.FAILED,
                        "renewing the token failed: " + e.getClass().getSimpleName(),
                        null,
                        e);
                recordFailure(failure);
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    /** What another process has renewed meanwhile, or else what this one renews, stored before anybody uses it. */
    private CurrentToken readStoreOrRenew(String rejectedToken) {
        TokenStore.StoredTokens stored = store.read();
        if (stored != null && isFresh(stored, rejectedToken)) return accept(toTokenResponse(stored));
        synchronized (this) {
            // The one refresh token of all is left to the others: used twice, it would end the session of all.
            if (storeShared && !store.isShared()) refreshToken = null;
            storeShared = store.isShared();
            boolean storedIsNewer = stored != null
                    && stored.refreshToken() != null
                    && !stored.refreshToken().equals(refreshToken);
            if (storedIsNewer) {
                refreshToken = stored.refreshToken();
                refreshExpiryNanos = stored.refreshExpiry() == null
                        ? null
                        : time.nanos()
                                + Duration.between(time.now(), stored.refreshExpiry())
                                        .toNanos();
            }
        }
        TokenResponse response = renew();
        store.write(toStoredTokens(response));
        return accept(response);
    }

    private synchronized TokenStore.StoredTokens toStoredTokens(TokenResponse response) {
        Instant now = time.now();
        Instant accessExpiry = response.accessLifetime() == null ? null : now.plus(response.accessLifetime());
        if (response.refreshToken() != null) {
            Instant refreshExpiry = response.refreshLifetime() == null ? null : now.plus(response.refreshLifetime());
            return new TokenStore.StoredTokens(
                    response.accessToken(),
                    accessExpiry,
                    response.accessLifetime(),
                    response.refreshToken(),
                    refreshExpiry);
        }
        Instant refreshExpiry = refreshExpiryNanos == null ? null : now.plusNanos(refreshExpiryNanos - time.nanos());
        return new TokenStore.StoredTokens(
                response.accessToken(), accessExpiry, response.accessLifetime(), refreshToken, refreshExpiry);
    }

    /** By the refresh token while it lives, else by the credential. */
    private TokenResponse renew() {
        String token;
        synchronized (this) {
            boolean refreshTokenValid = refreshExpiryNanos == null || time.nanos() - refreshExpiryNanos < 0;
            token = refreshTokenValid ? refreshToken : null;
        }
        if (token != null) {
            try {
                return source.refresh(token);
            } catch (CredentialRejectedException e) {
                synchronized (this) {
                    refreshToken = null; // Dead: the credential is what is left.
                }
            }
        }
        return source.obtain();
    }

    /** The flight is cleared before its waiters go on, so that one of them may start the next. */
    private synchronized CurrentToken accept(TokenResponse response) {
        redactor.add(response.accessToken());
        long now = time.nanos();
        if (response.refreshToken() != null) {
            redactor.add(response.refreshToken());
            refreshToken = response.refreshToken();
            refreshExpiryNanos = response.refreshLifetime() == null
                    ? null
                    : now + response.refreshLifetime().toNanos();
        }
        Duration lifetime = response.accessLifetime();
        Long softExpiry = lifetime == null
                ? null
                : now + lifetime.minus(margin(lifetime, 5, SOFT_MARGIN)).toNanos();
        Long hardExpiry = lifetime == null
                ? null
                : now + lifetime.minus(margin(lifetime, 10, HARD_MARGIN)).toNanos();
        currentToken = new CurrentToken(response.accessToken(), softExpiry, hardExpiry, time.now(), now);
        pendingRefresh = null;
        failureCount = 0;
        lastFailure = null;
        return currentToken;
    }

    private synchronized void recordFailure(BakshException e) {
        pendingRefresh = null;
        if (e instanceof CredentialRejectedException) {
            rejection = e;
            return;
        }
        long seconds = Math.min(MAX_BACKOFF.toSeconds(), 1L << Math.min(failureCount, 5));
        failureCount++;
        lastFailure = e;
        backoffUntilNanos = time.nanos() + Duration.ofSeconds(seconds).toNanos();
    }

    private boolean isBackingOff() {
        return lastFailure != null && time.nanos() - backoffUntilNanos < 0;
    }

    private boolean clockJumped(CurrentToken token) {
        Duration wallElapsed = Duration.between(token.obtainedAt, time.now());
        Duration monotonicElapsed = Duration.ofNanos(time.nanos() - token.obtainedNanos);
        return wallElapsed.minus(monotonicElapsed).abs().compareTo(MAX_CLOCK_DRIFT) > 0;
    }

    private Duration margin(Duration lifetime, int divisor, Duration maxMargin) {
        if (!source.isRenewable()) return Duration.ZERO; // Nothing better is to be had before the end.
        Duration margin = lifetime.dividedBy(divisor);
        if (margin.compareTo(MIN_MARGIN) < 0) return Duration.ZERO;
        return margin.compareTo(maxMargin) < 0 ? margin : maxMargin;
    }

    private static String await(CompletableFuture<CurrentToken> pending, Duration timeout) {
        Duration waitLimit = timeout.compareTo(REFRESH_TIMEOUT) < 0 ? timeout : REFRESH_TIMEOUT;
        try {
            return pending.get(waitLimit.toMillis(), TimeUnit.MILLISECONDS).token;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted while waiting for a token; nothing was sent", null);
        } catch (TimeoutException e) {
            throw new BakshException(ExitCode.UNREACHABLE, "no token within " + waitLimit.toSeconds() + " s", null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BakshException failure) throw failure;
            throw new IllegalStateException(e.getCause());
        }
    }
}
