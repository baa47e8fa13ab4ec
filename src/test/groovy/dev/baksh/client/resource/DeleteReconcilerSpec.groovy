package dev.baksh.client.resource

import dev.baksh.client.api.Row
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnknownOutcomeException
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import static dev.baksh.client.exchange.FaultyHttpServer.closeConnection
import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class DeleteReconcilerSpec extends Specification {
    static final String POLICY = '{"id": 7, "name": "made"}'

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    boolean rowExists = true
    final List<String> readTargets = Collections.synchronizedList([])

    Object deletePolicy() {
        final ServerClient client = fixture.n2wsClient(ClientFixture.serverConfig('n2ws', server.url))
        return ClientFixture.invoke(client, 'policies', 'delete', [row: new Row(client.resource('policies').noun(), [id: 7, name: 'made'])])
    }

    def serveLists(List<String> listBodies) {
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token/')) return json(200, '{"access": "opaque-token"}')
            if (request.requestLine.startsWith('DELETE')) return closeConnection()
            readTargets << request.methodAndPath
            if (request.methodAndPath.contains('policies/7/')) return rowExists ? json(200, POLICY) : json(404, '{"detail": "Not found."}')
            json(200, listBodies.size() > 1 ? listBodies.remove(0) : listBodies[0])
        }
    }

    def "a delete with a lost response is done if neither the list nor the request by id returns the row"() {
        given:
        rowExists = false
        serveLists(['{"count": 0, "next": null, "results": []}'])

        when:
        deletePolicy()

        then:
        noExceptionThrown()
        readTargets == ['GET /api/aws/policies/', 'GET /api/aws/policies/7/'] * 2
    }

    def "a list that temporarily omits the row does not confirm a lost delete"() {
        given:
        serveLists(['{"count": 0, "next": null, "results": []}', """{"count": 1, "next": null, "results": [$POLICY]}"""])

        when:
        deletePolicy()

        then:
        UnknownOutcomeException e = thrown()
        e.message.endsWith('the outcome is not known; not found on the server within 180 s')
        readTargets.take(2) == ['GET /api/aws/policies/', 'GET /api/aws/policies/7/']
    }
}
