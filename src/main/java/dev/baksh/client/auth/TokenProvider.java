package dev.baksh.client.auth;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Provider of the access tokens of one server and credential. Refreshes a token before it expires, with one request for
 * all threads.
 *
 * <p>Until the <em>soft</em> expiry a token is used as it is. Until the <em>hard</em> expiry the provider refreshes the
 * token in the background. After the hard expiry callers wait for the new token. Expiry is stored in monotonic time, so
 * that a change of the system clock has no effect.
 */
public final class TokenProvider {
    /** Background refresh starts a fifth of the lifetime before the expiry, at most 5 minutes. */
    private static final Margin SOFT_MARGIN = new Margin(5, Duration.ofMinutes(5));
    /** A token is not used in the last tenth of its lifetime, at most 1 minute: this covers the clock skew and one slow request. */
    private static final Margin HARD_MARGIN = new Margin(10, Duration.ofMinutes(1));
    /**
     * A smaller margin counts as zero: {@code exp} has whole seconds, so a token may live up to a second less, and tokens of
     * 2 seconds would be refreshed twice as often as needed.
     */
    private static final Duration MIN_MARGIN = Duration.ofSeconds(1);
    /** A larger difference of wall clock and monotonic clock means that the machine slept; the token may have expired. */
    private static final Duration MAX_CLOCK_DRIFT = Duration.ofMinutes(1);
    /** Maximum delay after a failed refresh; the delays are 1, 2, 4 ... seconds. */
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
    /** Timeout of a caller that waits for a refresh: includes 30 s for the lock and two token requests of 30 s each. */
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(100);

    private final TokenSource source;
    private final SecretRedactor redactor;
    private final TimeSource time;
    private final Executor refreshExecutor;
    private final TokenStore store;

    private CurrentToken currentToken;
    private boolean storeRead;
    /** Access token that must not be used again although it has not expired. */
    private String invalidatedToken;

    private String refreshToken;
    private Long refreshExpiryNanos;
    /** Refresh token in the store after the last read or write: other processes may use this token. */
    private String storedRefreshToken;

    private CompletableFuture<CurrentToken> pendingRefresh;
    private BakshException rejection;
    private BakshException lastFailure;
    private int failureCount;
    private long backoffUntilNanos;

    /**
     * Access token with its expiry; the expiry is null if the lifetime is not known.
     *
     * @param lifetime the whole lifetime; of a stored token, a part of it has passed
     */
    private record CurrentToken(
            String token,
            Duration lifetime,
            Long softExpiry,
            Long hardExpiry,
            Instant obtainedAt,
            long obtainedNanos) {}

    /** Time before the expiry of a token: the lifetime divided by a number, and at most the maximum. */
    private record Margin(int divisor, Duration maximum) {
        Duration of(Duration lifetime) {
            Duration margin = lifetime.dividedBy(divisor);
            if (margin.compareTo(MIN_MARGIN) < 0) return Duration.ZERO;
            return margin.compareTo(maximum) < 0 ? margin : maximum;
        }
    }

    /**
     * State of the tokens, without the tokens.
     *
     * @param state {@code none}, {@code fresh}, {@code stale}, {@code expired}, {@code rejected}
     * @param remaining time until the access token expires, or null if there is no token or its expiry is not known
     */
    public record Status(String state, Duration remaining) {
        @Override
        public String toString() {
            return remaining == null ? state : state + ", " + remaining.toSeconds() + " s left";
        }
    }

    /**
     * Creates a provider.
     *
     * @param store store that other processes of the user share, or {@link TokenStore#NONE}
     * @param refreshExecutor runs a refresh in its own thread, so that an interrupt of a waiting caller does not end the refresh
     */
    public TokenProvider(
            TokenSource source, SecretRedactor redactor, TimeSource time, Executor refreshExecutor, TokenStore store) {
        this.store = store;
        this.source = source;
        this.redactor = redactor;
        this.time = time;
        this.refreshExecutor = refreshExecutor;
    }

    /** Returns a valid access token; waits for a refresh if the current token has expired. */
    public String accessToken() {
        return accessToken(REFRESH_TIMEOUT);
    }

    /** Returns a valid access token; waits for a refresh at most for the timeout. */
    public String accessToken(Duration timeout) {
        CompletableFuture<CurrentToken> pending;
        synchronized (this) {
            if (rejection != null) throw rejection;
            readStoreOnce();
            if (currentToken != null && !clockJumped(currentToken)) {
                long now = time.nanos();
                if (currentToken.softExpiry == null || now - currentToken.softExpiry < 0) return currentToken.token;
                if (now - currentToken.hardExpiry < 0) {
                    if (!isBackingOff()) startRefresh(invalidatedToken);
                    return currentToken.token;
                }
            }
            if (pendingRefresh == null && isBackingOff()) throw lastFailure;
            pending = startRefresh(invalidatedToken);
        }
        return await(pending, timeout);
    }

