package dev.baksh.exchange

import dev.baksh.api.BakshException
import dev.baksh.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.exchange.FaultServer.json

/** A call's deadline is one for all that belongs to it; time is turned by what the server and the token endpoint take. */
@Timeout(120)
class SpanSpec extends Specification {
    @AutoCleanup
    FaultServer server = new FaultServer()

    @AutoCleanup
    Rig rig = new Rig()

    FakeSource source = new FakeSource()

    Exchange exchange() {
        return rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect(), source)
    }

    private void answers(int status, Map<String, String> headers, int seconds) {
        server.handler = { FaultServer.Request request ->
            rig.time.turn(Duration.ofSeconds(seconds))
            return json(headers, status, '')
        }
    }

    def "a read whose attempts take #seconds s each is tried #times times within its minute"() {
        given:
        answers(503, [:], seconds)

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.message.contains('-> 503')
        server.requests.size() == times

        where:
        seconds || times
        5       || 4
        26      || 3
        40      || 2
        55      || 1
        59      || 1
    }

    def "what the server asks to wait is not of the call's time"() {
        given:
        answers(503, ['Retry-After': '100'], 1)

        when:
        exchange().send(Rig.read('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 4
    }

    def "a renewal of the token is of the call's time"() {
        given:
        source.inside = { String kind -> rig.time.turn(Duration.ofSeconds(40)) }
        answers(503, [:], 15)

        when:
        exchange().send(Rig.read('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 1
    }

    def "a write that was refused for now is not sent any more with less than half of its time left: #seconds s each, #times times"() {
        given:
        answers(429, [:], seconds)

        when:
        exchange().send(Rig.write('things/'))

        then:
        BakshException e = thrown()
        e.message.contains('-> 429')
        server.requests.size() == times

        where:
        seconds || times
        1       || 4
        80      || 2
        95      || 1
    }

    def "the object of #target is #object"() {
        expect:
        Target.object(target, body) == object

        where:
        target                                                  | body                          || object
        '/api/aws/policies/12/backups/'                         | null                          || '/api/aws/policies/12'
        '/api/aws/policies/12/'                                 | null                          || '/api/aws/policies/12'
        '/api/aws/policies/12/?force=1'                         | null                          || '/api/aws/policies/12'
        '/api/aws/backups/241/snapshots/7/recover/'             | null                          || '/api/aws/backups/241/snapshots/7'
        '/api/aws/policies/'                                    | [name: 'weekly']              || '/api/aws/policies/ weekly'
        '/api/aws/policies/'                                    | null                          || '/api/aws/policies/'
        '/v1/backup/default/nightly/0b9a4c1e-1111-2222-3333-444455556666' | null                || '/v1/backup/default/nightly/0b9a4c1e-1111-2222-3333-444455556666'
        '/v1/backup/default'                                    | [metadata: [name: 'nightly']] || '/v1/backup/default nightly'
        '/backend/api/pxBackup/rbac/roles'                      | [a: 1]                        || '/backend/api/pxBackup/rbac/roles'
    }
}
