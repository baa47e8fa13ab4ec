package dev.baksh.proof

import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.HandTime
import dev.baksh.exchange.Jwts
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.time.Duration

import static dev.baksh.exchange.FaultServer.json

/** Bad inputs 110 to 118: answers of a token endpoint. Each script reads twice, half an hour apart. */
@Timeout(120)
class BadGrantsSpec extends Specification {
    static final String TWICE = 'def a = px.get("/a").n; sleep 1_800_000; [a, px.get("/b").n]'
    static final String N2WS = 'def a = n2ws.get("a").n; sleep 1_800_000; [a, n2ws.get("b").n]'

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @TempDir
    Path home

    final HandTime time = new HandTime()

    static String px(Map<String, Object> but) {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString([access_token: 'access-token', refresh_token: 'refresh-token', expires_in: 300, refresh_expires_in: 3600] + but)
    }

    static String exp(long seconds) {
        return Jwts.of([exp: HandTime.START.epochSecond + seconds])
    }

    String end(Printed said) {
        final String text = said.code == 0 ? said.out : said.code + ' ' + said.err
        return text.replace(server.url.authority, 'HOST').strip().replace('\n', ' / ').take(300)
    }

    /** What was asked of the endpoint, and of the API, in order. */
    List<String> asked() {
        server.requests.collect { FaultServer.Request request ->
            !request.target.contains('/token') ? 'read' : request.body.contains('refresh') ? 'refresh' : 'login'
        }
    }

    def "input #input, #what: #outcome"() {
        given:
        int reads = 0
        int grants = 0
        server.handler = { FaultServer.Request request ->
            if (request.target.contains('/token')) return (answers[Math.min(grants++, answers.size() - 1)])
            refuse.call(reads++, request) ? json(401, '{"detail": "no"}') : json(200, "{\"n\": $reads}")
        }
        Typist typist = new Typist(home)
        typist.time = time
        typist.env.BAKSH_TOKEN_CACHE = 'off'
        typist.env.putAll(expression == TWICE ? [BAKSH_PX_URL: server.url.toString(), BAKSH_PX_USERNAME: 'admin', BAKSH_PX_PASSWORD: 'password-of-a-spec'] :
            [BAKSH_N2WS_URL: server.url.toString(), BAKSH_N2WS_API_KEY: 'key-of-a-spec'])

        when:
        Printed said = typist.says(expression, '-o', 'json')

        then:
        end(said) + ' <- ' + asked().join(' ') == outcome

        where:
        input | what                              | expression | refuse             | answers                                                || outcome
        110   | 'expires_in 0'                    | TWICE      | { n, r -> false }  | [json(200, px(expires_in: 0))]                         || '[1,2] <- login read read'
        110   | 'expires_in -1'                   | TWICE      | { n, r -> false }  | [json(200, px(expires_in: -1))]                        || '[1,2] <- login read read'
        110   | 'expires_in missing'              | TWICE      | { n, r -> false }  | [json(200, px(expires_in: null))]                      || '[1,2] <- login read read'
        110   | 'expires_in as text'              | TWICE      | { n, r -> false }  | [json(200, px(expires_in: 'soon'))]                    || '[1,2] <- login read read'
        110   | 'expires_in 10^12'                | TWICE      | { n, r -> false }  | [json(200, px(expires_in: 1_000_000_000_000))]         || '[1,2] <- login read read'
        111   | 'a refresh token that ends first' | TWICE      | { n, r -> false }  | [json(200, px(expires_in: 36_000, refresh_expires_in: 1800))] || '[1,2] <- login read read'
        112   | 'a JWT without exp'               | N2WS       | { n, r -> false }  | [json(200, "{\"access\": \"${Jwts.of([a: 1])}\"}")]    || '[1,2] <- login read read'
        112   | 'a JWT of two parts'              | N2WS       | { n, r -> false }  | [json(200, '{"access": "a.b"}')]                       || '[1,2] <- login read read'
        112   | 'alg none'                        | N2WS       | { n, r -> false }  | [json(200, '{"access": "eyJhbGciOiJub25lIn0.e30."}')]  || '[1,2] <- login read read'
        112   | 'a JWT of 2 MiB'                  | N2WS       | { n, r -> false }  | [json(200, "{\"access\": \"${'x' * (2 << 20)}\"}")]    || '[1,2] <- login read read'
        113   | 'a refresh without a refresh token' | N2WS     | { n, r -> n == 1 } | [json(200, "{\"access\": \"${exp(3600)}\", \"refresh\": \"r\"}"), json(200, "{\"access\": \"${exp(7200)}\"}")] || '[1,3] <- login read read refresh read'
        114   | 'a refresh with the old token'    | N2WS       | { n, r -> n >= 1 } | [json(200, "{\"access\": \"${exp(3600)}\", \"refresh\": \"r\"}")] || '4 baksh: n2ws (HOST): n2ws.get \'b\': no (GET http://HOST/api/b -> 401) /   the server refuses a token that it has just given; look at the user\'s state on the server /   -e:1 <- login read read refresh read'
        115   | 'invalid_grant'                   | TWICE      | { n, r -> n == 1 } | [json(200, px([:])), json(400, '{"error": "invalid_grant"}'), json(200, px(access_token: 'b'))] || '[1,3] <- login read refresh login read refresh read'
        116   | '401 on a new token'              | N2WS       | { n, r -> true }   | [json(200, '{"access": "a"}')]                         || '4 baksh: n2ws (HOST): n2ws.get \'a\': no (GET http://HOST/api/a -> 401) /   the server refuses a token that it has just given; look at the user\'s state on the server /   -e:1 <- login read login read'
        117   | 'a page for a token'              | N2WS       | { n, r -> false }  | [FaultServer.html(200)]                                || '5 baksh: n2ws (HOST): no token: the answer is an HTML page instead of JSON (POST http://HOST/api/token/obtain/api_key/ -> 200) /   this is not the API: check BAKSH_N2WS_URL <- login'
        118   | '401 and 200 in turn'             | N2WS       | { n, r -> n % 2 == 0 } | [json(200, '{"access": "a"}')]                     || '[2,4] <- login read login read read login read'
    }
}
