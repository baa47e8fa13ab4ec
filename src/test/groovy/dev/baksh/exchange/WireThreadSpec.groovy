package dev.baksh.exchange

import dev.baksh.api.Exit
import okhttp3.HttpUrl
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Future
import java.util.concurrent.RejectedExecutionException

@Timeout(120)
class WireThreadSpec extends Specification {
    static final WireRequest GET = new WireRequest('GET', '/api/x/', [:], null, null, Duration.ofMinutes(2))

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @AutoCleanup
    final Wire wire = new Wire(Rig.server('n2ws', server.url), [:])

    def "work that is given up ends, though the server never answers"() {
        given:
        CountDownLatch never = new CountDownLatch(1)
        CompletableFuture<WireException> end = new CompletableFuture<>()
        server.handler = { request -> { socket -> never.await() } as FaultServer.Reply }

        when:
        Future<WireAnswer> later = wire.later { send(end) }
        while (server.requests.empty) Thread.onSpinWait()
        later.cancel(true)

        then:
        end.get().exit() == Exit.INTERRUPTED
        end.get().message == "n2ws ($server.url.authority): interrupted"

        cleanup:
        never.countDown()
    }

    def "work that was given up before it sends ends too"() {
        given:
        CompletableFuture<WireException> end = new CompletableFuture<>()
        CountDownLatch begun = new CountDownLatch(1)
        CountDownLatch givenUp = new CountDownLatch(1)
        CountDownLatch never = new CountDownLatch(1)
        server.handler = { request -> { socket -> never.await() } as FaultServer.Reply }

        when:
        Future<WireAnswer> later = wire.later {
            begun.countDown()
            while (!Thread.currentThread().interrupted) Thread.onSpinWait()
            send(end)
        }
        begun.await()
        later.cancel(true)

        then:
        end.get().exit() == Exit.INTERRUPTED

        cleanup:
        never.countDown()
    }

    def "work of its threads sends on them, and the answer is the same"() {
        given:
        server.answers(FaultServer.json(200, '{"id": 7}'))

        expect:
        wire.later { [Thread.currentThread().class, wire.send(GET).text()] }.get() == [WireThread, '{"id": 7}']
        wire.send(GET).text() == '{"id": 7}'
        server.lines == ['GET /api/x/ HTTP/1.1'] * 2
    }

    def "a closed wire sends nothing and says so"() {
        given:
        wire.close()

        when:
        wire.send(GET)

        then:
        WireException e = thrown()
        !e.sent()
        server.requests.empty

        when:
        wire.later { 1 }

        then:
        thrown(RejectedExecutionException)
    }

    def "an address is what server and target are as one text: #target"() {
        expect:
        Wire.at(HttpUrl.get(root), target) == HttpUrl.get(root + target)
        Wire.at(HttpUrl.get(root), target).host() == HttpUrl.get(root).host()

        where:
        [root, target] << [
            ['http://127.0.0.1:8080', 'https://backup.example.org', 'https://[::1]:8443', 'https://bücher.example'],
            ['/', '/api/policies/', '/api/policies/?page=2&page_size=1000&ordering=id', '/a%2Fb/c%20d/?q=a%20b+c%26d', '/a?',
             '/a?x', '/a?x=1&x=2&y=', '/a?q=a?b', '//other.example/x', '//other.example:1/x?y=//z', '/a//b/', '/é?ü=ß', '/a:b@c/;d',
             '/%7e%41', "/it's?a='b'&c=\"d\""],
        ].combinations()
    }

    private WireAnswer send(CompletableFuture<WireException> end) {
        try {
            return wire.send(GET)
        } catch (WireException e) {
            end.complete(e)
            throw e
        }
    }
}
