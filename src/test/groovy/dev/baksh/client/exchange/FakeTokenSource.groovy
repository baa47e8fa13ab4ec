package dev.baksh.client.exchange

import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import groovy.transform.CompileStatic

import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger

/** A token endpoint without a wire: numbered tokens of a chosen life, and what it is told to refuse. */
@CompileStatic
class FakeTokenSource implements TokenSource {
    Duration accessLife = Duration.ofHours(1)
    Duration refreshLife = Duration.ofHours(24)
    boolean givesRefresh = true
    boolean renews = true
    /** Run inside each request; may throw. */
    Closure<?> inside = { String kind -> }

    final List<String> asked = Collections.synchronizedList([])
    final AtomicInteger under = new AtomicInteger()
    final AtomicInteger most = new AtomicInteger()
    private final AtomicInteger number = new AtomicInteger()

    int getGiven() { number.get() }

    @Override
    TokenResponse obtain() {
        return flight('obtain') { int n -> new TokenResponse("access-$n", givesRefresh ? "refresh-$n" : null, accessLife, givesRefresh ? refreshLife : null) }
    }

    @Override
    TokenResponse refresh(String refreshToken) {
        return flight('refresh ' + refreshToken) { int n -> new TokenResponse("access-$n", null, accessLife, null) }
    }

    @Override
    boolean isRenewable() { renews }

    private TokenResponse flight(String kind, Closure<TokenResponse> grant) {
        final int now = under.incrementAndGet()
        most.accumulateAndGet(now) { int a, int b -> Math.max(a, b) }
        try {
            asked << kind
            inside.call(kind)
            return grant.call(number.incrementAndGet())
        } finally {
            under.decrementAndGet()
        }
    }
}
