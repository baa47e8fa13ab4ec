package dev.baksh.exchange

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
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
class TokensSpec extends Specification {
    final HandTime time = new HandTime()
    final FakeSource source = new FakeSource()
    final List<Runnable> behind = []
    boolean slow
    /** Flights land at once, or, while it is slow, behind the caller's back. */
    final Executor here = { Runnable flight -> slow ? behind << flight : flight.run() } as Executor

    Tokens tokens(Executor flights = here) {
        return new Tokens(source, new Redaction(), time, flights)
    }

    static WireException down() {
        return new WireException(Exit.UNREACHABLE, 'down', null, true, true, null)
    }

    def "a token of an hour is renewed in the last five minutes and waited for in the last one"() {
        given:
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofSeconds(at))
        slow = true

        then:
        2.times { assert tokens.current() == 'access-1' }
        behind.size() == flights
        tokens.status().toString() == status

        when:
        behind*.run()

        then:
        tokens.current() == token
        source.asked.size() == 1 + flights

        where:
        at   || flights | status            | token
        0    || 0       | 'fresh, 3540 s left' | 'access-1'
        3299 || 0       | 'fresh, 241 s left'  | 'access-1'
        3300 || 1       | 'stale, 240 s left'  | 'access-2'
        3539 || 1       | 'stale, 1 s left'    | 'access-2'
    }

    def "a token in its last minute is waited for"() {
        given:
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofSeconds(3540))

        then:
        tokens.status().toString() == 'expired, 0 s left'
        tokens.current() == 'access-2'
        source.asked == ['obtain', 'refresh refresh-1']
    }

    def "a token that ends early is not sent: lives of #life seconds are used for #used"() {
        given:
        source.accessLife = Duration.ofSeconds(life)
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofSeconds(used).minusMillis(1))

        then:
        tokens.status().state() != 'expired'

        when:
        time.turn(Duration.ofMillis(1))

        then:
        tokens.status().state() == 'expired'

        where:
        life || used
        2    || 2
        10   || 9
        300  || 270
        600  || 540
        3600 || 3540
    }

    def "a refresh token that has ended is not sent: the key is"() {
        given:
        source.refreshLife = Duration.ofMinutes(30)
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofHours(1))
        tokens.current()

        then:
        source.asked == ['obtain', 'obtain']
    }

    def "a refused refresh token falls back to the key in the same flight"() {
        given:
        Tokens tokens = tokens()
        tokens.current()
        source.inside = { String kind -> if (kind.startsWith('refresh')) throw new TokenRefused('dead', null) }

        when:
        time.turn(Duration.ofHours(1))

        then:
        tokens.current() == 'access-2'
        source.asked == ['obtain', 'refresh refresh-1', 'obtain']
    }

    def "a refused key is asked for once, for ever"() {
        given:
        source.inside = { String kind -> throw new TokenRefused('no such key', null) }
        Tokens tokens = tokens()

        when:
        List<String> said = (1..20).collect {
            time.turn(Duration.ofHours(1))
            try {
                tokens.current()
            } catch (TokenRefused e) {
                e.message
            }
        }

        then:
        said == ['no such key'] * 20
        source.asked == ['obtain']
        tokens.status().toString() == 'rejected'
    }

    def "an endpoint that is down is asked again after 1, 2, 4 and at most 30 seconds"() {
        given:
        source.inside = { String kind -> throw down() }
        Tokens tokens = tokens()
        List<Long> at = []

        when:
        400.times {
            int before = source.asked.size()
            try {
                tokens.current()
            } catch (WireException ignored) {
                if (source.asked.size() > before) at << time.gone.toMillis()
            }
            time.turn(Duration.ofMillis(500))
        }

        then:
        at.take(8) == [0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 61_000L, 91_000L]
    }

    def "a token that is still good is used while the endpoint is down, for a write too"() {
        given:
        source.accessLife = Duration.ofHours(1)
        Tokens tokens = tokens()
        tokens.current()
        source.inside = { String kind -> throw down() }

        when:
        time.turn(Duration.ofMinutes(58))

        then:
        tokens.currentFor(Duration.ofMinutes(3)) == 'access-1'
        tokens.current() == 'access-1'
        source.asked.size() == 2

        when:
        time.turn(Duration.ofMinutes(1))
        tokens.current()

        then:
        WireException e = thrown()
        e.message == 'down'
    }

    def "a write takes a token that outlives it, where tokens live that long"() {
        given:
        source.accessLife = Duration.ofSeconds(life)
        Tokens tokens = tokens()
        tokens.current()
        time.turn(Duration.ofSeconds(gone))

        expect:
        tokens.currentFor(Duration.ofSeconds(180)) == token

        where:
        life | gone || token
        7200 | 6959 || 'access-2'
        7200 | 6800 || 'access-1'
        1000 | 719  || 'access-1'
        1000 | 761  || 'access-2'
        120  | 60   || 'access-1'
    }

    def "a pasted token is used to its end and not renewed"() {
        given:
        source.renews = false
        source.givesRefresh = false
        source.accessLife = Duration.ofMinutes(10)
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofSeconds(599))

        then:
        tokens.currentFor(Duration.ofSeconds(330)) == 'access-1'
        tokens.current() == 'access-1'
        source.asked == ['obtain']
        tokens.status().toString() == 'fresh, 1 s left'
    }

    def "a wall clock that jumps by #jump while the token is young #what"() {
        given:
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.jump(jump)
        tokens.current()
        tokens.current()

        then:
        source.asked.size() == asked

        where:
        jump                    || asked | what
        Duration.ofSeconds(60)  || 1     | 'does no harm'
        Duration.ofSeconds(-60) || 1     | 'does no harm'
        Duration.ofSeconds(61)  || 2     | 'costs one renewal'
        Duration.ofDays(1)      || 2     | 'costs one renewal'
        Duration.ofDays(-1)     || 2     | 'costs one renewal'
    }

    def "a token without a known end is used until it is refused"() {
        given:
        source.accessLife = null
        Tokens tokens = tokens()
        tokens.current()

        when:
        time.turn(Duration.ofDays(300))

        then:
        tokens.currentFor(Duration.ofHours(1)) == 'access-1'
        tokens.status().toString() == 'fresh'

        when:
        String next = tokens.afterRefusal('access-1', Duration.ofSeconds(100))

        then:
        next == 'access-2'
    }

    def "a token of #life that is dead on arrival is asked for once a call and never in a loop"() {
        given:
        source.accessLife = life
        Tokens tokens = tokens()

        when:
        3.times { tokens.current() }

        then:
        source.asked.size() == 3

        where:
        life << [Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(-1)]
    }

    def "a token whose life is beyond all clocks is taken all the same"() {
        given:
        source.accessLife = Duration.ofSeconds(Long.MAX_VALUE)
        source.refreshLife = Duration.ofSeconds(Long.MAX_VALUE)

        expect:
        tokens().current() == 'access-1'
    }

    def "a call that is refused with an old token is given the current one without a request"() {
        given:
        Tokens tokens = tokens()
        tokens.current()

        expect:
        tokens.afterRefusal('older', Duration.ofSeconds(100)) == 'access-1'
        source.asked == ['obtain']
    }

    def "a call that was refused with an old token is not given an ended one"() {
        given:
        Tokens tokens = tokens()
        tokens.current()
        time.turn(Duration.ofHours(1))

        expect:
        tokens.afterRefusal('older', Duration.ofSeconds(100)) == 'access-2'
    }

    def "64 threads on an expired token are served by one renewal"() {
        given:
        ExecutorService flights = Executors.newCachedThreadPool()
        ExecutorService callers = Executors.newFixedThreadPool(64)
        Tokens tokens = tokens(flights)
        tokens.current()

        when:
        Set<String> given = []
        50.times { int round ->
            time.turn(Duration.ofHours(2))
            CountDownLatch start = new CountDownLatch(64)
            List<Future<String>> all = (1..64).collect {
                callers.submit({
                    start.countDown()
                    start.await()
                    tokens.current()
                } as Callable<String>)
            }
            Set<String> got = all*.get() as Set
            assert got == ["access-${round + 2}".toString()] as Set
            given.addAll(got)
        }

        then:
        given.size() == 50
        source.asked.size() == 51
        source.most.get() == 1

        cleanup:
        flights.shutdownNow()
        callers.shutdownNow()
    }

    def "64 threads share the error of one flight"() {
        given:
        ExecutorService flights = Executors.newCachedThreadPool()
        ExecutorService callers = Executors.newFixedThreadPool(64)
        CountDownLatch start = new CountDownLatch(64)
        source.inside = { String kind -> throw new TokenRefused('no such key', null) }
        Tokens tokens = tokens(flights)

        when:
        List<Future<String>> all = (1..64).collect {
            callers.submit({
                start.countDown()
                start.await()
                try {
                    tokens.current()
                } catch (BakshException e) {
                    e.class.simpleName + ': ' + e.message
                }
            } as Callable<String>)
        }

        then:
        all*.get() as Set == ['TokenRefused: no such key'] as Set
        source.asked == ['obtain']

        cleanup:
        flights.shutdownNow()
        callers.shutdownNow()
    }

    def "a fault of the source itself is an error of ours with a message, the first time too"() {
        given:
        source.inside = { String kind -> throw new ArithmeticException('long overflow') }

        when:
        tokens().current()

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == 'renewing the token failed: ArithmeticException'
    }
}