    /** Returns an access token that is valid for this duration, if new tokens have such a lifetime; else any valid token. */
    public String accessTokenValidFor(Duration duration) {
        String token = accessToken(duration);
        CompletableFuture<CurrentToken> pending;
        synchronized (this) {
            if (rejection != null) throw rejection;
            if (isBackingOff() || !newTokenLastsLonger(duration)) return token;
            pending = startRefresh(currentToken.token);
        }
        try {
            return await(pending, duration);
        } catch (BakshException e) {
            token = isFinal(e) || e.exit() == ExitCode.INTERRUPTED ? null : validToken();
            if (token == null) throw e;
            return token; // Valid, but not for the whole duration.
        }
    }

    /** Returns true if the current token expires within the duration, and a new token does not. */
    private boolean newTokenLastsLonger(Duration duration) {
        if (currentToken == null || currentToken.hardExpiry == null || !canRenew()) return false;
        Duration lifetime = currentToken.lifetime;
        return currentToken.hardExpiry - time.nanos() <= duration.toNanos()
                && lifetime.minus(HARD_MARGIN.of(lifetime)).compareTo(duration) > 0;
    }

    /** Returns false for a pasted token, and after a login with a pasted token: only the user has a new token. */
    private boolean canRenew() {
        return source.hasCredential() || refreshToken != null;
    }

    /** Returns the current token if it has not expired, else null. */
    private synchronized String validToken() {
        if (currentToken == null || isExpired(currentToken.token) || clockJumped(currentToken)) return null;
        return currentToken.token;
    }

    /**
     * Returns the token for a retry after a 401.
     *
     * @param usedToken the rejected token; if it is not the current token, the current token is returned without a refresh
     * @param timeout maximum wait for a refresh
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

    /** Returns true if this token has expired, or a new token has replaced it. */
    public synchronized boolean isExpired(String token) {
        return currentToken == null
                || !currentToken.token.equals(token)
                || currentToken.hardExpiry != null && time.nanos() - currentToken.hardExpiry >= 0;
    }

    /** Drops the access token, because the roles of its user have changed; keeps a token that cannot be renewed. */
    public synchronized void invalidate() {
        if (!canRenew()) return;
        if (currentToken != null) invalidatedToken = currentToken.token;
        currentToken = null;
    }

    /** Clears the last failure, so that the next refresh starts without backoff. */
    public synchronized void clearFailure() {
        lastFailure = null;
        failureCount = 0;
    }

    /** Returns the state and the remaining lifetime of the access token; sends no request. */
    public synchronized Status status() {
        if (currentToken == null || rejection != null) {
            boolean isRejected = rejection != null || lastFailure instanceof CredentialRejectedException;
            return new Status(isRejected ? "rejected" : "none", null);
        }
        if (currentToken.hardExpiry == null) return new Status("fresh", null);
        long now = time.nanos();
        Duration remaining = Duration.ofNanos(Math.max(0, currentToken.hardExpiry - now));
        String state = now - currentToken.hardExpiry >= 0 || clockJumped(currentToken)
                ? "expired"
                : now - currentToken.softExpiry >= 0 ? "stale" : "fresh";
        return new Status(state, remaining);
    }

    /** Reads the store once: a stored token saves the first token request. Needs no lock, because nothing is refreshed. */
    private void readStoreOnce() {
        if (storeRead) return;
        storeRead = true;
        try {
            readStore(null, HARD_MARGIN);
        } catch (TokenStoreException e) {
            // A refresh reads the store again, and reports the failure if it needs the store.
        }
    }

    /**
     * Reads the refresh token of another process, and returns the stored access token if it is valid for longer than this
     * margin, else null.
     */
    private synchronized CurrentToken readStore(String rejectedToken, Margin margin) {
        TokenStore.StoredTokens stored = store.read();
        if (stored == null) return null;
        String token = stored.refreshToken();
        if (refreshToken == null || !Objects.equals(token, storedRefreshToken)) {
            if (token != null) redactor.add(token);
            refreshToken = token;
            refreshExpiryNanos = expiryNanos(remainingTime(stored.refreshExpiry()));
        }
        storedRefreshToken = token;
        Duration remaining = remainingTime(stored.accessExpiry());
        if (stored.accessToken().equals(rejectedToken) || !isValidFor(remaining, stored.accessLifetime(), margin))
            return null;
        return accept(new TokenResponse(stored.accessToken(), null, remaining, null), stored.accessLifetime());
    }

