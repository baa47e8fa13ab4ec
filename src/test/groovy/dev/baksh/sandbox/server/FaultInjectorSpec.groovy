package dev.baksh.sandbox.server

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch

class FaultInjectorSpec extends Specification {
    static final String POLICIES = '/api/aws/policies/'
    static final Map WEEKLY = [name: 'weekly', account: 1]

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())

    final SandboxHttpClient hand = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
    final FaultInjector faults = sandbox.n2ws().faults()

    def "the next request meets a status, and the one after it does not"() {
        given:
        faults.injectNext(Fault.status(503, 'text/plain', 'busy'))

        when:
        SandboxHttpClient.Reply reply = hand.get(POLICIES)

        then:
        reply.status == 503
        reply.header('Content-Type') == 'text/plain'
        reply.text == 'busy'
        hand.get(POLICIES).status == 200
        faults.remainingCount() == 0
    }

    def "a fault waits for the request that fits"() {
        given:
        faults.injectNext('POST', 'policies/', Fault.html(502))

        expect:
        hand.get(POLICIES).status == 200
        hand.post('/api/schedules/', [:]).status == 400
        hand.post(POLICIES, WEEKLY).status == 502
        sandbox.n2ws().policy('weekly') == null
    }

    def "a fault may come several times, or until it is cleared"() {
        given:
        faults.injectNext(2, null, 'alerts', Fault.html(500))
        faults.injectAlways('GET', 'users', Fault.html(200))

        expect:
        (1..3).collect { hand.get('/api/alerts/').status } == [500, 500, 200]
        (1..3).collect { hand.get('/api/users/').text.contains('Sign in') } == [true] * 3

        when:
        faults.clear()

        then:
        hand.get('/api/users/').json.size() == 3
    }

    def "401 and 429 are in the server's own words"() {
        given:
        faults.injectNext(Fault.unauthorized())
        faults.injectNext(Fault.throttled(Duration.ofSeconds(30)))

        when:
        SandboxHttpClient.Reply unauthorized = hand.get(POLICIES)
        SandboxHttpClient.Reply throttled = hand.get(POLICIES)

        then:
        unauthorized.status == 401
        unauthorized.json.errors[0].code.message == 'token_not_valid'
        throttled.status == 429
        throttled.header('Retry-After') == '30'
        throttled.json.errors[0].message == 'Request was throttled. Expected available in 30 seconds.'
    }

    def "a connection that is #what leaves no answer"() {
        given:
        faults.injectNext(fault)

        when:
        hand.post(POLICIES, WEEKLY)

        then:
        thrown(IOException)
        (sandbox.n2ws().policy('weekly') != null) == done

        where:
        what                    | fault                       || done
        'dropped'               | Fault.drop()                || false
        'reset'                 | Fault.reset()               || false
        'dropped after the act' | Fault.drop().afterExecution()   || true
        'reset after the act'   | Fault.reset().afterExecution()  || true
        'cut in the answer'     | Fault.truncate()            || true
    }

    def "a list can be cut as well"() {
        given:
        faults.injectNext(Fault.truncate())

        when:
        hand.get(POLICIES)

        then:
        thrown(IOException)
        hand.get(POLICIES).status == 200
    }

    def "an answer is held until it is let go, and both token requests are counted as under way"() {
        given:
        CountDownLatch latch = new CountDownLatch(1)
        CountDownLatch arrived = new CountDownLatch(2)
        faults.injectNext(2, null, 'token', Fault.runBefore {
            arrived.countDown()
            latch.await()
        })

        when:
        List<CompletableFuture> both = (1..2).collect {
            CompletableFuture.supplyAsync { hand.post('/api/token/obtain/api_key/', [api_key: sandbox.n2wsApiKey()]).status }
        }
        arrived.await()
        latch.countDown()

        then:
        both*.get() == [200, 200]
        sandbox.n2ws().maxConcurrentTokenRequests() == 2
        sandbox.n2ws().obtainCount() == 3
    }

    def "rows can change between two pages"() {
        given:
        SandboxHttpClient other = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
        faults.injectNext('page=2', Fault.runBefore { other.delete(POLICIES + '1/') })

        expect:
        hand.get(POLICIES + '?page_size=5&page=1').json.count == hand.get(POLICIES + '?page_size=5&page=2').json.count + 1
    }

    def "a redirect goes where it is told"() {
        given:
        faults.injectNext(Fault.redirect('http://127.0.0.1:1/'))

        expect:
        hand.get(POLICIES).header('Location') == 'http://127.0.0.1:1/'
    }

    def "the other server has faults of its own"() {
        given:
        sandbox.px().faults().injectNext(Fault.html(502))

        expect:
        hand.get(POLICIES).status == 200
        new SandboxHttpClient(sandbox.pxUrl()).get('/').status == 502
        new SandboxHttpClient(sandbox.pxUrl()).get('/').status == 200
    }
}
