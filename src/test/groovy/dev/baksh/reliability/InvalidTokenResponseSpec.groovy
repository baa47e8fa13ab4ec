package dev.baksh.reliability

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.exchange.UnsignedJwts
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** Bad inputs 110 to 118: responses of a token endpoint. Each script reads twice, half an hour apart. */
@Timeout(120)
class InvalidTokenResponseSpec extends Specification {
    static final String TWO_PX_READS = 'def a = px.get("/a").n; sleep 1_800_000; [a, px.get("/b").n]'
    static final String TWO_N2WS_READS = 'def a = n2ws.get("a").n; sleep 1_800_000; [a, n2ws.get("b").n]'

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    final ManualTimeSource time = new ManualTimeSource()

    static String pxTokenBody(Map<String, Object> overrides) {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString([access_token: 'access-token', refresh_token: 'refresh-token', expires_in: 300, refresh_expires_in: 3600] + overrides)
    }

    static String jwtEndingAfter(long seconds) {
        return UnsignedJwts.of([exp: ManualTimeSource.START.epochSecond + seconds])
    }

    String describeResult(CommandResult result) {
        final String text = result.code == 0 ? result.out : result.code + ' ' + result.err
        return text.replace(server.url.authority, 'HOST').strip().replace('\n', ' / ').take(300)
    }

    /** Returns the kinds of requests to the token endpoint and the API, in order. */
    List<String> requestKinds() {
        server.requests.collect { FaultyHttpServer.Request request ->
            !request.methodAndPath.contains('/token') ? 'read' : request.body.contains('refresh') ? 'refresh' : 'login'
        }
    }

    def "input #input, #what: #outcome"() {
        given:
        int reads = 0
        int grants = 0
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token')) return (responses[Math.min(grants++, responses.size() - 1)])
            refuse.call(reads++, request) ? json(401, '{"detail": "no"}') : json(200, "{\"n\": $reads}")
        }
        CommandRunner runner = new CommandRunner(home)
        runner.time = time
        runner.env.BAKSH_TOKEN_CACHE = 'off'
        runner.env.putAll(expression == TWO_PX_READS ? [BAKSH_PX_URL: server.url.toString(), BAKSH_PX_USERNAME: 'admin', BAKSH_PX_PASSWORD: 'password-of-a-spec'] :
            [BAKSH_N2WS_URL: server.url.toString(), BAKSH_N2WS_API_KEY: 'key-of-a-spec'])

        when:
        CommandResult result = runner.runExpression(expression, '-o', 'json')

        then:
        describeResult(result) + ' <- ' + requestKinds().join(' ') == outcome

        where:
        input | what                              | expression | refuse             | responses                                                || outcome
        110   | 'expires_in 0'                    | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: 0))]                         || '[1,2] <- login read read'
        110   | 'expires_in -1'                   | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: -1))]                        || '[1,2] <- login read read'
        110   | 'expires_in missing'              | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: null))]                      || '[1,2] <- login read read'
        110   | 'expires_in as string'            | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: 'soon'))]                    || '[1,2] <- login read read'
        110   | 'expires_in 10^12'                | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: 1_000_000_000_000))]         || '[1,2] <- login read read'
        111   | 'a refresh token that expires first' | TWO_PX_READS      | { n, r -> false }  | [json(200, pxTokenBody(expires_in: 36_000, refresh_expires_in: 1800))] || '[1,2] <- login read read'
        112   | 'a JWT without exp'               | TWO_N2WS_READS       | { n, r -> false }  | [json(200, "{\"access\": \"${UnsignedJwts.of([a: 1])}\"}")]    || '[1,2] <- login read read'
        112   | 'a JWT of two parts'              | TWO_N2WS_READS       | { n, r -> false }  | [json(200, '{"access": "a.b"}')]                       || '[1,2] <- login read read'
        112   | 'alg none'                        | TWO_N2WS_READS       | { n, r -> false }  | [json(200, '{"access": "eyJhbGciOiJub25lIn0.e30."}')]  || '[1,2] <- login read read'
        112   | 'a JWT of 2 MiB'                  | TWO_N2WS_READS       | { n, r -> false }  | [json(200, "{\"access\": \"${'x' * (2 << 20)}\"}")]    || '[1,2] <- login read read'
        113   | 'a refresh without a refresh token' | TWO_N2WS_READS     | { n, r -> n == 1 } | [json(200, "{\"access\": \"${jwtEndingAfter(3600)}\", \"refresh\": \"r\"}"), json(200, "{\"access\": \"${jwtEndingAfter(7200)}\"}")] || '[1,3] <- login read read refresh read'
        114   | 'a refresh with the old token'    | TWO_N2WS_READS       | { n, r -> n >= 1 } | [json(200, "{\"access\": \"${jwtEndingAfter(3600)}\", \"refresh\": \"r\"}")] || '4 baksh: n2ws (HOST): n2ws.get \'b\': no (GET http://HOST/api/b -> 401) /   the server rejects a token that it has just issued; check the state of the user on the server /   -e:1 <- login read read refresh read'
        115   | 'invalid_grant'                   | TWO_PX_READS      | { n, r -> n == 1 } | [json(200, pxTokenBody([:])), json(400, '{"error": "invalid_grant"}'), json(200, pxTokenBody(access_token: 'b'))] || '[1,3] <- login read refresh login read refresh read'
        116   | '401 on a new token'              | TWO_N2WS_READS       | { n, r -> true }   | [json(200, '{"access": "a"}')]                         || '4 baksh: n2ws (HOST): n2ws.get \'a\': no (GET http://HOST/api/a -> 401) /   the server rejects a token that it has just issued; check the state of the user on the server /   -e:1 <- login read login read'
        117   | 'an HTML page for a token'        | TWO_N2WS_READS       | { n, r -> false }  | [FaultyHttpServer.html(200)]                                || '5 baksh: n2ws (HOST): no token: the response is an HTML page instead of JSON (POST http://HOST/api/token/obtain/api_key/ -> 200) /   this is not the API: check BAKSH_N2WS_URL <- login'
        118   | '401 and 200 in turn'             | TWO_N2WS_READS       | { n, r -> n % 2 == 0 } | [json(200, '{"access": "a"}')]                     || '[2,4] <- login read login read read login read'
    }
}