    private boolean isValidFor(Duration remaining, Duration lifetime, Margin margin) {
        if (!canRenew()) return remaining == null || remaining.compareTo(Duration.ZERO) > 0;
        // The remaining time exceeds the lifetime: the clock was set back, and the expiry is not known.
        if (remaining == null || lifetime == null || remaining.compareTo(lifetime) > 0) return false;
        return remaining.compareTo(margin.of(lifetime)) > 0;
    }

    private Duration remainingTime(Instant expiry) {
        return expiry == null ? null : Duration.between(time.now(), expiry);
    }

    /** Returns the monotonic time at the end of a lifetime; null for null. */
    private Long expiryNanos(Duration lifetime) {
        return lifetime == null ? null : time.nanos() + lifetime.toNanos();
    }

    /** Returns the monotonic time at which the margin before the expiry begins; null if the expiry is not known. */
    private Long expiryNanos(Duration remaining, Duration lifetime, Margin margin) {
        if (remaining == null || !canRenew())
            return expiryNanos(remaining); // No better token exists before the expiry.
        return expiryNanos(remaining.minus(margin.of(lifetime)));
    }

    /** Returns the pending refresh, or starts one; a stored token that is the rejected token is not used. */
    private CompletableFuture<CurrentToken> startRefresh(String rejectedToken) {
        if (pendingRefresh != null) return pendingRefresh;
        CompletableFuture<CurrentToken> future = new CompletableFuture<>();
        pendingRefresh = future;
        try {
            refreshExecutor.execute(() -> completeRefresh(rejectedToken, future));
        } catch (Throwable e) {
            pendingRefresh = null; // No thread can be started now; the next caller tries again.
            throw e;
        }
        return future;
    }

    private void completeRefresh(String rejectedToken, CompletableFuture<CurrentToken> future) {
        try {
            future.complete(refresh(rejectedToken));
        } catch (Throwable e) {
            // OkHttp is written in Kotlin and throws undeclared exceptions; waiting callers must get every failure.
            // The message may contain the token, so only the class is reported.
            String message = source.messagePrefix() + "the token refresh failed: "
                    + e.getClass().getSimpleName();
            BakshException failure =
                    e instanceof BakshException known ? known : new BakshException(ExitCode.FAILED, message, null, e);
            recordFailure(failure);
            future.completeExceptionally(failure);
        }
    }

    private CurrentToken refresh(String rejectedToken) {
        try {
            return store.withLock(() -> readStoreOrRenew(rejectedToken, null));
        } catch (TokenStoreException e) {
            return readStoreOrRenew(rejectedToken, e);
        }
    }

    /**
     * Reads a token that another process has refreshed, or else refreshes the token and stores it before its first use.
     *
     * @param lockFailure null if this thread holds the lock of the store
     */
    private CurrentToken readStoreOrRenew(String rejectedToken, TokenStoreException lockFailure) {
        TokenStoreException failure = lockFailure;
        try {
            CurrentToken stored = readStore(rejectedToken, SOFT_MARGIN);
            if (stored != null) return stored;
        } catch (TokenStoreException e) {
            failure = e;
        }
        if (failure != null) dropSharedToken(failure);
        TokenResponse response = renew(rejectedToken);
        if (lockFailure == null) writeStore(toStoredTokens(response));
        return accept(response, response.accessLifetime());
    }

    /**
     * Drops a refresh token that other processes may use too: without the store, a second use would end the session of all.
     *
     * @throws TokenStoreException only the store leads to a new token; nothing has ended, and the next refresh reads it again
     */
    private synchronized void dropSharedToken(TokenStoreException failure) {
        if (refreshToken != null && !refreshToken.equals(storedRefreshToken)) return;
        if (!source.hasCredential()) throw failure;
        refreshToken = null;
    }

    private void writeStore(TokenStore.StoredTokens tokens) {
        try {
            store.write(tokens);
        } catch (TokenStoreException e) {
            return; // The tokens are valid, and no other process has them.
        }
        synchronized (this) {
            storedRefreshToken = tokens.refreshToken();
        }
    }

    private synchronized TokenStore.StoredTokens toStoredTokens(TokenResponse response) {
        boolean hasNewRefreshToken = response.refreshToken() != null;
        Duration refreshLifetime = hasNewRefreshToken
                ? response.refreshLifetime()
                : refreshExpiryNanos == null ? null : Duration.ofNanos(refreshExpiryNanos - time.nanos());
        Instant now = time.now();
        return new TokenStore.StoredTokens(
                response.accessToken(),
                response.accessLifetime() == null ? null : now.plus(response.accessLifetime()),
                response.accessLifetime(),
                hasNewRefreshToken ? response.refreshToken() : refreshToken,
                refreshLifetime == null ? null : now.plus(refreshLifetime));
    }

