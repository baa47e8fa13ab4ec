package dev.baksh.px

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Row
import dev.baksh.config.Credential
import dev.baksh.config.Secret
import dev.baksh.config.ServerConfig
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Grant
import dev.baksh.exchange.Jwts
import dev.baksh.exchange.Rig
import dev.baksh.exchange.TokenEndpoint
import dev.baksh.exchange.TokenRefused
import dev.baksh.exchange.TokenSource
import dev.baksh.exchange.Wire
import dev.baksh.resource.Client
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.exchange.FaultServer.html
import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class KeycloakTokensSpec extends Specification {
    static final String TOKEN = '/auth/realms/master/protocol/openid-connect/token'
    static final Credential CLIENT = new Credential.ClientCredentials('baksh', Secret.of('canary client secret'))
    static final Credential USER = new Credential.Password('pxcentral', null, 'admin', Secret.of('canary&pass=word'))

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    Sandbox sandbox

    TokenSource source(Credential credential) {
        final ServerConfig config = Rig.server('px', server.url, credential: credential)
        return PxClient.tokens(config, new TokenEndpoint(config, new Wire(config, [:]), rig.time, new Random(1)), rig.time, { rig.notes << it })
    }

    static List<Row> roles(Client client) {
        return client.resource('roles').list([:]).toList()
    }

    def "an answer with #what gives a grant of #access and #refresh"() {
        given:
        server.answers(json(200, '{"token_type": "Bearer", "access_token": "a-token"' + body + '}'))

        when:
        Grant grant = source(CLIENT).obtain()

        then:
        grant == new Grant('a-token', token, access, refresh)

        where:
        what                        | body                                                                         || access                   | token | refresh
        'no refresh token'          | ', "expires_in": 300, "refresh_expires_in": 0'                               || Duration.ofSeconds(300)  | null  | null
        'a refresh token'           | ', "expires_in": 300, "refresh_expires_in": 1800, "refresh_token": "r"'      || Duration.ofSeconds(300)  | 'r'   | Duration.ofSeconds(1800)
        'one that never ends'       | ', "expires_in": 300, "refresh_expires_in": 0, "refresh_token": "r"'         || Duration.ofSeconds(300)  | 'r'   | null
        'one that ends first'       | ', "expires_in": 36000, "refresh_expires_in": 1800, "refresh_token": "r"'    || Duration.ofSeconds(36000) | 'r'  | Duration.ofSeconds(1800)

        'a life of 0'               | ', "expires_in": 0'                                                          || null                     | null  | null
        'a life of -1'              | ', "expires_in": -1'                                                         || null                     | null  | null
        'a life as text'            | ', "expires_in": "300"'                                                      || Duration.ofSeconds(300)  | null  | null
        'a life in words'           | ', "expires_in": "soon"'                                                     || null                     | null  | null
        'no life'                   | ''                                                                           || null                     | null  | null
        'a life beyond all clocks'  | ', "expires_in": 1000000000000'                                              || Duration.ofDays(10_000)  | null  | null
        'an empty refresh token'    | ', "expires_in": 300, "refresh_token": ""'                                   || Duration.ofSeconds(300)  | null  | null
    }

    def "a JWT of #what lives for #life, whatever expires_in says"() {
        given:
        server.answers(json(date ? [Date: date] : [:], 200, '{"access_token": "' + Jwts.of(claims) + '", "expires_in": 99}'))

        expect:
        source(CLIENT).obtain().accessLife() == life

        where:
        what                    | claims             | date                            || life
        'an hour'               | [exp: 1772604367L] | null                            || Duration.ofHours(1)
        'a server a day ahead'  | [exp: 1772690767L] | 'Thu, 05 Mar 2026 05:06:07 GMT' || Duration.ofHours(1)
        'a server a day behind' | [exp: 1772517967L] | 'Tue, 03 Mar 2026 05:06:07 GMT' || Duration.ofHours(1)
        'no exp'                | [sub: 'x']         | null                            || Duration.ofSeconds(99)
    }

    def "a #kind sends its form, and nothing of it unencoded"() {
        given:
        server.answers(json(200, '{"access_token": "a-token"}'))

        when:
        source(credential).obtain()
        source(credential).refresh('r&t')

        then:
        server.lines == ["POST $TOKEN HTTP/1.1"] * 2
        server.requests*.body == [obtain, refresh]

        where:
        kind       | credential || obtain                                                                                              | refresh
        'client'   | CLIENT     || 'grant_type=client_credentials&client_id=baksh&client_secret=canary+client+secret'                  | 'grant_type=refresh_token&refresh_token=r%26t&client_id=baksh&client_secret=canary+client+secret'
        'password' | USER       || 'grant_type=password&client_id=pxcentral&username=admin&password=canary%26pass%3Dword&scope=openid' | 'grant_type=refresh_token&refresh_token=r%26t&client_id=pxcentral'
    }

    def "#error with #status is #exit"() {
        given:
        server.answers(json(status, '{"error":"' + error + '","error_description":"' + words + '"}'))

        when:
        source(credential).obtain()

        then:
        BakshException e = thrown()
        e.exit() == exit
        (e instanceof TokenRefused) == (exit == Exit.DENIED)
        e.message == "px ($server.url.authority): $message (POST $server.url$TOKEN -> $status)"
        e.hint() == hint
        server.requests.size() == 1

        where:
        status | error                 | words                                             | credential || exit        | message
        401    | 'unauthorized_client' | 'Invalid client or Invalid client credentials'    | CLIENT     || Exit.DENIED | 'the credential is not accepted: Invalid client or Invalid client credentials'
        401    | 'invalid_client'      | 'Invalid client or Invalid client credentials'    | CLIENT     || Exit.DENIED | 'the credential is not accepted: Invalid client or Invalid client credentials'
        401    | 'unauthorized_client' | 'Client not enabled to retrieve service account'  | CLIENT     || Exit.DENIED | 'the credential is not accepted: Client not enabled to retrieve service account'
        400    | 'invalid_grant'       | 'Invalid user credentials'                        | USER       || Exit.DENIED | 'the credential is not accepted: Invalid user credentials'
        401    | 'invalid_grant'       | 'Invalid user credentials'                        | USER       || Exit.DENIED | 'the credential is not accepted: Invalid user credentials'
        400    | 'invalid_grant'       | 'Account disabled'                                | USER       || Exit.DENIED | 'the credential is not accepted: Account disabled'
        400    | 'invalid_request'     | 'the secret canary client secret is odd'          | CLIENT     || Exit.DENIED | 'the credential is not accepted: the secret *** is odd'
        404    | 'no_realm'            | 'Realm does not exist'                            | CLIENT     || Exit.FAILED | 'no token: Realm does not exist'

        hint = status == 404
            ? 'check BAKSH_PX_REALM, now master, and BAKSH_PX_AUTH_PATH, now /auth'
            : credential == USER
            ? 'check BAKSH_PX_USERNAME, BAKSH_PX_PASSWORD and that the client allows direct access grants'
            : 'check BAKSH_PX_CLIENT_ID, BAKSH_PX_CLIENT_SECRET and that the client has a service account'
    }

    def "a realm that does not exist, as Keycloak says it, names its error"() {
        given:
        server.answers(json(404, '{"error":"Realm does not exist"}'))

        when:
        source(CLIENT).obtain()

        then:
        BakshException e = thrown()
        e.message == "px ($server.url.authority): no token: Realm does not exist (POST $server.url$TOKEN -> 404)"
    }

    def "the console's page in place of a token is no token"() {
        given:
        server.answers(html(200))

        when:
        source(CLIENT).obtain()

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == "px ($server.url.authority): no token: the answer is an HTML page instead of JSON (POST $server.url$TOKEN -> 200)"
        e.hint() == 'this is not the API: check BAKSH_PX_URL'
    }

    def "a refresh whose answer is lost is not sent again, an obtain is"() {
        given:
        server.answers(FaultServer.hangUp())

        when:
        source(CLIENT).refresh('single-use')

        then:
        thrown(BakshException)
        server.requests.size() == 1

        when:
        source(CLIENT).obtain()

        then:
        thrown(BakshException)
        server.requests.size() == 4
    }

    def "client credentials without refresh tokens are simply asked for again"() {
        given:
        sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())
        Client client = rig.px(sandbox)

        when:
        20.times {
            roles(client)
            rig.time.turn(Duration.ofMinutes(1))
        }

        then:
        sandbox.px().refreshes() == 0
        sandbox.px().clientGrants() in 4..6
        sandbox.px().mostTokenRequestsAtOnce() == 1
    }

    def "single-use refresh tokens are used once each, and a refused one is not the end"() {
        given:
        sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())
        sandbox.px().rotateRefreshTokens(true)
        Client client = rig.px(Rig.server('px', sandbox.pxUrl(),
            credential: new Credential.Password('pxcentral', null, sandbox.pxUsername(), Secret.of(sandbox.pxPassword()))))

        when:
        40.times {
            roles(client)
            rig.time.turn(Duration.ofMinutes(2))
        }

        then:
        sandbox.px().passwordGrants() == 1
        sandbox.px().refreshes() > 10

        when:
        sandbox.px().revokeAllTokens()

        then:
        roles(client).size() > 0
        sandbox.px().passwordGrants() == 2
    }

    def "a session that sleeps beyond the refresh token asks with the password without trying it"() {
        given:
        sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())
        Client client = rig.px(Rig.server('px', sandbox.pxUrl(),
            credential: new Credential.Password('pxcentral', null, sandbox.pxUsername(), Secret.of(sandbox.pxPassword()))))
        roles(client)

        when:
        rig.time.turn(Duration.ofHours(3))
        roles(client)

        then:
        sandbox.px().passwordGrants() == 2
        sandbox.px().refreshes() == 0
        sandbox.requests().every { it.status() == 200 }
    }

    def "a pasted token is announced with its end, used to it, and then is an error"() {
        given:
        server.answers(json(200, '{"SUCCESS": true, "DATA": {"current_page": 1, "last_page": 1, "total": 0, "data": []}}'))
        String token = Jwts.of(exp: rig.time.now().epochSecond + 300)
        Client client = rig.px(Rig.server('px', server.url, credential: new Credential.PastedToken(Secret.of(token))))

        when:
        roles(client)
        rig.time.turn(Duration.ofSeconds(299))
        roles(client)

        then:
        rig.notes == ["warning: px ($server.url.authority): a pasted token cannot be renewed; it ends at 2026-03-04T05:11:07Z, in 5 min"]

        when:
        rig.time.turn(Duration.ofSeconds(1))
        roles(client)

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.message == "px ($server.url.authority): the pasted token has ended or is not accepted"
        e.hint() == 'paste a new one into BAKSH_PX_TOKEN, or leave it out and say baksh login px, or set BAKSH_PX_CLIENT_ID and BAKSH_PX_CLIENT_SECRET, which renew themselves'
        server.requests.size() == 2
    }

    def "a pasted token that #what sends nothing or once"() {
        given:
        server.answers(json(401, '{"message": "Unauthenticated."}'))
        Client client = rig.px(Rig.server('px', server.url, credential: new Credential.PastedToken(Secret.of(token))))

        when:
        roles(client)

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.message == "px ($server.url.authority): the pasted token has ended or is not accepted"
        server.requests.size() == requests

        where:
        what                   | token                       || requests
        'has ended'            | Jwts.of(exp: 1_700_000_000) || 0
        'the server refuses'   | Jwts.of(exp: 4_000_000_000) || 1
        'is opaque'            | 'an-opaque-token'           || 1
    }
}
