package dev.baksh.sandbox.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class KeycloakTokenEndpointSpec extends Specification {
    static final String TOKEN = '/auth/realms/master/protocol/openid-connect/token'
    static final String LOGOUT = '/auth/realms/master/protocol/openid-connect/logout'
    static final String LIST = '/backend/api/pxBackup/rbac/roles/list'

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())

    final SandboxHttpClient hand = new SandboxHttpClient(sandbox.pxUrl())

    def "client credentials, in the body or by Basic, give no refresh token"() {
        given:
        String pair = "${sandbox.pxClientId()}:${sandbox.pxClientSecret()}".bytes.encodeBase64()

        when:
        SandboxHttpClient.Reply body = hand.form(TOKEN, service())
        SandboxHttpClient.Reply basic = hand.form(TOKEN, [grant_type: 'client_credentials'], [Authorization: 'Basic ' + pair])

        then:
        body.status == 200
        body.json.findAll { it.key != 'access_token' } ==
            [expires_in: 300, refresh_expires_in: 0, token_type: 'Bearer', 'not-before-policy': 0, scope: 'profile email']
        basic.json.keySet() == body.json.keySet()
        sandbox.px().clientGrantCount() == 2

        when:
        hand.token = body.json.access_token

        then:
        hand.get(LIST).json.SUCCESS
    }

    def "the access token is an RS256 one with Keycloak's claims"() {
        when:
        List<Map> parts = hand.form(TOKEN, service()).json.access_token.split('\\.').take(2).collect {
            new ObjectMapper().readValue(Base64.urlDecoder.decode(it), Map)
        }

        then:
        parts[0].alg == 'RS256'
        parts[0].kid
        parts[1].keySet() == ['exp', 'iat', 'jti', 'iss', 'sub', 'typ', 'azp', 'aud', 'acr', 'realm_access',
                              'resource_access', 'scope', 'preferred_username', 'client_id'] as Set
        parts[1].exp - parts[1].iat == 300
        parts[1].iss == sandbox.pxUrl().toString() + '/auth/realms/master'
        parts[1].preferred_username == 'service-account-baksh'
        parts[1].realm_access.roles == ['default-roles-master', 'admin', 'px-backup-super.admin']
    }

    def "a password gives both tokens, and token-duration changes nothing"() {
        when:
        Map body = hand.form(TOKEN, password() + ['token-duration': '365d']).json

        then:
        body.keySet() as List == ['access_token', 'expires_in', 'refresh_expires_in', 'refresh_token', 'token_type',
                                  'not-before-policy', 'session_state', 'scope']
        body.expires_in == 300
        body.refresh_expires_in == 1800
    }

    def "a refresh gives a new refresh token while the old one goes on working"() {
        given:
        Map first = hand.form(TOKEN, password()).json

        when:
        Map second = hand.form(TOKEN, refresh(first)).json

        then:
        second.refresh_token != first.refresh_token
        hand.form(TOKEN, refresh(first)).status == 200
        sandbox.px().refreshCount() == 2
    }

    def "with rotation a refresh token used twice ends the session"() {
        given:
        sandbox.px().setRefreshTokenRotation(true)
        Map first = hand.form(TOKEN, password()).json
        Map second = hand.form(TOKEN, refresh(first)).json

        expect:
        hand.form(TOKEN, refresh(first)).json.error_description == 'Maximum allowed refresh token reuse exceeded'
        hand.form(TOKEN, refresh(second)).json.error_description == "Session doesn't have required client"
    }

    def "tokens end when the clock says so"() {
        given:
        Map body = hand.form(TOKEN, password()).json
        hand.token = body.access_token

        when:
        clock.turn(Duration.ofSeconds(299))

        then:
        hand.get(LIST).status == 200

        when:
        clock.turn(Duration.ofSeconds(1))

        then:
        hand.get(LIST).status == 401
        hand.form(TOKEN, refresh(body)).status == 200

        when:
        clock.turn(Duration.ofMinutes(25))
        SandboxHttpClient.Reply late = hand.form(TOKEN, refresh(body))

        then:
        late.status == 400
        late.json == [error: 'invalid_grant', error_description: 'Token is not active']
    }

    def "after logout the refresh token is refused"() {
        given:
        Map body = hand.form(TOKEN, password()).json

        when:
        SandboxHttpClient.Reply out = hand.form(LOGOUT, [client_id: 'pxcentral', refresh_token: body.refresh_token])

        then:
        out.status == 204
        hand.form(TOKEN, refresh(body)).json.error_description == 'Session not active'
    }

    def "#what: #status #error"() {
        when:
        SandboxHttpClient.Reply reply = hand.form(TOKEN, form)

        then:
        reply.status == status
        reply.json == [error: error, error_description: description]

        where:
        what                 | form                                                             || status | error                    | description
        'no grant'           | [client_id: 'pxcentral']                                         || 400    | 'invalid_request'        | 'Missing form parameter: grant_type'
        'an unknown grant'   | [grant_type: 'magic', client_id: 'pxcentral']                    || 400    | 'unsupported_grant_type' | 'Unsupported grant_type'
        'an unknown client'  | [grant_type: 'client_credentials', client_id: 'x']               || 401    | 'invalid_client'         | 'Invalid client or Invalid client credentials'
        'a wrong secret'     | [grant_type: 'client_credentials', client_id: 'baksh', client_secret: 'x'] || 401 | 'unauthorized_client' | 'Invalid client or Invalid client credentials'
        'a public client'    | [grant_type: 'client_credentials', client_id: 'pxcentral']       || 401    | 'unauthorized_client'    | 'Public client not allowed to retrieve service account'
        'a wrong password'   | [grant_type: 'password', client_id: 'pxcentral', username: 'admin', password: 'x'] || 401 | 'invalid_grant' | 'Invalid user credentials'
        'no refresh token'   | [grant_type: 'refresh_token', client_id: 'pxcentral']            || 400    | 'invalid_request'        | 'No refresh token'
        'garbage to refresh' | [grant_type: 'refresh_token', client_id: 'pxcentral', refresh_token: 'x'] || 400 | 'invalid_grant' | 'Invalid refresh token'
    }

    def "other ways of being refused"() {
        given:
        Map<String, String> portal = [client_id: 'portal', client_secret: sandbox.px().clientSecret('portal')]
        Map<String, String> own = [client_id: 'baksh', client_secret: sandbox.pxClientSecret()]

        expect:
        hand.form(TOKEN, portal + [grant_type: 'client_credentials']).json.error_description ==
            'Client not enabled to retrieve service account'
        hand.form(TOKEN, password() + own).json.error_description == 'Client not allowed for direct access grants'
        hand.form(TOKEN, password() + [scope: 'offline_access']).json.error == 'not_allowed'
        hand.form(TOKEN, refresh(hand.form(TOKEN, password()).json) + own).json.error_description ==
            "Invalid refresh token. Token client and authorized client don't match"
        hand.post(TOKEN, password()).status == 415
        hand.get(TOKEN).text == '{"error":"HTTP 405 Method Not Allowed"}'
        hand.form('/auth/realms/other/protocol/openid-connect/token', password()).text == '{"error":"Realm does not exist"}'
    }

    def "a newer Keycloak says 400 for a wrong password, and others are refused once disabled"() {
        given:
        sandbox.px().setWrongPasswordStatus(400)
        Map body = hand.form(TOKEN, password()).json

        expect:
        hand.form(TOKEN, password() + [password: 'x']).status == 400

        when:
        sandbox.px().disableUser('admin')
        sandbox.px().disableClient('baksh')

        then:
        hand.form(TOKEN, password()).json == [error: 'invalid_grant', error_description: 'Account disabled']
        hand.form(TOKEN, refresh(body)).status == 400
        hand.form(TOKEN, service()).json.error == 'invalid_client'
    }

    def "revoked tokens are refused"() {
        given:
        Map body = hand.form(TOKEN, password()).json
        hand.token = body.access_token

        when:
        sandbox.px().revokeAccessTokens()

        then:
        hand.get(LIST).status == 401
        hand.form(TOKEN, refresh(body)).status == 200

        when:
        sandbox.px().revokeAllTokens()

        then:
        hand.form(TOKEN, refresh(body)).status == 400
    }

    private Map<String, String> service() {
        return [grant_type: 'client_credentials', client_id: sandbox.pxClientId(), client_secret: sandbox.pxClientSecret()]
    }

    private Map<String, String> password() {
        return [grant_type: 'password', client_id: 'pxcentral', username: 'admin', password: sandbox.pxPassword()]
    }

    private static Map<String, String> refresh(Map body) {
        return [grant_type: 'refresh_token', client_id: 'pxcentral', refresh_token: body.refresh_token]
    }
}