    /** Requests tokens with the refresh token while it is valid, else with the credential. */
    private TokenResponse renew(String rejectedToken) {
        if (rejectedToken != null && !source.isRenewable()) return source.refresh(rejectedToken);
        String token;
        synchronized (this) {
            // Without a credential, the server decides about the expiry: the clock may be wrong.
            boolean mayBeValid =
                    !source.hasCredential() || refreshExpiryNanos == null || time.nanos() - refreshExpiryNanos < 0;
            token = mayBeValid ? refreshToken : null;
        }
        if (token != null) {
            try {
                return source.refresh(token);
            } catch (CredentialRejectedException e) {
                if (!source.hasCredential()) throw e;
                synchronized (this) {
                    refreshToken = null; // The refresh token is invalid: use the credential.
                }
            } catch (BakshException e) {
                if (!canLoginAfter(e)) throw e;
            }
        }
        return source.obtain();
    }

    /**
     * Returns true if a failed refresh leads to a login: the lost response may have contained the next single-use refresh
     * token, and the callers have no valid token to wait with.
     */
    private boolean canLoginAfter(BakshException refreshFailure) {
        boolean isUnreachable = refreshFailure instanceof TransportException lost && !lost.mayHaveBeenSent();
        return !isUnreachable
                && refreshFailure.exit() != ExitCode.INTERRUPTED
                && source.hasCredential()
                && validToken() == null;
    }

    /** Stores the new tokens, and ends the pending refresh before its waiting callers continue, so that one of them can start the next. */
    private synchronized CurrentToken accept(TokenResponse response, Duration wholeLifetime) {
        redactor.add(response.accessToken());
        if (response.refreshToken() != null) {
            redactor.add(response.refreshToken());
            refreshToken = response.refreshToken();
            refreshExpiryNanos = expiryNanos(response.refreshLifetime());
        }
        Duration remaining = response.accessLifetime();
        Duration lifetime = wholeLifetime == null ? remaining : wholeLifetime;
        Long softExpiry = expiryNanos(remaining, lifetime, SOFT_MARGIN);
        Long hardExpiry = expiryNanos(remaining, lifetime, HARD_MARGIN);
        currentToken =
                new CurrentToken(response.accessToken(), lifetime, softExpiry, hardExpiry, time.now(), time.nanos());
        pendingRefresh = null;
        failureCount = 0;
        lastFailure = null;
        return currentToken;
    }

    private synchronized void recordFailure(BakshException e) {
        pendingRefresh = null;
        if (isFinal(e)) {
            rejection = e;
            return;
        }
        long seconds = Math.min(MAX_BACKOFF.toSeconds(), 1L << Math.min(failureCount, 5));
        if (source.hasCredential() || e.exit() == ExitCode.UNREACHABLE) failureCount++;
        lastFailure = e;
        backoffUntilNanos = time.nanos() + Duration.ofSeconds(seconds).toNanos();
    }

    /**
     * Returns true for a rejected credential: another attempt might lock the user out. Without a credential nothing is
     * final, because the user may log in from another terminal, and a server or a clock may be wrong for a while.
     */
    private boolean isFinal(BakshException e) {
        return e instanceof CredentialRejectedException && source.hasCredential();
    }

    private boolean isBackingOff() {
        return lastFailure != null && time.nanos() - backoffUntilNanos < 0;
    }

    private boolean clockJumped(CurrentToken token) {
        Duration wallElapsed = Duration.between(token.obtainedAt, time.now());
        Duration monotonicElapsed = Duration.ofNanos(time.nanos() - token.obtainedNanos);
        return wallElapsed.minus(monotonicElapsed).abs().compareTo(MAX_CLOCK_DRIFT) > 0;
    }

    private String await(CompletableFuture<CurrentToken> pending, Duration timeout) {
        Duration waitLimit = timeout.compareTo(REFRESH_TIMEOUT) < 0 ? timeout : REFRESH_TIMEOUT;
        try {
            return pending.get(waitLimit.toMillis(), TimeUnit.MILLISECONDS).token;
        } catch (InterruptedException e) {
            throw BakshException.interrupted(
                    source.messagePrefix() + "interrupted while waiting for a token; nothing was sent");
        } catch (TimeoutException e) {
            throw new BakshException(
                    ExitCode.UNREACHABLE,
                    source.messagePrefix() + "no token received within " + waitLimit.toSeconds() + " s",
                    "the request was not sent; the server does not respond to the request for a token: try again later");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BakshException failure) throw failure;
            throw new IllegalStateException(e.getCause());
        }
    }
}
