package dev.baksh.client.http

import dev.baksh.Slow
import dev.baksh.client.api.TimeSource
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.tls.KnownHosts
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** The rule: a request whose connection is not ready in time is given up before its first byte; a slow response is waited for. */
@Timeout(60)
class ConnectionTimeoutSpec extends Specification {
    static final HttpRequest POST = new HttpRequest('POST', '/api/things/', [:], '{}'.bytes, 'application/json', Duration.ofSeconds(50))

    private static OkHttpTransport transport(ServerConfig config, Map<String, String> env = [:]) {
        new OkHttpTransport(config, env, new RequestLog(new SecretRedactor(), TimeSource.SYSTEM), KnownHosts.NONE, null, Duration.ofSeconds(3))
    }

    @Slow // Waits for a limit that a busy machine must not reach early.
    def "a write through a silent proxy is not sent"() {
        given:
        TestProxy proxy = new TestProxy(1)
        proxy.fault = TestProxy.Fault.SILENCE
        ServerConfig config = ClientFixture.serverConfig('n2ws', URI.create('https://n2ws.test'))

        when:
        transport(config, [HTTPS_PROXY: "http://$proxy.address".toString()]).send(POST)

        then:
        TransportException e = thrown()
        e.message == "n2ws (n2ws.test): the proxy $proxy.address does not respond in time; the server received nothing"
        e.hint() == 'check HTTPS_PROXY, or name the server in NO_PROXY'
        !e.mayHaveBeenSent()
        e.retryable

        cleanup:
        proxy.close()
    }

    @Slow // Waits for a limit that a busy machine must not reach early.
    def "a write to a server without a TLS handshake is not sent"() {
        given:
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        URI url = URI.create("https://127.0.0.1:$silent.localPort")

        when:
        transport(ClientFixture.serverConfig('n2ws', url)).send(POST)

        then:
        TransportException e = thrown()
        e.message == "n2ws ($url.authority): $url.authority accepted the connection but did not complete the TLS handshake in time"
        !e.mayHaveBeenSent()
        e.retryable

        cleanup:
        silent.close()
    }

    @Slow // Waits for a limit that a busy machine must not reach early.
    def "the response to a write may take longer"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        server.handler = { request -> { Socket socket ->
            new CountDownLatch(1).await(3500, TimeUnit.MILLISECONDS)
            json(200, '{"id": 1}').writeTo(socket)
        } as FaultyHttpServer.ResponseWriter }

        expect:
        transport(ClientFixture.serverConfig('n2ws', server.url)).send(POST).status() == 200
        server.requests.size() == 1

        cleanup:
        server.close()
    }

    def "an interrupt before the first byte proves that nothing was sent"() {
        given:
        TestProxy proxy = new TestProxy(1)
        proxy.fault = TestProxy.Fault.SILENCE
        ServerConfig config = ClientFixture.serverConfig('n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://$proxy.address".toString()])
        TransportException failure = null
        Thread caller = new Thread({
            try {
                transport.send(POST)
            } catch (TransportException e) {
                failure = e
            }
        })

        when:
        caller.start()
        while (proxy.connectLines.empty) Thread.onSpinWait()
        caller.interrupt()
        caller.join()

        then:
        failure.message == 'n2ws (n2ws.test): interrupted'
        !failure.mayHaveBeenSent()

        cleanup:
        proxy.close()
    }

    def "no byte is sent after a request was given up, and a started request cannot be given up"() {
        given:
        RequestProgress abandoned = new RequestProgress()
        RequestProgress started = new RequestProgress()
        started.recordStart()

        expect:
        abandoned.abandon()
        !abandoned.mayHaveBeenSent()
        !started.abandon()
        started.mayHaveBeenSent()

        when:
        abandoned.recordStart()

        then:
        thrown(IllegalStateException)
    }
}
