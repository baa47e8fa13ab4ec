package dev.baksh.resource

import dev.baksh.api.Row
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Rig
import dev.baksh.exchange.UnknownOutcome
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import static dev.baksh.exchange.FaultServer.hangUp
import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class GoneSpec extends Specification {
    static final String POLICY = '{"id": 7, "name": "made"}'

    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    final FaultServer server = new FaultServer()

    boolean there = true
    final List<String> asked = Collections.synchronizedList([])

    Object delete() {
        final Client client = rig.n2ws(Rig.server('n2ws', server.url))
        return Rig.say(client, 'policies', 'delete', [row: new Row(client.resource('policies').noun(), [id: 7, name: 'made'])])
    }

    def serve(List<String> lists) {
        server.handler = { FaultServer.Request request ->
            if (request.target.contains('/token/')) return json(200, '{"access": "opaque-token"}')
            if (request.line.startsWith('DELETE')) return hangUp()
            asked << request.target
            if (request.target.contains('policies/7/')) return there ? json(200, POLICY) : json(404, '{"detail": "Not found."}')
            json(200, lists.size() > 1 ? lists.remove(0) : lists[0])
        }
    }

    def "a delete whose answer was lost has happened when neither the list nor the server's answer to its id shows the row"() {
        given:
        there = false
        serve(['{"count": 0, "next": null, "results": []}'])

        when:
        delete()

        then:
        noExceptionThrown()
        asked == ['GET /api/aws/policies/', 'GET /api/aws/policies/7/'] * 2
    }

    def "a list that lacks the row for a moment does not make a lost delete one that happened"() {
        given:
        serve(['{"count": 0, "next": null, "results": []}', """{"count": 1, "next": null, "results": [$POLICY]}"""])

        when:
        delete()

        then:
        UnknownOutcome e = thrown()
        e.message.endsWith('whether it happened is not known; looked for 180 s and did not find it')
        asked.take(2) == ['GET /api/aws/policies/', 'GET /api/aws/policies/7/']
    }
}
