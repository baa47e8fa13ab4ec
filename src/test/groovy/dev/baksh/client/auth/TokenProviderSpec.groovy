package dev.baksh.client.auth

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.http.TransportException
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future

@Timeout(120)
class TokenProviderSpec extends Specification {
    final ManualTimeSource time = new ManualTimeSource()
    final FakeTokenSource source = new FakeTokenSource()
    final List<Runnable> pendingRefreshes = []
    boolean refreshesLater
    /** Refreshes run at once, or in the background while this executor is slow. */
    final Executor refreshExecutor = { Runnable flight -> refreshesLater ? pendingRefreshes << flight : flight.run() } as Executor

    TokenProvider createProvider(Executor executor = refreshExecutor) {
        return new TokenProvider(source, new SecretRedactor(), time, executor, TokenStore.NONE)
    }

    static TransportException unreachable() {
        return new TransportException(ExitCode.UNREACHABLE, 'down', null, true, true, null)
    }

    def "a one-hour token is refreshed in the last five minutes, and callers wait in the last minute"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofSeconds(requestTimes))
        refreshesLater = true

        then:
        2.times { assert createProvider.accessToken() == 'access-1' }
        pendingRefreshes.size() == executor
        createProvider.status().toString() == status

        when:
        pendingRefreshes*.run()

        then:
        createProvider.accessToken() == token
        source.requests.size() == 1 + executor

        where:
        requestTimes   || executor | status            | token
        0    || 0       | 'fresh, 3540 s left' | 'access-1'
        3299 || 0       | 'fresh, 241 s left'  | 'access-1'
        3300 || 1       | 'stale, 240 s left'  | 'access-2'
        3539 || 1       | 'stale, 1 s left'    | 'access-2'
    }

    def "callers wait for the refresh of a token in its last minute"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofSeconds(3540))

        then:
        createProvider.status().toString() == 'expired, 0 s left'
        createProvider.accessToken() == 'access-2'
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "an expiring token is not sent: tokens with a lifetime of #life seconds are used for #used"() {
        given:
        source.accessLifetime = Duration.ofSeconds(life)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofSeconds(used).minusMillis(1))

        then:
        createProvider.status().state() != 'expired'

        when:
        time.advance(Duration.ofMillis(1))

        then:
        createProvider.status().state() == 'expired'

        where:
        life || used
        2    || 2
        10   || 9
        300  || 270
        600  || 540
        3600 || 3540
    }

    def "an expired refresh token is not sent: the key is sent"() {
        given:
        source.refreshLifetime = Duration.ofMinutes(30)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofHours(1))
        createProvider.accessToken()

        then:
        source.requests == ['obtain', 'obtain']
    }

    def "a rejected refresh token falls back to the key in the same refresh"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        source.duringRequest = { String kind -> if (kind.startsWith('refresh')) throw new CredentialRejectedException('dead', null) }

        when:
        time.advance(Duration.ofHours(1))

        then:
        createProvider.accessToken() == 'access-2'
        source.requests == ['obtain', 'refresh refresh-1', 'obtain']
    }

    def "a refresh whose response is lost leads to a login only if no token is valid: after #elapsed minutes"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        source.duringRequest = { String kind -> if (kind.startsWith('refresh')) throw failure }

        when:
        time.advance(Duration.ofMinutes(elapsed))
        String token
        try {
            token = createProvider.accessToken()
        } catch (BakshException e) {
            token = e.message
        }

        then:
        token == result
        source.requests == requests

        where:
        elapsed | failure                                                                          || result     | requests
        57      | unreachable()                                                                    || 'access-1' | ['obtain', 'refresh refresh-1']
        60      | unreachable()                                                                    || 'access-2' | ['obtain', 'refresh refresh-1', 'obtain']
        60      | new BakshException(ExitCode.UNREACHABLE, 'the server failed', null)              || 'access-2' | ['obtain', 'refresh refresh-1', 'obtain']
        60      | new TransportException(ExitCode.UNREACHABLE, 'refused', null, false, true, null) || 'refused'  | ['obtain', 'refresh refresh-1']
    }

    def "after the store has failed, the own refresh token is used"() {
        given:
        TokenStore store = [read: { null }, write: { throw new TokenStoreException(ExitCode.UNREACHABLE, 'full', null, null) }, withLock: { it.get() }] as TokenStore
        TokenProvider provider = new TokenProvider(source, new SecretRedactor(), time, refreshExecutor, store)
        provider.accessToken()

        when:
        time.advance(Duration.ofMinutes(61))
        provider.accessToken()

        then:
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "a rejection is not final without a credential: #what"() {
        given:
        source.supportsRefresh = supportsRefresh
        source.storesCredential = false
        TokenProvider tokens = createProvider()
        tokens.accessToken()
        source.duringRequest = { String kind -> throw new CredentialRejectedException('rejected', null) }

        when:
        List<String> messages = (1..4).collect {
            time.advance(Duration.ofMillis(700))
            try {
                tokens.replaceRejected('access-1', Duration.ofSeconds(100))
            } catch (CredentialRejectedException e) {
                e.message + ', ' + tokens.status()
            }
        }

        then: 'the delay between two attempts stays at one second'
        messages == ['rejected, rejected'] * 4
        source.requests == ['obtain'] + requests

        when:
        source.duringRequest = { String kind -> }
        time.advance(Duration.ofSeconds(1))

        then:
        tokens.accessToken() == 'access-2'

        where:
        what             | supportsRefresh || requests
        'a pasted token' | false           || ['refresh access-1'] * 2
        'a login'        | true            || ['refresh refresh-1'] * 2
    }

    def "a token that nothing can replace is kept when roles change and when the clock jumps by #jump"() {
        given:
        source.supportsRefresh = false
        source.issuesRefreshToken = false
        TokenProvider tokens = createProvider()
        String token = tokens.accessToken()

        when:
        tokens.invalidate()

        then:
        tokens.accessToken() == token

        when: 'the source states the remaining lifetime by the new time'
        time.jumpWallClock(jump)
        tokens.accessToken()
        tokens.accessToken()

        then:
        source.requests == ['obtain'] * 2

        where:
        jump << [Duration.ofMinutes(2), Duration.ofMinutes(-2), Duration.ofDays(1), Duration.ofDays(-1)]
    }

    def "a refresh that cannot start does not block the next"() {
        given:
        boolean full = true
        TokenProvider tokens = createProvider({ Runnable refresh -> if (full) throw new OutOfMemoryError('no thread') else refresh.run() } as Executor)

        when:
        tokens.accessToken()

        then:
        thrown(OutOfMemoryError)

        when:
        full = false

        then:
        tokens.accessToken() == 'access-1'
    }

    def "a rejected key is sent only once"() {
        given:
        source.duringRequest = { String kind -> throw new CredentialRejectedException('no such key', null) }
        TokenProvider createProvider = createProvider()

        when:
        List<String> messages = (1..20).collect {
            time.advance(Duration.ofHours(1))
            try {
                createProvider.accessToken()
            } catch (CredentialRejectedException e) {
                e.message
            }
        }

        then:
        messages == ['no such key'] * 20
        source.requests == ['obtain']
        createProvider.status().toString() == 'rejected'
    }

    def "an unavailable endpoint is retried after 1, 2, 4 and at most 30 seconds"() {
        given:
        source.duringRequest = { String kind -> throw unreachable() }
        TokenProvider createProvider = createProvider()
        List<Long> requestTimes = []

        when:
        400.times {
            int requestsBefore = source.requests.size()
            try {
                createProvider.accessToken()
            } catch (TransportException ignored) {
                if (source.requests.size() > requestsBefore) requestTimes << time.elapsed.toMillis()
            }
            time.advance(Duration.ofMillis(500))
        }

        then:
        requestTimes.take(8) == [0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 61_000L, 91_000L]
    }

    def "a valid token is used while the endpoint is down, also for a write"() {
        given:
        source.accessLifetime = Duration.ofHours(1)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        source.duringRequest = { String kind -> throw unreachable() }

        when:
        time.advance(Duration.ofMinutes(58))

        then:
        createProvider.accessTokenValidFor(Duration.ofMinutes(3)) == 'access-1'
        createProvider.accessToken() == 'access-1'
        source.requests.size() == 2

        when:
        time.advance(Duration.ofMinutes(1))
        createProvider.accessToken()

        then:
        TransportException e = thrown()
        e.message == 'down'
    }

    def "a write uses the valid token when no new token is received: #failure.message"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        source.duringRequest = { String kind -> throw failure }

        when:
        time.advance(Duration.ofMinutes(58))

        then:
        2.times { assert createProvider.accessTokenValidFor(Duration.ofMinutes(3)) == 'access-1' }
        source.requests.size() == 2

        when:
        time.advance(Duration.ofMinutes(1))
        createProvider.accessTokenValidFor(Duration.ofMinutes(3))

        then:
        BakshException e = thrown()
        e.message == message

        where:
        failure                                                              || message
        unreachable()                                                        || 'down'
        new BakshException(ExitCode.UNREACHABLE, 'the server failed', null)  || 'the server failed'
        new BakshException(ExitCode.FAILED, 'no token', null)                || 'no token'
        new ArithmeticException('x')                                         || 'n2ws (a spec): the token refresh failed: ArithmeticException'
    }

    def "a write uses the valid token when a new token does not arrive in time"() {
        given:
        source.accessLifetime = Duration.ofSeconds(10)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        refreshesLater = true

        when:
        time.advance(Duration.ofMillis(8950))

        then:
        createProvider.accessTokenValidFor(Duration.ofMillis(100)) == 'access-1'
        pendingRefreshes.size() == 1
    }

    def "a token that does not arrive in time is an error that names the server"() {
        given:
        refreshesLater = true

        when:
        createProvider().accessToken(Duration.ofMillis(20))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (a spec): no token received within 0 s'
        e.hint() == 'the request was not sent; the server does not respond to the request for a token: try again later'
    }

    def "a rejected credential ends a write although its token is valid"() {
        given:
        source.issuesRefreshToken = false
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        source.duringRequest = { String kind -> throw new CredentialRejectedException('no such key', null) }
        time.advance(Duration.ofMinutes(58))

        when:
        createProvider.accessTokenValidFor(Duration.ofMinutes(3))

        then:
        CredentialRejectedException e = thrown()
        e.message == 'no such key'
    }

    def "a write uses a token that outlives the write if token lifetimes allow it"() {
        given:
        source.accessLifetime = Duration.ofSeconds(life)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        time.advance(Duration.ofSeconds(gone))

        expect:
        createProvider.accessTokenValidFor(Duration.ofSeconds(180)) == token

        where:
        life | gone || token
        7200 | 6959 || 'access-2'
        7200 | 6800 || 'access-1'
        1000 | 719  || 'access-1'
        1000 | 761  || 'access-2'
        120  | 60   || 'access-1'
    }

    def "a pasted token is used until it expires and not refreshed"() {
        given:
        source.supportsRefresh = false
        source.issuesRefreshToken = false
        source.accessLifetime = Duration.ofMinutes(10)
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofSeconds(599))

        then:
        createProvider.accessTokenValidFor(Duration.ofSeconds(330)) == 'access-1'
        createProvider.accessToken() == 'access-1'
        source.requests == ['obtain']
        createProvider.status().toString() == 'fresh, 1 s left'
    }

    def "a wall clock that jumps by #jump with a fresh token #what"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.jumpWallClock(jump)
        createProvider.accessToken()
        createProvider.accessToken()

        then:
        source.requests.size() == asked

        where:
        jump                    || asked | what
        Duration.ofSeconds(60)  || 1     | 'does no harm'
        Duration.ofSeconds(-60) || 1     | 'does no harm'
        Duration.ofSeconds(61)  || 2     | 'costs one renewal'
        Duration.ofDays(1)      || 2     | 'costs one renewal'
        Duration.ofDays(-1)     || 2     | 'costs one renewal'
    }

    def "a token without an expiry is used until it is rejected"() {
        given:
        source.accessLifetime = null
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        when:
        time.advance(Duration.ofDays(300))

        then:
        createProvider.accessTokenValidFor(Duration.ofHours(1)) == 'access-1'
        createProvider.status().toString() == 'fresh'

        when:
        String next = createProvider.replaceRejected('access-1', Duration.ofSeconds(100))

        then:
        next == 'access-2'
    }

    def "a token with the lifetime #life that is expired on arrival is requested once per call and never in a loop"() {
        given:
        source.accessLifetime = life
        TokenProvider createProvider = createProvider()

        when:
        3.times { createProvider.accessToken() }

        then:
        source.requests.size() == 3

        where:
        life << [Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(-1)]
    }

    def "a token with an overflowing lifetime is accepted"() {
        given:
        source.accessLifetime = Duration.ofSeconds(Long.MAX_VALUE)
        source.refreshLifetime = Duration.ofSeconds(Long.MAX_VALUE)

        expect:
        createProvider().accessToken() == 'access-1'
    }

    def "a call rejected with an old token gets the current token without a request"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()

        expect:
        createProvider.replaceRejected('older', Duration.ofSeconds(100)) == 'access-1'
        source.requests == ['obtain']
    }

    def "a call rejected with an old token does not get an expired token"() {
        given:
        TokenProvider createProvider = createProvider()
        createProvider.accessToken()
        time.advance(Duration.ofHours(1))

        expect:
        createProvider.replaceRejected('older', Duration.ofSeconds(100)) == 'access-2'
    }

    def "64 threads with an expired token share one refresh"() {
        given:
        ExecutorService executor = Executors.newCachedThreadPool()
        ExecutorService callers = Executors.newFixedThreadPool(64)
        TokenProvider createProvider = createProvider(executor)
        createProvider.accessToken()

        when:
        Set<String> returnedTokens = []
        50.times { int attempt ->
            time.advance(Duration.ofHours(2))
            CountDownLatch start = new CountDownLatch(64)
            List<Future<String>> all = (1..64).collect {
                callers.submit({
                    start.countDown()
                    start.await()
                    createProvider.accessToken()
                } as Callable<String>)
            }
            Set<String> received = all*.get() as Set
            assert received == ["access-${attempt + 2}".toString()] as Set
            returnedTokens.addAll(received)
        }

        then:
        returnedTokens.size() == 50
        source.requests.size() == 51
        source.maxActiveRequests.get() == 1

        cleanup:
        executor.shutdownNow()
        callers.shutdownNow()
    }

    def "64 threads share the error of one refresh"() {
        given:
        ExecutorService executor = Executors.newCachedThreadPool()
        ExecutorService callers = Executors.newFixedThreadPool(64)
        CountDownLatch start = new CountDownLatch(64)
        source.duringRequest = { String kind -> throw new CredentialRejectedException('no such key', null) }
        TokenProvider createProvider = createProvider(executor)

        when:
        List<Future<String>> all = (1..64).collect {
            callers.submit({
                start.countDown()
                start.await()
                try {
                    createProvider.accessToken()
                } catch (BakshException e) {
                    e.class.simpleName + ': ' + e.message
                }
            } as Callable<String>)
        }

        then:
        all*.get() as Set == ['CredentialRejectedException: no such key'] as Set
        source.requests == ['obtain']

        cleanup:
        executor.shutdownNow()
        callers.shutdownNow()
    }

    def "an exception of the token source is an internal error with a message, also the first time"() {
        given:
        source.duringRequest = { String kind -> throw new ArithmeticException('long overflow') }

        when:
        createProvider().accessToken()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == 'n2ws (a spec): the token refresh failed: ArithmeticException'
    }
}
