package dev.baksh.client.px.backend

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.NoticeListener
import dev.baksh.client.api.Row
import dev.baksh.client.auth.CredentialRejectedException
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnsignedJwts
import dev.baksh.client.px.PxClient
import dev.baksh.client.resource.ServerClient
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.html
import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class KeycloakTokenSourceSpec extends Specification {
    static final String TOKEN_PATH = '/auth/realms/master/protocol/openid-connect/token'
    static final String EMPTY_ROLES = '{"SUCCESS": true, "DATA": {"current_page": 1, "last_page": 1, "total": 0, "data": []}}'
    static final Credential CLIENT_CREDENTIAL = new Credential.ClientCredentials('baksh', Secret.of('canary client secret'))
    static final Credential USER_CREDENTIAL = new Credential.Password('pxcentral', null, 'admin', Secret.of('canary&pass=word'))

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    Sandbox sandbox

    TokenSource createTokenSource(Credential credential) {
        final ServerConfig config = ClientFixture.serverConfig('px', server.url, credential: credential)
        return PxClient.tokenSource(config, new TokenEndpoint(config, ClientFixture.openTransport(config), fixture.time, new Random(1)), fixture.time, { fixture.notices << it })
    }

    /** Client with the tokens {@code first} and {@code r}, after a login without a stored credential; the server then gives these responses. */
    ServerClient loggedInClient(FaultyHttpServer.ResponseWriter... responses) {
        server.respondWith(json(200, '{"access_token": "first", "refresh_token": "r", "expires_in": 300}'), *responses)
        final ServerConfig config = ClientFixture.serverConfig('px', server.url, name: 'office', credential: new Credential.Session('pxcentral'))
        final TokenEndpoint endpoint = new TokenEndpoint(config, ClientFixture.openTransport(config), fixture.time, new Random(1))
        final TokenSource source = PxClient.tokenSource(config, endpoint, fixture.time, { })
        final TokenResponse login = source.refresh('r')
        final TokenSource loggedIn = [obtain: { login }, refresh: { source.refresh(it) }, isRenewable: { true }, hasCredential: { false }, messagePrefix: { source.messagePrefix() }] as TokenSource
        return new PxClient(config, Catalog.of('px'), fixture.createExecutor(config, PxClient.dialect(), loggedIn), null, { } as NoticeListener)
    }

    ServerClient pastedTokenClient(String token) {
        return fixture.pxClient(ClientFixture.serverConfig('px', server.url, credential: new Credential.PastedToken(Secret.of(token))))
    }

    /** Client of a new sandbox, with the password of its user. */
    ServerClient passwordClient() {
        sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))
        return fixture.pxClient(ClientFixture.serverConfig('px', sandbox.pxUrl(),
            credential: new Credential.Password('pxcentral', null, sandbox.pxUsername(), Secret.of(sandbox.pxPassword()))))
    }

    static List<Row> listRoles(ServerClient client) {
        return client.resource('roles').list([:]).toList()
    }

    def "a response with #what has the token lifetimes #access and #refresh"() {
        given:
        server.respondWith(json(200, '{"token_type": "Bearer", "access_token": "a-token"' + body + '}'))

        when:
        TokenResponse tokenResponse = createTokenSource(CLIENT_CREDENTIAL).obtain()

        then:
        tokenResponse == new TokenResponse('a-token', token, access, refresh)

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

    def "a JWT with #what has the lifetime #life for any expires_in"() {
        given:
        server.respondWith(json(date ? [Date: date] : [:], 200, '{"access_token": "' + UnsignedJwts.of(claims) + '", "expires_in": 99}'))

        expect:
        createTokenSource(CLIENT_CREDENTIAL).obtain().accessLifetime() == life

        where:
        what                    | claims             | date                            || life
        'an hour'               | [exp: 1772604367L] | null                            || Duration.ofHours(1)
        'a server a day ahead'  | [exp: 1772690767L] | 'Thu, 05 Mar 2026 05:06:07 GMT' || Duration.ofHours(1)
        'a server a day behind' | [exp: 1772517967L] | 'Tue, 03 Mar 2026 05:06:07 GMT' || Duration.ofHours(1)
        'no exp'                | [sub: 'x']         | null                            || Duration.ofSeconds(99)
        'an exp that is past'   | [exp: 1772600767L] | null                            || Duration.ofSeconds(99)
        'a past exp and a Date' | [exp: 1772600767L] | 'Wed, 04 Mar 2026 05:06:07 GMT' || Duration.ofSeconds(99)
    }

    def "the #kind grant sends its form with all values encoded"() {
        given:
        server.respondWith(json(200, '{"access_token": "a-token"}'))

        when:
        createTokenSource(credential).obtain()
        createTokenSource(credential).refresh('r&t')

        then:
        server.requestLines == ["POST $TOKEN_PATH HTTP/1.1"] * 2
        server.requests*.body == [obtain, refresh]

        where:
        kind       | credential || obtain                                                                                              | refresh
        'client'   | CLIENT_CREDENTIAL     || 'grant_type=client_credentials&client_id=baksh&client_secret=canary+client+secret'                  | 'grant_type=refresh_token&refresh_token=r%26t&client_id=baksh&client_secret=canary+client+secret'
        'password' | USER_CREDENTIAL       || 'grant_type=password&client_id=pxcentral&username=admin&password=canary%26pass%3Dword&scope=openid' | 'grant_type=refresh_token&refresh_token=r%26t&client_id=pxcentral'
    }

    def "#error with #status has the exit code #exit"() {
        given:
        server.respondWith(json(status, '{"error":"' + error + '","error_description":"' + words + '"}'))

        when:
        createTokenSource(credential).obtain()

        then:
        BakshException e = thrown()
        e.exit() == exit
        (e instanceof CredentialRejectedException) == (exit == ExitCode.DENIED)
        e.message == "px ($server.url.authority): $message (POST $server.url$TOKEN_PATH -> $status)"
        e.hint() == hint
        server.requests.size() == 1

        where:
        status | error                 | words                                             | credential || exit        | message
        401    | 'unauthorized_client' | 'Invalid client or Invalid client credentials'    | CLIENT_CREDENTIAL     || ExitCode.DENIED | 'the credential is not accepted: Invalid client or Invalid client credentials'
        401    | 'invalid_client'      | 'Invalid client or Invalid client credentials'    | CLIENT_CREDENTIAL     || ExitCode.DENIED | 'the credential is not accepted: Invalid client or Invalid client credentials'
        401    | 'unauthorized_client' | 'Client not enabled to retrieve service account'  | CLIENT_CREDENTIAL     || ExitCode.DENIED | 'the credential is not accepted: Client not enabled to retrieve service account'
        400    | 'invalid_grant'       | 'Invalid user credentials'                        | USER_CREDENTIAL       || ExitCode.DENIED | 'the credential is not accepted: Invalid user credentials'
        401    | 'invalid_grant'       | 'Invalid user credentials'                        | USER_CREDENTIAL       || ExitCode.DENIED | 'the credential is not accepted: Invalid user credentials'
        400    | 'invalid_grant'       | 'Account disabled'                                | USER_CREDENTIAL       || ExitCode.DENIED | 'the credential is not accepted: Account disabled'
        400    | 'invalid_request'     | 'the secret canary client secret is odd'          | CLIENT_CREDENTIAL     || ExitCode.DENIED | 'the credential is not accepted: the secret *** is odd'
        404    | 'no_realm'            | 'Realm does not exist'                            | CLIENT_CREDENTIAL     || ExitCode.FAILED | 'no token: Realm does not exist'
        200    | 'invalid_grant'       | 'Invalid user credentials'                        | USER_CREDENTIAL       || ExitCode.DENIED | 'the credential is not accepted: Invalid user credentials'

        hint = status == 404
            ? 'check BAKSH_PX_REALM, now master, and BAKSH_PX_AUTH_PATH, now /auth'
            : credential == USER_CREDENTIAL
            ? 'check BAKSH_PX_USERNAME, BAKSH_PX_PASSWORD and that the client allows direct access grants'
            : 'check BAKSH_PX_CLIENT_ID, BAKSH_PX_CLIENT_SECRET and that the client has a service account'
    }

    def "the error of Keycloak for an unknown realm is shown"() {
        given:
        server.respondWith(json(404, '{"error":"Realm does not exist"}'))

        when:
        createTokenSource(CLIENT_CREDENTIAL).obtain()

        then:
        BakshException e = thrown()
        e.message == "px ($server.url.authority): no token: Realm does not exist (POST $server.url$TOKEN_PATH -> 404)"
    }

    def "the console page instead of a token is an error"() {
        given:
        server.respondWith(html(200))

        when:
        createTokenSource(CLIENT_CREDENTIAL).obtain()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "px ($server.url.authority): no token: the response is an HTML page instead of JSON (POST $server.url$TOKEN_PATH -> 200)"
        e.hint() == 'this is not the API: check BAKSH_PX_URL'
    }

    def "a refresh with a lost response is not sent again, a login is"() {
        given:
        server.respondWith(FaultyHttpServer.closeConnection())

        when:
        createTokenSource(CLIENT_CREDENTIAL).refresh('single-use')

        then:
        thrown(BakshException)
        server.requests.size() == 1

        when:
        createTokenSource(CLIENT_CREDENTIAL).obtain()

        then:
        thrown(BakshException)
        server.requests.size() == 4
    }

    def "a refresh with 429 is sent again, and an unknown realm does not reject the refresh token"() {
        given:
        server.respondWith(json('Retry-After': '1', 429, '{}'), json(200, '{"access_token": "a-token", "refresh_token": "next"}'), json(404, '{"error":"Realm does not exist"}'))

        expect:
        createTokenSource(CLIENT_CREDENTIAL).refresh('single-use').refreshToken() == 'next'
        server.requests.size() == 2

        when:
        createTokenSource(CLIENT_CREDENTIAL).refresh('next')

        then:
        BakshException e = thrown()
        !(e instanceof CredentialRejectedException)
        e.message == "px ($server.url.authority): no token: Realm does not exist (POST $server.url$TOKEN_PATH -> 404)"
    }

    def "a login whose refresh is rejected with #error names the reason, and is tried again"() {
        given:
        ServerClient client = loggedInClient(json(401, '{"message": "Unauthenticated."}'), json(status, '{"error":"' + error + '","error_description":"' + words + '"}'))

        when:
        listRoles(client)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == "px 'office': the login has expired or is not accepted: $words (POST $server.url$TOKEN_PATH -> $status)"
        e.hint() == hint

        when: 'the server accepts the refresh token again'
        fixture.time.advance(Duration.ofSeconds(1))
        server.respondWith(json(200, '{"access_token": "second", "expires_in": 300}'), json(200, EMPTY_ROLES))

        then:
        listRoles(client) == []
        server.requests.last().headers.authorization == 'Bearer second'

        where:
        status | error                 | words                                           || hint
        400    | 'invalid_grant'       | 'Session not active'                            || 'baksh login office'
        400    | 'invalid_grant'       | 'Token is not active'                           || 'baksh login office'
        401    | 'invalid_client'      | 'Invalid client or Invalid client credentials'  || "check client of 'office' in servers.yaml, now pxcentral, and that the client is enabled"
        400    | 'unauthorized_client' | 'Client not allowed for direct access grants'   || "check client of 'office' in servers.yaml, now pxcentral, and that the client is enabled"
        403    | 'access_denied'       | 'no'                                            || 'baksh login office'
    }

    def "an unknown realm at the refresh of a login is no rejection"() {
        given:
        ServerClient client = loggedInClient(json(401, '{"message": "Unauthenticated."}'), json(404, '{"error":"Realm does not exist"}'))

        when:
        listRoles(client)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "px 'office': no token: Realm does not exist (POST $server.url$TOKEN_PATH -> 404)"
        e.hint() == "check realm of 'office' in servers.yaml, now master, and authPath of 'office' in servers.yaml, now /auth"
    }

    def "client credentials without refresh tokens are sent again"() {
        given:
        sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))
        ServerClient client = fixture.pxClient(sandbox)

        when:
        20.times {
            listRoles(client)
            fixture.time.advance(Duration.ofMinutes(1))
        }

        then:
        sandbox.px().refreshCount() == 0
        sandbox.px().clientGrantCount() in 4..6
        sandbox.px().maxConcurrentTokenRequests() == 1
    }

    def "single-use refresh tokens are used once each, and a rejected refresh token leads to a new login"() {
        given:
        ServerClient client = passwordClient()
        sandbox.px().behavior.refreshTokenRotation = true

        when:
        40.times {
            listRoles(client)
            fixture.time.advance(Duration.ofMinutes(2))
        }

        then:
        sandbox.px().passwordGrantCount() == 1
        sandbox.px().refreshCount() > 10

        when:
        sandbox.px().revokeAllTokens()

        then:
        listRoles(client).size() > 0
        sandbox.px().passwordGrantCount() == 2
    }

    def "a session idle for longer than the refresh token uses the password and does not send the refresh token"() {
        given:
        ServerClient client = passwordClient()
        listRoles(client)

        when:
        fixture.time.advance(Duration.ofHours(3))
        listRoles(client)

        then:
        sandbox.px().passwordGrantCount() == 2
        sandbox.px().refreshCount() == 0
        sandbox.requests().every { it.status() == 200 }
    }

    def "a pasted token is shown with its expiry, used until then, and then is an error"() {
        given:
        server.respondWith(json(200, EMPTY_ROLES))
        String token = UnsignedJwts.of(exp: fixture.time.now().epochSecond + 300)
        ServerClient client = pastedTokenClient(token)

        when:
        listRoles(client)
        fixture.time.advance(Duration.ofSeconds(299))
        listRoles(client)

        then:
        fixture.notices == ["warning: px ($server.url.authority): a pasted token cannot be refreshed; it expires at 2026-03-04T05:11:07Z, in 5 min"]

        when:
        fixture.time.advance(Duration.ofSeconds(1))
        listRoles(client)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == "px ($server.url.authority): the pasted token has expired or is not accepted"
        e.hint() == 'paste a new token into BAKSH_PX_TOKEN, or remove it and run baksh login px, or set BAKSH_PX_CLIENT_ID and BAKSH_PX_CLIENT_SECRET, which refresh their tokens'
        server.requests.size() == 2
    }

    def "a pasted token is used after #what"() {
        given:
        server.respondWith(json(200, EMPTY_ROLES))
        String token = UnsignedJwts.of(exp: fixture.time.now().epochSecond + 3600)
        ServerClient client = pastedTokenClient(token)
        listRoles(client)

        when:
        jumps.each { fixture.time.jumpWallClock(it) }

        then:
        2.times { assert listRoles(client) == [] }
        client.executor().authenticate().toString() == "fresh, $remaining s left"
        fixture.notices.size() == 1

        where:
        what                                 | jumps                                                || remaining
        'the machine has slept'              | [Duration.ofMinutes(20)]                             || 2400
        'the clock was set back'             | [Duration.ofMinutes(-20)]                            || 4800
        'the clock was wrong for a while'    | [Duration.ofDays(1), Duration.ofDays(-1)]            || 3600
    }

    def "a pasted token that seems to have expired is used after the clock was corrected"() {
        given:
        server.respondWith(json(200, EMPTY_ROLES))
        String token = UnsignedJwts.of(exp: fixture.time.now().epochSecond + 3600)
        ServerClient client = pastedTokenClient(token)
        fixture.time.jumpWallClock(Duration.ofDays(1))

        when:
        listRoles(client)

        then:
        BakshException e = thrown()
        e.message == "px ($server.url.authority): the pasted token has expired or is not accepted"
        server.requests == []

        when:
        fixture.time.jumpWallClock(Duration.ofDays(-1))
        fixture.time.advance(Duration.ofSeconds(1))

        then:
        listRoles(client) == []
    }

    def "a pasted token that the server rejects once is sent again by a later call"() {
        given:
        server.respondWith(json(401, '{"message": "Unauthenticated."}'), json(200, EMPTY_ROLES))
        ServerClient client = pastedTokenClient('an-opaque-token')

        when:
        listRoles(client)

        then:
        BakshException e = thrown()
        e.message == "px ($server.url.authority): the pasted token has expired or is not accepted"
        client.executor().tokenStatus().toString() == 'rejected'

        when:
        fixture.time.advance(Duration.ofSeconds(1))

        then:
        listRoles(client) == []
        server.requests.size() == 2
    }

    def "a pasted token that #what sends nothing or once"() {
        given:
        server.respondWith(json(401, '{"message": "Unauthenticated."}'))
        ServerClient client = pastedTokenClient(token)

        when:
        listRoles(client)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == "px ($server.url.authority): the pasted token has expired or is not accepted"
        server.requests.size() == requests

        where:
        what                   | token                       || requests
        'has ended'            | UnsignedJwts.of(exp: 1_700_000_000) || 0
        'the server refuses'   | UnsignedJwts.of(exp: 4_000_000_000) || 1
        'is opaque'            | 'an-opaque-token'           || 1
    }
}
