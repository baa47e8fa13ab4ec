package dev.baksh.client.exchange

import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import groovy.transform.CompileStatic

import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger

/** Token source without network: returns numbered tokens with a given lifetime, or the configured failures. */
@CompileStatic
class FakeTokenSource implements TokenSource {
    Duration accessLifetime = Duration.ofHours(1)
    Duration refreshLifetime = Duration.ofHours(24)
    boolean issuesRefreshToken = true
    boolean supportsRefresh = true
    /** False after a login without a stored credential. */
    boolean storesCredential = true
    /** Runs inside each request; may throw an exception. */
    Closure<?> duringRequest = { String kind -> }

    final List<String> requests = Collections.synchronizedList([])
    final AtomicInteger activeRequests = new AtomicInteger()
    final AtomicInteger maxActiveRequests = new AtomicInteger()
    private final AtomicInteger issuedCount = new AtomicInteger()

    int getIssuedCount() { issuedCount.get() }

    @Override
    TokenResponse obtain() {
        return recordRequest('obtain') { int n -> new TokenResponse("access-$n", issuesRefreshToken ? "refresh-$n" : null, accessLifetime, issuesRefreshToken ? refreshLifetime : null) }
    }

    @Override
    TokenResponse refresh(String refreshToken) {
        return recordRequest('refresh ' + refreshToken) { int n -> new TokenResponse("access-$n", null, accessLifetime, null) }
    }

    @Override
    boolean isRenewable() { supportsRefresh }

    @Override
    boolean hasCredential() { supportsRefresh && storesCredential }

    @Override
    String messagePrefix() { 'n2ws (a spec): ' }

    private TokenResponse recordRequest(String kind, Closure<TokenResponse> createResponse) {
        final int active = activeRequests.incrementAndGet()
        maxActiveRequests.accumulateAndGet(active) { int a, int b -> Math.max(a, b) }
        try {
            requests << kind
            duringRequest.call(kind)
            return createResponse.call(issuedCount.incrementAndGet())
        } finally {
            activeRequests.decrementAndGet()
        }
    }
}
