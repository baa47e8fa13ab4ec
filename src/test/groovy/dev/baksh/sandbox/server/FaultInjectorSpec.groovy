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
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
    final FaultInjector faults = sandbox.n2ws().faults()

    def "a status fault affects only the next request"() {
        given:
        faults.injectNext(Fault.status(503, 'text/plain', 'busy'))

        when:
        SandboxHttpClient.Response response = http.get(POLICIES)

        then:
        response.status == 503
        response.header('Content-Type') == 'text/plain'
        response.text == 'busy'
        http.get(POLICIES).status == 200
        faults.remainingCount() == 0
    }

    def "a fault waits for a matching request"() {
        given:
        faults.injectNext('POST', 'policies/', Fault.html(502))

        expect:
        http.get(POLICIES).status == 200
        http.post('/api/schedules/', [:]).status == 400
        http.post(POLICIES, WEEKLY).status == 502
        sandbox.n2ws().policy('weekly') == null
    }

    def "a fault can be repeated or stay until it is cleared"() {
        given:
        faults.injectNext(2, null, 'alerts', Fault.html(500))
        faults.injectAlways('GET', 'users', Fault.html(200))

        expect:
        (1..3).collect { http.get('/api/alerts/').status } == [500, 500, 200]
        (1..3).collect { http.get('/api/users/').text.contains('Sign in') } == [true] * 3

        when:
        faults.clear()

        then:
        http.get('/api/users/').json.size() == 3
    }

    def "401 and 429 have the original error bodies"() {
        given:
        faults.injectNext(Fault.unauthorized())
        faults.injectNext(Fault.throttled(Duration.ofSeconds(30)))

        when:
        SandboxHttpClient.Response unauthorized = http.get(POLICIES)
        SandboxHttpClient.Response throttled = http.get(POLICIES)

        then:
        unauthorized.status == 401
        unauthorized.json.errors[0].code.message == 'token_not_valid'
        throttled.status == 429
        throttled.header('Retry-After') == '30'
        throttled.json.errors[0].message == 'Request was throttled. Expected available in 30 seconds.'
    }

    def "a connection that is #what gets no response"() {
        given:
        faults.injectNext(fault)

        when:
        http.post(POLICIES, WEEKLY)

        then:
        thrown(IOException)
        (sandbox.n2ws().policy('weekly') != null) == done

        where:
        what                    | fault                       || done
        'dropped'               | Fault.drop()                || false
        'reset'                 | Fault.reset()               || false
        'dropped after execution' | Fault.drop().afterExecution()   || true
        'reset after execution'  | Fault.reset().afterExecution()  || true
        'truncated in the body' | Fault.truncate()            || true
    }

    def "a list can be truncated"() {
        given:
        faults.injectNext(Fault.truncate())

        when:
        http.get(POLICIES)

        then:
        thrown(IOException)
        http.get(POLICIES).status == 200
    }

    def "a response can be delayed, and concurrent token requests are counted"() {
        given:
        CountDownLatch latch = new CountDownLatch(1)
        CountDownLatch requestsArrived = new CountDownLatch(2)
        faults.injectNext(2, null, 'token', Fault.runBefore {
            requestsArrived.countDown()
            latch.await()
        })

        when:
        List<CompletableFuture> statuses = (1..2).collect {
            CompletableFuture.supplyAsync { http.post('/api/token/obtain/api_key/', [api_key: sandbox.n2wsApiKey()]).status }
        }
        requestsArrived.await()
        latch.countDown()

        then:
        statuses*.get() == [200, 200]
        sandbox.n2ws().maxConcurrentTokenRequests() == 2
        sandbox.n2ws().obtainCount() == 3
    }

    def "rows can be changed between two pages"() {
        given:
        SandboxHttpClient otherHttp = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
        faults.injectNext('page=2', Fault.runBefore { otherHttp.delete(POLICIES + '1/') })

        expect:
        http.get(POLICIES + '?page_size=5&page=1').json.count == http.get(POLICIES + '?page_size=5&page=2').json.count + 1
    }

    def "a redirect has the given location"() {
        given:
        faults.injectNext(Fault.redirect('http://127.0.0.1:1/'))

        expect:
        http.get(POLICIES).header('Location') == 'http://127.0.0.1:1/'
    }

    def "the other server has separate faults"() {
        given:
        sandbox.px().faults().injectNext(Fault.html(502))

        expect:
        http.get(POLICIES).status == 200
        new SandboxHttpClient(sandbox.pxUrl()).get('/').status == 502
        new SandboxHttpClient(sandbox.pxUrl()).get('/').status == 200
    }
}
