package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Row
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.protocol.ServerDialect
import dev.baksh.client.px.PxClient
import dev.baksh.client.resource.ServerClient
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.lang.reflect.Proxy
import java.util.function.Predicate
import java.util.function.Supplier

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** The rule: an error of baksh itself after a write was sent proves nothing about the write, so its outcome is unknown. */
class UnexpectedErrorSpec extends Specification {
    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    ServerConfig config = ClientFixture.serverConfig('px', server.url)

    /** Reconciler with a lookup that fails. */
    static class FailingReconciler implements Reconciler {
        @Override
        ReconciledResult find() { throw new NullPointerException('of the spec') }
    }

    /** Returns the dialect of Portworx, with a method that fails. */
    private static ServerDialect failingDialect(String methodName) {
        Proxy.newProxyInstance(ServerDialect.classLoader, [ServerDialect] as Class[]) { proxy, method, args ->
            if (method.name == methodName) throw new NullPointerException('of the spec')
            method.invoke(PxClient.dialect(), args)
        } as ServerDialect
    }

    def "an error while the response is read leaves the outcome unknown: #method, status #status"() {
        given:
        server.respondWith(json(status, '{"error":"no"}'))

        when:
        fixture.createExecutor(config, failingDialect(method)).send(ClientFixture.writeCall('/things', Effect.START), new FailingReconciler())

        then:
        UnknownOutcomeException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message == "px ($server.url.authority): write /things may have been sent, and an unexpected error followed: the outcome is not known"
        e.hint() == 'the write was not sent again; look at the server before you repeat it\nunexpected error: java.lang.NullPointerException: of the spec'
        e.cause instanceof NullPointerException
        fixture.journalLines.last().contains('"UNKNOWN"')
        server.requests.size() == 1

        where:
        method       | status
        'parseError' | 200
        'parseError' | 409
        'execution'  | 409
    }

    def "an error of a lookup leaves the outcome unknown"() {
        given:
        server.respondWith(json(502, '{}'))

        when:
        fixture.createExecutor(config, PxClient.dialect()).send(ClientFixture.writeCall('/things', Effect.START), new FailingReconciler())

        then:
        UnknownOutcomeException e = thrown()
        e.message == "px ($server.url.authority): write /things was sent and the server responded with 502, which does not prove that nothing was done: " +
            'the outcome is not known; the lookup failed with an unexpected error: java.lang.NullPointerException: of the spec'
        fixture.journalLines.last().contains('"UNKNOWN"')
        server.requests.size() == 1
    }

    def "an error while the object of an accepted write is read says that the write was accepted"() {
        given:
        ServerClient client = fixture.pxClient(config)

        when:
        client.resource('roles').readWritten('px.roles.create', { throw new NullPointerException('of the spec') } as Supplier<Row>, { false } as Predicate<Row>, 'px.roles shows the roles')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message == "px ($server.url.authority): px.roles.create was accepted, but the object could not be read afterwards"
        e.hint() == 'do not repeat it; px.roles shows the roles\nunexpected error: java.lang.NullPointerException: of the spec'
    }
}
