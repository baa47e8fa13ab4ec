package dev.baksh.n2ws

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Row
import dev.baksh.config.Credential
import dev.baksh.config.Secret
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Jwts
import dev.baksh.exchange.Rig
import dev.baksh.exchange.TokenRefused
import dev.baksh.resource.Client
import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

import static dev.baksh.exchange.FaultServer.html
import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class N2wsTokensSpec extends Specification {
    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    Sandbox sandbox

    Sandbox sandbox(Duration skew = Duration.ZERO, Duration access = Duration.ofSeconds(2), Duration refresh = Duration.ofSeconds(5)) {
        sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock(skew)).accessLifetime(access).refreshLifetime(refresh).build())
        return sandbox
    }

    static List<Row> policies(Client client) {
        return client.resource('policies').list([:]).toList()
    }

    def "tokens of 2 and 5 seconds do not disturb a listing now and then for 20 seconds"() {
        given:
        Client client = rig.n2ws(sandbox())

        when:
        40.times {
            assert policies(client).size() == 14
            rig.time.turn(Duration.ofMillis(500))
        }

        then:
        rig.notes.empty
        sandbox.n2ws().obtains() + sandbox.n2ws().refreshes() <= 15
        sandbox.requests().count { it.status() == 401 && it.path().startsWith('/api/aws') } == 0
    }

    def "a wait of 20 seconds outlives tokens of 2 and 5 seconds"() {
        given:
        Client client = rig.n2ws(sandbox())
        sandbox.n2ws().backupDuration(Duration.ofSeconds(20))
        Row policy = client.resource('policies').named('adhoc')

        when:
        Row backup = Rig.say(client, 'policies', 'backup', [row: policy])
        Row end = Rig.say(client, 'backups', 'await', [row: backup, named: [every: Duration.ofSeconds(1)]])

        then:
        end.get('status') == 'B'
        sandbox.n2ws().backupsStarted('adhoc') == 1
        rig.notes.every { it.startsWith('... ') || it == 'end' }
    }

    def "eight threads over ten access lifetimes renew at most 1.5 times each, never two at once"() {
        given:
        Client client = rig.n2ws(sandbox())
        ExecutorService callers = Executors.newFixedThreadPool(8)

        when:
        80.times {
            callers.invokeAll([{ policies(client).size() } as Callable<Integer>] * 8).each { assert it.get() == 14 }
            rig.time.turn(Duration.ofMillis(250))
        }

        then:
        sandbox.n2ws().obtains() + sandbox.n2ws().refreshes() <= 15
        sandbox.n2ws().mostTokenRequestsAtOnce() == 1

        cleanup:
        callers.shutdownNow()
    }

    def "a server clock that is off by #skew costs no renewal more"() {
        given:
        Client client = rig.n2ws(sandbox(skew, Duration.ofHours(1), Duration.ofHours(24)))

        when:
        60.times {
            policies(client)
            rig.time.turn(Duration.ofMinutes(30))
        }

        then:
        sandbox.n2ws().obtains() == 2
        sandbox.n2ws().refreshes() == 28
        sandbox.requests().count { it.status() == 401 } == 0

        where:
        skew << [Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(1), Duration.ofMinutes(5), Duration.ofMinutes(-5)]
    }

    def "tokens that the server has revoked are renewed without a word"() {
        given:
        Client client = rig.n2ws(sandbox(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(24)))
        policies(client)

        when:
        sandbox.n2ws().revokeAccessTokens()

        then:
        policies(client).size() == 14
        sandbox.n2ws().refreshes() == 1

        when:
        sandbox.n2ws().revokeAllTokens()

        then:
        policies(client).size() == 14
        sandbox.n2ws().obtains() == 2
    }

    def "a wrong key is sent once in the life of a process"() {
        given:
        Client client = rig.n2ws(sandbox(), [credential: new Credential.ApiKey(Secret.of('0123456789abcdef'))])

        when:
        List<BakshException> ends = (1..3).collect {
            try {
                policies(client)
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        ends*.message.toSet() == ['n2ws (' + sandbox.n2wsUrl().authority + '): the API key is not accepted: No user found for given API key. (POST ' + sandbox.n2wsUrl() + '/api/token/obtain/api_key/ -> 400)'] as Set
        ends*.exit().toSet() == [Exit.DENIED] as Set
        ends*.hint().toSet() == ['generate a key in the user\'s settings, API Access, and give it as BAKSH_N2WS_API_KEY'] as Set
        sandbox.requests().size() == 1
    }

    def "a key that is taken away during a run ends it clearly at the next obtain"() {
        given:
        Client client = rig.n2ws(sandbox())
        policies(client)
        sandbox.n2ws().disableApiKey('root')
        rig.time.turn(Duration.ofSeconds(30))

        when:
        policies(client)

        then:
        TokenRefused e = thrown()
        e.exit() == Exit.DENIED
        sandbox.requests().findAll { it.path().contains('obtain') }.size() == 2
    }

    def "a token endpoint that fails for a moment is asked again"() {
        given:
        Client client = rig.n2ws(sandbox())
        sandbox.n2ws().faults().next(2, 'POST', 'obtain', fault)

        expect:
        policies(client).size() == 14

        where:
        fault << [Fault.html(503), Fault.drop(), Fault.reset(), Fault.html(502), Fault.throttled(Duration.ofSeconds(1))]
    }

    def "a token endpoint that answers #what is #message"() {
        given:
        FaultServer server = new FaultServer()
        server.answers(reply)
        Client client = rig.n2ws(Rig.server('n2ws', server.url, credential: new Credential.ApiKey(Secret.of('canary-key-of-a-spec'))))

        when:
        policies(client)

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + server.url.authority + '): ' + message.replace('AT', 'POST ' + server.url + '/api/token/obtain/api_key/')
        e.exit() == exit
        server.requests.size() == requests

        cleanup:
        server.close()

        where:
        what                  | reply                                                                     || exit             | requests | message
        'a page'              | html(200)                                                                 || Exit.UNREACHABLE | 1        | 'no token: the answer is an HTML page instead of JSON (AT -> 200)'
        'a page with 404'     | html(404)                                                                 || Exit.UNREACHABLE | 1        | 'no token: the answer is an HTML page instead of JSON (AT -> 404)'
        'nothing'             | json(200, '')                                                             || Exit.UNREACHABLE | 1        | 'no token: the answer is an empty body instead of JSON (AT -> 200)'
        'broken JSON'         | json(200, '{"access": "abc')                                              || Exit.UNREACHABLE | 1        | 'no token: the answer is not the JSON it should be (AT -> 200)'
        'a redirect'          | json('Location': '/x', 301, '')                                           || Exit.UNREACHABLE | 1        | 'no token: the answer is an empty body instead of JSON (AT -> 301)'
        '500'                 | html(500)                                                                 || Exit.UNREACHABLE | 3        | 'no token: the server failed (AT -> 500)'
        'no token'            | json(200, '{}')                                                           || Exit.UNREACHABLE | 1        | 'no token: the answer holds none (AT -> 200)'
        'an empty token'      | json(200, '{"access": " "}')                                              || Exit.UNREACHABLE | 1        | 'no token: the answer holds none (AT -> 200)'
        'a number for one'    | json(200, '{"access": 7}')                                                || Exit.UNREACHABLE | 1        | 'no token: the answer holds none (AT -> 200)'
        'a list'              | json(200, '["access"]')                                                   || Exit.UNREACHABLE | 1        | 'no token: the answer holds none (AT -> 200)'
        'a missing field'     | json(400, '{"errors":[{"api_key":[{"message":"This field is required.","code":"required"}]}]}') || Exit.DENIED | 1 | 'the API key is not accepted: api_key: This field is required. (AT -> 400)'
        'the key in its words' | json(400, '{"errors":[{"message":"No user for canary-key-of-a-spec.","code":"x"}]}') || Exit.DENIED | 1 | 'the API key is not accepted: No user for ***. (AT -> 400)'
        'a 403'               | json(403, '{"errors":[{"message":"API access is off.","code":"x"}]}')     || Exit.DENIED      | 1        | 'the API key is not accepted: API access is off. (AT -> 403)'
        'another version'     | json(406, '{"errors":[{"message":"Invalid version.","code":"x"}]}')       || Exit.FAILED      | 1        | 'no token: Invalid version. (AT -> 406)'
    }

    def "a token without an end is used until the server refuses it"() {
        given:
        FaultServer server = new FaultServer()
        server.answers(json(200, '{"access": "opaque-1", "refresh": "opaque-r"}'), json(200, '[]'), json(401, '{"errors":[]}'), json(200, '{"access": "opaque-2"}'), json(200, '[]'))
        Client client = rig.n2ws(Rig.server('n2ws', server.url))

        when:
        policies(client)
        rig.time.turn(Duration.ofDays(9))
        policies(client)

        then:
        server.lines*.replaceAll(/ HTTP.*|\?.*/, '') == ['POST /api/token/obtain/api_key/', 'GET /api/aws/policies/', 'GET /api/aws/policies/', 'POST /api/token/refresh/', 'GET /api/aws/policies/']
        server.requests.last().headers.authorization == 'Bearer opaque-2'

        cleanup:
        server.close()
    }

    def "exp is in whole seconds: a token is not sent in the second in which it ends"() {
        given:
        FaultServer server = new FaultServer()
        long now = rig.time.now().epochSecond
        server.answers(json(200, '{"access": "' + Jwts.of(exp: now + 2) + '"}'), json(200, '[]'), json(200, '{"access": "' + Jwts.of(exp: now + 4) + '"}'), json(200, '[]'))
        Client client = rig.n2ws(Rig.server('n2ws', server.url))
        rig.time.turn(Duration.ofMillis(900))
        policies(client)

        when:
        rig.time.turn(Duration.ofMillis(1100))
        policies(client)

        then:
        server.requests.size() == 4

        cleanup:
        server.close()
    }
}
