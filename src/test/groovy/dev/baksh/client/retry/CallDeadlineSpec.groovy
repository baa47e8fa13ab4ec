package dev.baksh.client.retry

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.http.RequestTarget
import dev.baksh.client.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** One deadline for a call with all its requests; the server and the token endpoint advance the time. */
@Timeout(120)
class CallDeadlineSpec extends Specification {
    @AutoCleanup
    FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    FakeTokenSource source = new FakeTokenSource()

    ApiExecutor executor() {
        return fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect(), source)
    }

    private void respondAfter(int status, Map<String, String> headers, int seconds) {
        server.handler = { FaultyHttpServer.Request request ->
            fixture.time.advance(Duration.ofSeconds(seconds))
            return json(headers, status, '')
        }
    }

    def "a read with attempts of #seconds s is tried #times times within its minute"() {
        given:
        respondAfter(503, [:], seconds)

        when:
        executor().send(ClientFixture.readCall('things/'))

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

    def "Retry-After waits do not count towards the deadline of the call"() {
        given:
        respondAfter(503, ['Retry-After': '100'], 1)

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 4
    }

    def "a token refresh counts towards the deadline of the call"() {
        given:
        source.duringRequest = { String kind -> fixture.time.advance(Duration.ofSeconds(40)) }
        respondAfter(503, [:], 15)

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 1
    }

    def "a temporarily rejected write is not retried with less than half of its deadline left: #seconds s each, #times times"() {
        given:
        respondAfter(429, [:], seconds)

        when:
        executor().send(ClientFixture.writeCall('things/', Effect.ENSURE))

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

    def "a write that is sent again after Retry-After uses a token that outlives the write"() {
        given:
        source.accessLifetime = Duration.ofSeconds(400)
        server.respondWith(json('Retry-After': '110', 429, ''), json('Retry-After': '110', 429, ''), json(200, '{}'))

        when:
        executor().send(ClientFixture.writeCall('things/', Effect.ENSURE))

        then:
        server.requests*.headers*.authorization == ['Bearer access-1', 'Bearer access-1', 'Bearer access-2']
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "the object of #target is #object"() {
        expect:
        RequestTarget.objectKey(target, body) == object

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
