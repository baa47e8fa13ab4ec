package dev.baksh.client.http

import dev.baksh.client.api.ExitCode
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
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
class TransportThreadSpec extends Specification {
    static final HttpRequest GET_REQUEST = new HttpRequest('GET', '/api/x/', [:], null, null, Duration.ofMinutes(2))

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final OkHttpTransport transport = ClientFixture.openTransport(ClientFixture.serverConfig('n2ws', server.url))

    def "a cancelled call ends although the server never responds"() {
        given:
        CountDownLatch neverReleased = new CountDownLatch(1)
        CompletableFuture<TransportException> failure = new CompletableFuture<>()
        server.handler = { request -> { socket -> neverReleased.await() } as FaultyHttpServer.ResponseWriter }

        when:
        Future<HttpResponse> laterResponse = transport.submit { sendRecordingFailure(failure) }
        while (server.requests.empty) Thread.onSpinWait()
        laterResponse.cancel(true)

        then:
        failure.get().exit() == ExitCode.INTERRUPTED
        failure.get().message == "n2ws ($server.url.authority): interrupted"

        cleanup:
        neverReleased.countDown()
    }

    def "a call that is cancelled before it sends ends too"() {
        given:
        CompletableFuture<TransportException> failure = new CompletableFuture<>()
        CountDownLatch started = new CountDownLatch(1)
        CountDownLatch abandoned = new CountDownLatch(1)
        CountDownLatch neverReleased = new CountDownLatch(1)
        server.handler = { request -> { socket -> neverReleased.await() } as FaultyHttpServer.ResponseWriter }

        when:
        Future<HttpResponse> laterResponse = transport.submit {
            started.countDown()
            while (!Thread.currentThread().interrupted) Thread.onSpinWait()
            sendRecordingFailure(failure)
        }
        started.await()
        laterResponse.cancel(true)

        then:
        failure.get().exit() == ExitCode.INTERRUPTED

        cleanup:
        neverReleased.countDown()
    }

    def "a call on a thread of the transport returns the same response"() {
        given:
        server.respondWith(FaultyHttpServer.json(200, '{"id": 7}'))

        expect:
        transport.submit { [Thread.currentThread().class, transport.send(GET_REQUEST).text()] }.get() == [TransportThread, '{"id": 7}']
        transport.send(GET_REQUEST).text() == '{"id": 7}'
        server.requestLines == ['GET /api/x/ HTTP/1.1'] * 2
    }

    def "a closed transport sends nothing and reports an error"() {
        given:
        transport.close()

        when:
        transport.send(GET_REQUEST)

        then:
        TransportException e = thrown()
        !e.mayHaveBeenSent()
        server.requests.empty

        when:
        transport.submit { 1 }

        then:
        thrown(RejectedExecutionException)
    }

    def "a URL is the same for server plus target and for the complete text: #target"() {
        expect:
        OkHttpTransport.resolve(HttpUrl.get(root), target) == HttpUrl.get(root + target)
        OkHttpTransport.resolve(HttpUrl.get(root), target).host() == HttpUrl.get(root).host()

        where:
        [root, target] << [
            ['http://127.0.0.1:8080', 'https://backup.example.org', 'https://[::1]:8443', 'https://bücher.example'],
            ['/', '/api/policies/', '/api/policies/?page=2&page_size=1000&ordering=id', '/a%2Fb/c%20d/?q=a%20b+c%26d', '/a?',
             '/a?x', '/a?x=1&x=2&y=', '/a?q=a?b', '//other.example/x', '//other.example:1/x?y=//z', '/a//b/', '/é?ü=ß', '/a:b@c/;d',
             '/%7e%41', "/it's?a='b'&c=\"d\""],
        ].combinations()
    }

    private HttpResponse sendRecordingFailure(CompletableFuture<TransportException> failure) {
        try {
            return transport.send(GET_REQUEST)
        } catch (TransportException e) {
            failure.complete(e)
            throw e
        }
    }
}
