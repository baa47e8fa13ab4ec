package dev.baksh.exchange

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import spock.lang.Timeout

import static dev.baksh.exchange.FaultServer.json

/** Pages asked for side by side: the list is the one that reading in order gives. */
@Timeout(120)
class ReadAheadSpec extends Listings {
    def setup() {
        rig.pages = 4
        ids = (1..2000).toList()
        most = 100
    }

    def "#count rows come whole and in order, by the requests that reading in order makes"() {
        given:
        ids = count == 0 ? [] : (1..count).toList()
        List<Integer> got = list()
        Set<String> ahead = server.lines as Set
        int requests = server.requests.size()
        rig.pages = 1

        expect:
        got == ids
        list() == ids
        server.lines.drop(requests) as Set == ahead
        requests * 2 == server.requests.size()

        where:
        count << [0, 1, 99, 100, 101, 199, 200, 201, 399, 1000, 1234]
    }

    def "four pages are under way at once, and not more"() {
        given:
        CountDownLatch four = new CountDownLatch(4)
        AtomicInteger under = new AtomicInteger()
        AtomicInteger highest = new AtomicInteger()
        server.handler = { FaultServer.Request request ->
            FaultServer.Reply reply = page(request.query)
            return { Socket socket ->
                highest.accumulateAndGet(under.incrementAndGet(), Math::max)
                if (request.query.page != '1') {
                    four.countDown()
                    four.await(20, TimeUnit.SECONDS)
                }
                under.decrementAndGet()
                reply.to(socket)
            } as FaultServer.Reply
        }

        expect:
        list() == ids
        four.count == 0
        highest.get() == 4
    }

    @Scaled
    def "under churn nothing is missed that was there all the time, and nothing comes twice (seed #seed)"() {
        given:
        most = 50
        ids = (1..600).toList()
        Random random = new Random(seed)
        int newest = 600
        before = { int n ->
            if (n == 1) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(++newest) }
        }

        when:
        List<Integer> got = list()

        then:
        got.size() == got.toSet().size()
        got.containsAll(ids.findAll { it <= 600 })

        where:
        seed << Scale.seeds(60)
    }

    @Scaled
    def "rows that come and go at the front too take none with them, or the list fails and says so (seed #seed)"() {
        given:
        most = 50
        ids = (1..400).toList()
        Random random = new Random(seed)
        int newest = 400
        before = { int n ->
            if (n == 1 || n > 12) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(random.nextInt(ids.size()), ++newest) }
        }

        when:
        List<Integer> got
        String failed = null
        try {
            got = list()
        } catch (BakshException e) {
            failed = e.message
        }

        then:
        failed ? failed.contains('the list changed while it was read') : got.containsAll(ids.findAll { it <= 400 })
        failed || got.size() == got.toSet().size()

        where:
        seed << Scale.seeds(60)
    }

    def "a page that fails is an error when its turn comes, after the rows before it"() {
        given:
        server.handler = { FaultServer.Request request ->
            request.query.page == '3' ? json(403, '{"detail":"no"}') : page(request.query)
        }
        List<Integer> got = []

        when:
        rows().each { got << it.get('id') }

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        got == (1..got.size()).toList()
        got.size() >= 100
    }

    def "a row that cannot be read is an error when its turn comes, as it is when pages are read in order: #broken"() {
        given:
        server.handler = { FaultServer.Request request ->
            if (request.query.page != '3') return page(request.query)
            int size = Math.min(request.query.page_size as int, most)
            List<String> rows = ids.drop(2 * size).take(size).collect { '{"id":' + it + '}' }
            rows[-3] = broken
            json(200, '{"count":2000,"next":"x","results":[' + rows.join(',') + ']}')
        }
        List<Integer> ahead = []
        List<Integer> inOrder = []

        when:
        String said = failure { rows().each { ahead << it.get('id') } }
        rig.pages = 1
        String saidInOrder = failure { rows().each { inOrder << it.get('id') } }

        then:
        said == saidInOrder
        said != null
        ahead == inOrder
        ahead == (1..ahead.size()).toList()
        ahead.size() > 200

        where:
        broken << ['7', '{"id":1,"id":2}', '{"id":tru}', '{"id":"\\q"}']
    }

    private static String failure(Closure<?> work) {
        try {
            work()
            return null
        } catch (BakshException e) {
            return e.message
        }
    }

    def "a list that is left early asks for a few pages and no more"() {
        given:
        Iterator<dev.baksh.api.Row> rows = rows().iterator()
        120.times { rows.next() }

        expect:
        server.requests.size() <= 6
    }

    def "an interrupt ends it as it ends any call"() {
        given:
        server.handler = { FaultServer.Request request ->
            if (request.query.page == '1') return page(request.query)
            return { Socket socket -> Thread.sleep(20_000) } as FaultServer.Reply
        }
        Thread caller = Thread.currentThread()
        before = { }
        Thread.startDaemon {
            while (server.requests.size() < 3) Thread.onSpinWait()
            caller.interrupt()
        }

        when:
        list()

        then:
        BakshException e = thrown()
        e.exit() == Exit.INTERRUPTED
        Thread.interrupted()
    }

    def "a list of a million rows goes forward by nearly whole pages"() {
        given:
        PageWalk walk = new PageWalk()
        int end = 0
        int pages = 0

        when:
        while (end < 1_000_000) {
            walk.next()
            assert pages == 0 || walk.overlaps() && (walk.number() - 1) * walk.size() < end
            end = walk.took(pages == 0 ? 1000 : Math.min(walk.size(), 1_000_000 - (walk.number() - 1) * walk.size()))
            pages++
        }

        then:
        pages < 1080
    }

    @Scaled
    def "keys are a set, whatever they are (seed #seed)"() {
        given:
        Random random = new Random(seed)
        Keys keys = new Keys()
        Set<Object> model = []
        Closure<Object> key = {
            int n = random.nextInt(300)
            n % 5 == 0 ? "k$n".toString() : n % 7 == 0 ? (n - 150) * 4_294_967_296L : n % 3 == 0 ? n - 150 : 1024 * n
        }

        expect:
        3000.times {
            Object one = key()
            if (random.nextInt(3) == 0) {
                keys.remove(one)
                model.remove(one)
            } else assert keys.add(one) == model.add(one)
            Object other = key()
            assert keys.contains(other) == model.contains(other)
            assert keys.size() == model.size()
        }
        Keys more = new Keys()
        more.add(0)
        more.addAll(keys)
        more.size() == (model + [0]).size()
        model.every { more.contains(it) }

        where:
        seed << Scale.seeds(20)
    }
}
