package dev.baksh.client.paging

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.exchange.FaultyHttpServer
import spock.lang.Timeout

import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** Pages that are requested in parallel give the same list as pages that are read in order. */
@Timeout(120)
class PagePrefetcherSpec extends ListServerSpecification {
    def setup() {
        fixture.parallelPages = 4
        ids = (1..2000).toList()
        maxPageSize = 100
    }

    def "#count rows are read completely and in order, with the same requests as sequential reading"() {
        given:
        ids = count == 0 ? [] : (1..count).toList()
        List<Integer> received = listIds()
        Set<String> prefetched = server.requestLines as Set
        int requests = server.requests.size()
        fixture.parallelPages = 1

        expect:
        received == ids
        listIds() == ids
        server.requestLines.drop(requests) as Set == prefetched
        requests * 2 == server.requests.size()

        where:
        count << [0, 1, 99, 100, 101, 199, 200, 201, 399, 1000, 1234]
    }

    def "at most four pages are requested in parallel"() {
        given:
        CountDownLatch fourStarted = new CountDownLatch(4)
        AtomicInteger activeRequests = new AtomicInteger()
        AtomicInteger maxActive = new AtomicInteger()
        server.handler = { FaultyHttpServer.Request request ->
            FaultyHttpServer.ResponseWriter response = pageResponse(request.query)
            return { Socket socket ->
                maxActive.accumulateAndGet(activeRequests.incrementAndGet(), Math::max)
                if (request.query.page != '1') {
                    fourStarted.countDown()
                    fourStarted.await(20, TimeUnit.SECONDS)
                }
                activeRequests.decrementAndGet()
                response.writeTo(socket)
            } as FaultyHttpServer.ResponseWriter
        }

        expect:
        listIds() == ids
        fourStarted.count == 0
        maxActive.get() == 4
    }

    @Scaled
    def "with changes between pages no permanent row is missed and no row is returned twice (seed #seed)"() {
        given:
        maxPageSize = 50
        ids = (1..600).toList()
        Random random = new Random(seed)
        int newest = 600
        beforePage = { int n ->
            if (n == 1) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(++newest) }
        }

        when:
        List<Integer> received = listIds()

        then:
        received.size() == received.toSet().size()
        received.containsAll(ids.findAll { it <= 600 })

        where:
        seed << Scale.seeds(60)
    }

    @Scaled
    def "changes at the start of the list cause no missing rows or an error (seed #seed)"() {
        given:
        maxPageSize = 50
        ids = (1..400).toList()
        Random random = new Random(seed)
        int newest = 400
        beforePage = { int n ->
            if (n == 1 || n > 12) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(random.nextInt(ids.size()), ++newest) }
        }

        when:
        List<Integer> received
        String failed = null
        try {
            received = listIds()
        } catch (BakshException e) {
            failed = e.message
        }

        then:
        failed ? failed.contains('the list changed while it was read') : received.containsAll(ids.findAll { it <= 400 })
        failed || received.size() == received.toSet().size()

        where:
        seed << Scale.seeds(60)
    }

    def "a failed page is an error in order, after the previous rows"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            request.query.page == '3' ? json(403, '{"detail":"no"}') : pageResponse(request.query)
        }
        List<Integer> received = []

        when:
        rows().each { received << it.get('id') }

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        received == (1..received.size()).toList()
        received.size() >= 100
    }

    def "an invalid row is an error in order, as in sequential reading: #broken"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            if (request.query.page != '3') return pageResponse(request.query)
            int size = Math.min(request.query.page_size as int, maxPageSize)
            List<String> rows = ids.drop(2 * size).take(size).collect { '{"id":' + it + '}' }
            rows[-3] = broken
            json(200, '{"count":2000,"next":"x","results":[' + rows.join(',') + ']}')
        }
        List<Integer> prefetched = []
        List<Integer> inOrder = []

        when:
        String errorMessage = failureMessage { rows().each { prefetched << it.get('id') } }
        fixture.parallelPages = 1
        String messageInOrder = failureMessage { rows().each { inOrder << it.get('id') } }

        then:
        errorMessage == messageInOrder
        errorMessage != null
        prefetched == inOrder
        prefetched == (1..prefetched.size()).toList()
        prefetched.size() > 200

        where:
        broken << ['7', '{"id":1,"id":2}', '{"id":tru}', '{"id":"\\q"}']
    }

    private static String failureMessage(Closure<?> action) {
        try {
            action()
            return null
        } catch (BakshException e) {
            return e.message
        }
    }

    def "a partially read list requests only a few pages"() {
        given:
        Iterator<dev.baksh.client.api.Row> rows = rows().iterator()
        120.times { rows.next() }

        expect:
        server.requests.size() <= 6
    }

    def "an interrupt ends prefetching like any call"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            if (request.query.page == '1') return pageResponse(request.query)
            return { Socket socket -> Thread.sleep(20_000) } as FaultyHttpServer.ResponseWriter
        }
        Thread caller = Thread.currentThread()
        beforePage = { }
        Thread.startDaemon {
            while (server.requests.size() < 3) Thread.onSpinWait()
            caller.interrupt()
        }

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        Thread.interrupted()
    }

    def "a list of a million rows is read with almost no overlap of pages"() {
        given:
        PageCursor cursor = new PageCursor()
        int endPosition = 0
        int pages = 0

        when:
        while (endPosition < 1_000_000) {
            cursor.advance()
            assert pages == 0 || cursor.mustOverlap() && (cursor.number() - 1) * cursor.size() < endPosition
            endPosition = cursor.endPage(pages == 0 ? 1000 : Math.min(cursor.size(), 1_000_000 - (cursor.number() - 1) * cursor.size()))
            pages++
        }

        then:
        pages < 1080
    }

    @Scaled
    def "the key set works for all kinds of keys (seed #seed)"() {
        given:
        Random random = new Random(seed)
        SeenKeys keys = new SeenKeys()
        Set<Object> expectedKeys = []
        Closure<Object> key = {
            int n = random.nextInt(300)
            n % 5 == 0 ? "k$n".toString() : n % 7 == 0 ? (n - 150) * 4_294_967_296L : n % 3 == 0 ? n - 150 : 1024 * n
        }

        expect:
        3000.times {
            Object firstKey = key()
            if (random.nextInt(3) == 0) {
                keys.remove(firstKey)
                expectedKeys.remove(firstKey)
            } else assert keys.add(firstKey) == expectedKeys.add(firstKey)
            Object secondKey = key()
            assert keys.contains(secondKey) == expectedKeys.contains(secondKey)
            assert keys.size() == expectedKeys.size()
        }
        SeenKeys newKeys = new SeenKeys()
        newKeys.add(0)
        newKeys.addAll(keys)
        newKeys.size() == (expectedKeys + [0]).size()
        expectedKeys.every { newKeys.contains(it) }

        where:
        seed << Scale.seeds(20)
    }
}
