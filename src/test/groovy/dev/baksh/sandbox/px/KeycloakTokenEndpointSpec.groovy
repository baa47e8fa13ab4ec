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
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.pxUrl())

    def "client credentials, in the body or as Basic authentication, return no refresh token"() {
        given:
        String tokens = "${sandbox.pxClientId()}:${sandbox.pxClientSecret()}".bytes.encodeBase64()

        when:
        SandboxHttpClient.Response body = http.postForm(TOKEN, clientCredentialsForm())
        SandboxHttpClient.Response basic = http.postForm(TOKEN, [grant_type: 'client_credentials'], [Authorization: 'Basic ' + tokens])

        then:
        body.status == 200
        body.json.findAll { it.key != 'access_token' } ==
            [expires_in: 300, refresh_expires_in: 0, token_type: 'Bearer', 'not-before-policy': 0, scope: 'profile email']
        basic.json.keySet() == body.json.keySet()
        sandbox.px().clientGrantCount() == 2

        when:
        http.token = body.json.access_token

        then:
        http.get(LIST).json.SUCCESS
    }

    def "the access token is an RS256 token with the claims of Keycloak"() {
        when:
        List<Map> parts = http.postForm(TOKEN, clientCredentialsForm()).json.access_token.split('\\.').take(2).collect {
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

    def "a password returns both tokens, and token-duration has no effect"() {
        when:
        Map body = http.postForm(TOKEN, passwordForm() + ['token-duration': '365d']).json

        then:
        body.keySet() as List == ['access_token', 'expires_in', 'refresh_expires_in', 'refresh_token', 'token_type',
                                  'not-before-policy', 'session_state', 'scope']
        body.expires_in == 300
        body.refresh_expires_in == 1800
    }

    def "a refresh returns a new refresh token, and the old one stays valid"() {
        given:
        Map first = http.postForm(TOKEN, passwordForm()).json

        when:
        Map second = http.postForm(TOKEN, refreshForm(first)).json

        then:
        second.refresh_token != first.refresh_token
        http.postForm(TOKEN, refreshForm(first)).status == 200
        sandbox.px().refreshCount() == 2
    }

    def "with rotation a refresh token used twice ends the session"() {
        given:
        sandbox.px().behavior.refreshTokenRotation = true
        Map first = http.postForm(TOKEN, passwordForm()).json
        Map second = http.postForm(TOKEN, refreshForm(first)).json

        expect:
        http.postForm(TOKEN, refreshForm(first)).json.error_description == 'Maximum allowed refresh token reuse exceeded'
        http.postForm(TOKEN, refreshForm(second)).json.error_description == "Session doesn't have required client"
    }

    def "tokens expire with the clock"() {
        given:
        Map body = http.postForm(TOKEN, passwordForm()).json
        http.token = body.access_token

        when:
        clock.advance(Duration.ofSeconds(299))

        then:
        http.get(LIST).status == 200

        when:
        clock.advance(Duration.ofSeconds(1))

        then:
        http.get(LIST).status == 401
        http.postForm(TOKEN, refreshForm(body)).status == 200

        when:
        clock.advance(Duration.ofMinutes(25))
        SandboxHttpClient.Response expiredResponse = http.postForm(TOKEN, refreshForm(body))

        then:
        expiredResponse.status == 400
        expiredResponse.json == [error: 'invalid_grant', error_description: 'Token is not active']
    }

    def "after logout the refresh token is rejected"() {
        given:
        Map body = http.postForm(TOKEN, passwordForm()).json

        when:
        SandboxHttpClient.Response logoutResponse = http.postForm(LOGOUT, [client_id: 'pxcentral', refresh_token: body.refresh_token])

        then:
        logoutResponse.status == 204
        http.postForm(TOKEN, refreshForm(body)).json.error_description == 'Session not active'
    }

    def "#what: #status #error"() {
        when:
        SandboxHttpClient.Response response = http.postForm(TOKEN, form)

        then:
        response.status == status
        response.json == [error: error, error_description: description]

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

    def "other rejections"() {
        given:
        Map<String, String> portal = [client_id: 'portal', client_secret: sandbox.px().clientSecret('portal')]
        Map<String, String> clientParameters = [client_id: 'baksh', client_secret: sandbox.pxClientSecret()]

        expect:
        http.postForm(TOKEN, portal + [grant_type: 'client_credentials']).json.error_description ==
            'Client not enabled to retrieve service account'
        http.postForm(TOKEN, passwordForm() + clientParameters).json.error_description == 'Client not allowed for direct access grants'
        http.postForm(TOKEN, passwordForm() + [scope: 'offline_access']).json.error == 'not_allowed'
        http.postForm(TOKEN, refreshForm(http.postForm(TOKEN, passwordForm()).json) + clientParameters).json.error_description ==
            "Invalid refresh token. Token client and authorized client don't match"
        http.post(TOKEN, passwordForm()).status == 415
        http.get(TOKEN).text == '{"error":"HTTP 405 Method Not Allowed"}'
        http.postForm('/auth/realms/other/protocol/openid-connect/token', passwordForm()).text == '{"error":"Realm does not exist"}'
    }

    def "a newer Keycloak returns 400 for a wrong password, and disabled users are rejected"() {
        given:
        sandbox.px().behavior.wrongPasswordStatus = 400
        Map body = http.postForm(TOKEN, passwordForm()).json

        expect:
        http.postForm(TOKEN, passwordForm() + [password: 'x']).status == 400

        when:
        sandbox.px().disableUser('admin')
        sandbox.px().disableClient('baksh')

        then:
        http.postForm(TOKEN, passwordForm()).json == [error: 'invalid_grant', error_description: 'Account disabled']
        http.postForm(TOKEN, refreshForm(body)).status == 400
        http.postForm(TOKEN, clientCredentialsForm()).json.error == 'invalid_client'
    }

    def "revoked tokens are rejected"() {
        given:
        Map body = http.postForm(TOKEN, passwordForm()).json
        http.token = body.access_token

        when:
        sandbox.px().revokeAccessTokens()

        then:
        http.get(LIST).status == 401
        http.postForm(TOKEN, refreshForm(body)).status == 200

        when:
        sandbox.px().revokeAllTokens()

        then:
        http.postForm(TOKEN, refreshForm(body)).status == 400
    }

    private Map<String, String> clientCredentialsForm() {
        return [grant_type: 'client_credentials', client_id: sandbox.pxClientId(), client_secret: sandbox.pxClientSecret()]
    }

    private Map<String, String> passwordForm() {
        return [grant_type: 'password', client_id: 'pxcentral', username: 'admin', password: sandbox.pxPassword()]
    }

    private static Map<String, String> refreshForm(Map body) {
        return [grant_type: 'refresh_token', client_id: 'pxcentral', refresh_token: body.refresh_token]
    }
}
