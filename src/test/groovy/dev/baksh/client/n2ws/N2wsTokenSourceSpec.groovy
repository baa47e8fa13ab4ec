package dev.baksh.client.n2ws

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Row
import dev.baksh.client.auth.CredentialRejectedException
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnsignedJwts
import dev.baksh.client.resource.ServerClient
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

import static dev.baksh.client.exchange.FaultyHttpServer.html
import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class N2wsTokenSourceSpec extends Specification {
    static final String EMPTY_LIST = '{"count": 0, "next": null, "previous": null, "results": []}'

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    Sandbox startSandbox

    Sandbox startSandbox(Duration skew = Duration.ZERO, Duration access = Duration.ofSeconds(2), Duration refresh = Duration.ofSeconds(5)) {
        startSandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock(skew), n2wsAccessLifetime: access, n2wsRefreshLifetime: refresh))
        return startSandbox
    }

    static List<Row> listPolicies(ServerClient client) {
        return client.resource('policies').list([:]).toList()
    }

    def "repeated list calls for 20 seconds succeed with token lifetimes of 2 and 5 seconds"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox())

        when:
        40.times {
            assert listPolicies(client).size() == 14
            fixture.time.advance(Duration.ofMillis(500))
        }

        then:
        fixture.notices.empty
        startSandbox.n2ws().obtainCount() + startSandbox.n2ws().refreshCount() <= 15
        startSandbox.requests().count { it.status() == 401 && it.path().startsWith('/api/aws') } == 0
    }

    def "a wait of 20 seconds succeeds with token lifetimes of 2 and 5 seconds"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox())
        startSandbox.n2ws().behavior.backupDuration = Duration.ofSeconds(20)
        Row policy = client.resource('policies').getByName('adhoc')

        when:
        Row backup = ClientFixture.invoke(client, 'policies', 'backup', [row: policy])
        Row finished = ClientFixture.invoke(client, 'backups', 'await', [row: backup, named: [every: Duration.ofSeconds(1)]])

        then:
        finished.get('status') == 'B'
        startSandbox.n2ws().startedBackupCount('adhoc') == 1
        fixture.notices.every { it.startsWith('... ') || it == 'end' }
    }

    def "eight threads over ten token lifetimes refresh at most 1.5 times per lifetime, never concurrently"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox())
        ExecutorService callers = Executors.newFixedThreadPool(8)

        when:
        80.times {
            callers.invokeAll([{ listPolicies(client).size() } as Callable<Integer>] * 8).each { assert it.get() == 14 }
            fixture.time.advance(Duration.ofMillis(250))
        }

        then:
        startSandbox.n2ws().obtainCount() + startSandbox.n2ws().refreshCount() <= 15
        startSandbox.n2ws().maxConcurrentTokenRequests() == 1

        cleanup:
        callers.shutdownNow()
    }

    def "a server clock that is off by #skew causes no additional refresh"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox(skew, Duration.ofHours(1), Duration.ofHours(24)))

        when:
        60.times {
            listPolicies(client)
            fixture.time.advance(Duration.ofMinutes(30))
        }

        then:
        startSandbox.n2ws().obtainCount() == 2
        startSandbox.n2ws().refreshCount() == 28
        startSandbox.requests().count { it.status() == 401 } == 0

        where:
        skew << [Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(1), Duration.ofMinutes(5), Duration.ofMinutes(-5)]
    }

    def "revoked tokens are replaced without a message"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(24)))
        listPolicies(client)

        when:
        startSandbox.n2ws().revokeAccessTokens()

        then:
        listPolicies(client).size() == 14
        startSandbox.n2ws().refreshCount() == 1

        when:
        startSandbox.n2ws().revokeAllTokens()

        then:
        listPolicies(client).size() == 14
        startSandbox.n2ws().obtainCount() == 2
    }

    def "a wrong key is sent once per process"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox(), [credential: new Credential.ApiKey(Secret.of('0123456789abcdef'))])

        when:
        List<BakshException> failures = (1..3).collect {
            try {
                listPolicies(client)
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        failures*.message.toSet() == ['n2ws (' + startSandbox.n2wsUrl().authority + '): the API key is not accepted: No user found for given API key. (POST ' + startSandbox.n2wsUrl() + '/api/token/obtain/api_key/ -> 400)'] as Set
        failures*.exit().toSet() == [ExitCode.DENIED] as Set
        failures*.hint().toSet() == ['generate a key in the user\'s settings, API Access, and set BAKSH_N2WS_API_KEY'] as Set
        startSandbox.requests().size() == 1
    }

    def "a key revoked during a run ends the run at the next login with a clear error"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox())
        listPolicies(client)
        startSandbox.n2ws().disableApiKey('root')
        fixture.time.advance(Duration.ofSeconds(30))

        when:
        listPolicies(client)

        then:
        CredentialRejectedException e = thrown()
        e.exit() == ExitCode.DENIED
        startSandbox.requests().findAll { it.path().contains('obtain') }.size() == 2
    }

    def "a temporary failure of the token endpoint is retried"() {
        given:
        ServerClient client = fixture.n2wsClient(startSandbox())
        startSandbox.n2ws().faults().injectNext(2, 'POST', 'obtain', fault)

        expect:
        listPolicies(client).size() == 14

        where:
        fault << [Fault.html(503), Fault.drop(), Fault.reset(), Fault.html(502), Fault.throttled(Duration.ofSeconds(1))]
    }

    def "a token response with #what is #message"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        server.respondWith(reply)
        ServerClient client = fixture.n2wsClient(ClientFixture.serverConfig('n2ws', server.url, credential: new Credential.ApiKey(Secret.of('canary-key-of-a-spec'))))

        when:
        listPolicies(client)

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + server.url.authority + '): ' + message.replace('AT', 'POST ' + server.url + '/api/token/obtain/api_key/').replace('ROOT', server.url.toString())
        e.exit() == exit
        server.requests.size() == requests

        cleanup:
        server.close()

        where:
        what                  | reply                                                                     || exit             | requests | message
        'a page'              | html(200)                                                                 || ExitCode.UNREACHABLE | 1        | 'no token: the response is an HTML page instead of JSON (AT -> 200)'
        'a page with 404'     | html(404)                                                                 || ExitCode.UNREACHABLE | 1        | 'no token: the response is an HTML page instead of JSON (AT -> 404)'
        'nothing'             | json(200, '')                                                             || ExitCode.UNREACHABLE | 1        | 'no token: the response is an empty body instead of JSON (AT -> 200)'
        'broken JSON'         | json(200, '{"access": "abc')                                              || ExitCode.UNREACHABLE | 1        | 'no token: the response is not valid JSON (AT -> 200)'
        'a redirect'          | json('Location': '/x', 301, '')                                           || ExitCode.UNREACHABLE | 1        | 'no token: the server responds with a redirect to ROOT/x, which baksh does not follow (AT -> 301)'
        '500'                 | html(500)                                                                 || ExitCode.UNREACHABLE | 3        | 'no token: the server failed (AT -> 500)'
        'no token'            | json(200, '{}')                                                           || ExitCode.UNREACHABLE | 1        | 'no token: the response contains no token (AT -> 200)'
        'an empty token'      | json(200, '{"access": " "}')                                              || ExitCode.UNREACHABLE | 1        | 'no token: the response contains no token (AT -> 200)'
        'a number for one'    | json(200, '{"access": 7}')                                                || ExitCode.UNREACHABLE | 1        | 'no token: the response contains no token (AT -> 200)'
        'a list'              | json(200, '["access"]')                                                   || ExitCode.UNREACHABLE | 1        | 'no token: the response contains no token (AT -> 200)'
        'a missing field'     | json(400, '{"errors":[{"api_key":[{"message":"This field is required.","code":"required"}]}]}') || ExitCode.DENIED | 1 | 'the API key is not accepted: api_key: This field is required. (AT -> 400)'
        'the key in its words' | json(400, '{"errors":[{"message":"No user for canary-key-of-a-spec.","code":"x"}]}') || ExitCode.DENIED | 1 | 'the API key is not accepted: No user for ***. (AT -> 400)'
        'a 403'               | json(403, '{"errors":[{"message":"API access is off.","code":"x"}]}')     || ExitCode.DENIED      | 1        | 'the API key is not accepted: API access is off. (AT -> 403)'
        'an error with 200'   | json(200, '{"errors":[{"message":"No user found.","code":"invalid"}]}')   || ExitCode.DENIED      | 1        | 'the API key is not accepted: No user found. (AT -> 200)'
        '408'                 | html(408)                                                                 || ExitCode.UNREACHABLE | 3        | 'no token: timeout (AT -> 408)'
        'another version'     | json(406, '{"errors":[{"message":"Invalid version.","code":"x"}]}')       || ExitCode.FAILED      | 1        | 'no token: Invalid version. (AT -> 406)'
    }

    def "a token without an expiry is used until the server rejects it"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        server.respondWith(json(200, '{"access": "opaque-1", "refresh": "opaque-r"}'), json(200, EMPTY_LIST), json(401, '{"errors":[]}'), json(200, '{"access": "opaque-2"}'), json(200, EMPTY_LIST))
        ServerClient client = fixture.n2wsClient(ClientFixture.serverConfig('n2ws', server.url))

        when:
        listPolicies(client)
        fixture.time.advance(Duration.ofDays(9))
        listPolicies(client)

        then:
        server.requestLines*.replaceAll(/ HTTP.*|\?.*/, '') == ['POST /api/token/obtain/api_key/', 'GET /api/aws/policies/', 'GET /api/aws/policies/', 'POST /api/token/refresh/', 'GET /api/aws/policies/']
        server.requests.last().headers.authorization == 'Bearer opaque-2'

        cleanup:
        server.close()
    }

    def "exp has whole seconds: a token is not sent in its last second"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        long now = fixture.time.now().epochSecond
        server.respondWith(json(200, '{"access": "' + UnsignedJwts.of(exp: now + 2) + '"}'), json(200, EMPTY_LIST), json(200, '{"access": "' + UnsignedJwts.of(exp: now + 4) + '"}'), json(200, EMPTY_LIST))
        ServerClient client = fixture.n2wsClient(ClientFixture.serverConfig('n2ws', server.url))
        fixture.time.advance(Duration.ofMillis(900))
        listPolicies(client)

        when:
        fixture.time.advance(Duration.ofMillis(1100))
        listPolicies(client)

        then:
        server.requests.size() == 4

        cleanup:
        server.close()
    }
}
