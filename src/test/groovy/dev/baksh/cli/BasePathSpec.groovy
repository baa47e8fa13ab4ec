package dev.baksh.cli

import com.fasterxml.jackson.databind.json.JsonMapper
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** Addresses of servers with a base path, with redirects, and with unusual host names. */
@Timeout(120)
class BasePathSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
        baksh.time = new ManualTimeSource()
        baksh.env.BAKSH_N2WS_API_KEY = 'canary-key'
        baksh.env.BAKSH_N2WS_URL = server.url.toString() + '/n2ws'
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token')) return json(200, '{"access": "access-token", "access_token": "access-token"}')
            if (request.methodAndPath.startsWith('POST')) return json(201, '{"id": 7, "name": "new"}')
            return json(200, '{"count": 1, "next": null, "results": [{"id": 1, "name": "nightly"}]}')
        }
    }

    def "every request of N2WS has the base path, also the one with the key"() {
        expect:
        baksh.runExpression(expression, '--yes').code() == 0
        baksh.start('doctor', 'n2ws').code() == 0
        server.requests.size() >= 4
        server.requests*.methodAndPath.every { it.contains(' /n2ws/') }
        server.requests*.methodAndPath.contains('POST /n2ws/api/token/obtain/api_key/')

        where:
        expression << ["n2ws.policies*.name", "n2ws.get('aws/policies/')", "n2ws.policies[1].name", "n2ws.post('aws/policies/', [name: 'new'])"]
    }

    def "every request of Portworx has the base path, also the one with the secret"() {
        given:
        baksh.env.putAll(BAKSH_PX_URL: server.url.toString() + '/px/', BAKSH_PX_CLIENT_ID: 'c', BAKSH_PX_CLIENT_SECRET: 'canary-secret',
            BAKSH_PX_REALM: 'my realm', BAKSH_PX_AUTH_PATH: 'auth/')

        when:
        baksh.runExpression("px.get('/backend/api/pxBackup/rbac/roles/list')")

        then:
        server.requests*.methodAndPath == ['POST /px/auth/realms/my%20realm/protocol/openid-connect/token', 'GET /px/backend/api/pxBackup/rbac/roles/list']
    }

    def "the curl line of a dry run has the base path"() {
        when:
        CommandResult result = baksh.runExpression("n2ws.post('aws/policies/', [name: 'new'])", '--dry-run')

        then:
        result.code() == 0
        result.out().contains("${server.url}/n2ws/api/aws/policies/")
    }

    def "a wrong base path is named"() {
        given:
        server.handler = { FaultyHttpServer.Request request -> FaultyHttpServer.html(404) }

        expect:
        baksh.runExpression('n2ws.policies') == CommandResult.failure(5,
            "baksh: n2ws ($server.url.authority): no token: the response is an HTML page instead of JSON (POST $server.url/n2ws/api/token/obtain/api_key/ -> 404)",
            '  this is not the API: check BAKSH_N2WS_URL; every request is sent below its path /n2ws: remove /n2ws if it belongs to a page')
    }

    def "a redirect of the request with the key says where it leads, and the key is not sent there"() {
        given:
        FaultyHttpServer other = new FaultyHttpServer()
        server.handler = { FaultyHttpServer.Request request -> json('Location': "http://localhost:$other.url.port/api/token/?x=1".toString(), status, '') }

        expect:
        baksh.runExpression('n2ws.policies') == CommandResult.failure(5,
            "baksh: n2ws ($server.url.authority): no token: the server responds with a redirect to http://localhost:$other.url.port/api/token/, " +
                "which baksh does not follow (POST $server.url/n2ws/api/token/obtain/api_key/ -> $status)",
            '  if localhost is the right server, write it in BAKSH_N2WS_URL; baksh sends no credential to another host by itself')
        other.requests.empty

        cleanup:
        other.close()

        where:
        status << [301, 302, 303, 307, 308]
    }

    def "doctor says where a redirect leads: #location"() {
        given:
        Closure<FaultyHttpServer.ResponseWriter> api = server.handler
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath == 'GET /n2ws/' ? json('Location': location, 302, '') : api.call(request)
        }

        when:
        CommandResult result = baksh.start('doctor', 'n2ws', '-o', 'ndjson')
        Map answer = result.out().readLines().collect { JsonMapper.builder().build().readValue(it, Map) }.find { it.link == 'answer' }

        then:
        answer.found.replace(server.url.toString(), 'URL') == "HTTP 302: the server responds with a redirect to $shown, which baksh does not follow"
        answer.state == state
        answer.next == next

        where:
        location                || shown                     | state     | next
        '/n2ws/login/'          || 'URL/n2ws/login/'         | 'ok'      | null
        'https://other.test/x'  || 'https://other.test/x'    | 'warning' | 'if other.test is the right server, write it in BAKSH_N2WS_URL; baksh sends no credential to another host by itself'
    }

    def "a host with an underscore or an international name is used, and looked up: #url"() {
        given:
        baksh.env.BAKSH_N2WS_URL = url

        expect:
        baksh.runExpression('n2ws.policies') == CommandResult.failure(5,
            "baksh: n2ws ($authority): host '$host' is not known",
            '  check BAKSH_N2WS_URL and the DNS settings')

        where:
        url                            || authority                        | host
        'https://my_host.invalid:8443' || 'my_host.invalid:8443'           | 'my_host.invalid'
        'https://müller.invalid'       || 'xn--mller-kva.invalid'          | 'xn--mller-kva.invalid'
    }
}
