package dev.baksh.sandbox.n2ws

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class N2wsTokenServiceSpec extends Specification {
    static final String OBTAIN = '/api/token/obtain/api_key/'
    static final String REFRESH = '/api/token/refresh/'

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl())

    def "a key as JSON or as a form returns two tokens with exactly five claims"() {
        when:
        Map json = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json
        Map form = http.postForm(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json

        then:
        json.keySet() == ['refresh', 'access'] as Set
        form.keySet() == json.keySet()
        claims(json.access).keySet() == ['token_type', 'exp', 'jti', 'user_id', 'acc'] as Set
        claims(json.access).token_type == 'access'
        claims(json.access).exp == clock.now.epochSecond + 3600
        claims(json.refresh).token_type == 'refresh'
        claims(json.refresh).exp == clock.now.epochSecond + 86_400
        claims(json.access).jti ==~ /[0-9a-f]{32}/
        sandbox.n2wsApiKey() ==~ /[0-9a-f]{128}/
    }

    def "the Authorization header is ignored in a token request"() {
        given:
        http.token = '$TOKEN'

        expect:
        http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).status == 200
    }

    def "#what gets #status"() {
        when:
        SandboxHttpClient.Response response = http.send('POST', path, body, 'application/json')

        then:
        response.status == status
        response.text == expectedBody

        where:
        what            | path    | body              || status | expectedBody
        'a wrong key'   | OBTAIN  | '{"api_key":"x"}' || 400    | '{"errors":[{"message":"No user found for given API key.","code":"invalid"}]}'
        'no key'        | OBTAIN  | '{}'              || 400    | '{"errors":[{"api_key":[{"message":"This field is required.","code":"required"}]}]}'
        'no body'       | OBTAIN  | ''                || 400    | '{"errors":[{"api_key":[{"message":"This field is required.","code":"required"}]}]}'
        'an empty key'  | OBTAIN  | '{"api_key":""}'  || 400    | '{"errors":[{"api_key":[{"message":"This field may not be blank.","code":"blank"}]}]}'
        'no refresh'    | REFRESH | '{}'              || 400    | '{"errors":[{"refresh":[{"message":"This field is required.","code":"required"}]}]}'
        'a bad refresh' | REFRESH | '{"refresh":"x"}' || 401    | '{"errors":[{"detail":{"message":"Token is invalid or expired","code":"token_not_valid"},"code":{"message":"token_not_valid","code":"token_not_valid"}}]}'
    }

    def "an invalid JSON body and another content type are rejected"() {
        when:
        SandboxHttpClient.Response malformedResponse = http.send('POST', OBTAIN, '{"api_key":', 'application/json')
        SandboxHttpClient.Response text = http.send('POST', OBTAIN, 'x', 'text/plain')

        then:
        malformedResponse.status == 400
        malformedResponse.json.errors[0].code == 'parse_error'
        malformedResponse.json.errors[0].message.startsWith('JSON parse error - ')
        text.status == 415
        text.text == '{"errors":[{"message":"Unsupported media type \\"text/plain\\" in request.","code":"unsupported_media_type"}]}'
    }

    def "an access token is valid before its exp but not at its exp"() {
        given:
        http.withKey(sandbox.n2wsApiKey())

        when:
        clock.advance(Duration.ofSeconds(3599))

        then:
        http.get('/api/users/').status == 200

        when:
        clock.advance(Duration.ofSeconds(1))
        SandboxHttpClient.Response expiredResponse = http.get('/api/users/')

        then:
        expiredResponse.status == 401
        expiredResponse.header('WWW-Authenticate') == 'Bearer realm="api"'
        expiredResponse.text == '{"errors":[{"detail":{"message":"Given token not valid for any token type","code":"token_not_valid"},"code":{"message":"token_not_valid","code":"token_not_valid"},"messages":[{"token_class":{"message":"AccessToken","code":"token_not_valid"},"token_type":{"message":"access","code":"token_not_valid"},"message":{"message":"Token is invalid or expired","code":"token_not_valid"}}]}]}'
    }

    def "a refresh returns only an access token until the refresh token expires"() {
        given:
        Map tokens = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json
        clock.advance(Duration.ofHours(23))

        when:
        SandboxHttpClient.Response response = http.post(REFRESH, [refresh: tokens.refresh])

        then:
        response.status == 200
        response.json.keySet() == ['access'] as Set
        sandbox.n2ws().obtainCount() == 1
        sandbox.n2ws().refreshCount() == 1

        when:
        clock.advance(Duration.ofHours(1))

        then:
        http.post(REFRESH, [refresh: tokens.refresh]).status == 401
    }

    def "a header #header gets its specific error message"() {
        when:
        SandboxHttpClient.Response response = http.send('GET', '/api/users/', null, null, header == null ? [:] : [Authorization: header])

        then:
        response.status == 401
        (response.json.errors[0].message ?: response.json.errors[0].detail.message) == message

        where:
        header         || message
        null           || 'Authentication credentials were not provided.'
        'Basic eDp5'   || 'Authentication credentials were not provided.'
        'Bearer'       || 'Authorization header must contain two space-delimited values'
        'Bearer a b'   || 'Authorization header must contain two space-delimited values'
        'Bearer a.b.c' || 'Given token not valid for any token type'
    }

    def "a refresh token is not accepted as an access token"() {
        given:
        http.token = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json.refresh

        expect:
        http.get('/api/users/').json.errors[0].messages[0].message.message == 'Token has wrong type'
    }

    def "revoked tokens and keys are rejected"() {
        given:
        Map tokens = http.withKey(sandbox.n2wsApiKey()).post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json

        when:
        sandbox.n2ws().revokeAccessTokens()

        then:
        http.get('/api/users/').status == 401
        http.post(REFRESH, [refresh: tokens.refresh]).status == 200

        when:
        sandbox.n2ws().revokeAllTokens()

        then:
        http.post(REFRESH, [refresh: tokens.refresh]).status == 401

        when:
        String key = sandbox.n2wsApiKey('operator')
        sandbox.n2ws().disableApiKey('operator')

        then:
        http.post(OBTAIN, [api_key: key]).status == 400
    }

    def "revoking one token does not affect others"() {
        given:
        Map tokens = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json
        http.withKey(sandbox.n2wsApiKey())

        when:
        sandbox.n2ws().revokeToken(tokens.access)
        sandbox.n2ws().revokeToken(tokens.refresh)

        then:
        http.get('/api/users/').status == 200
        http.post(REFRESH, [refresh: tokens.refresh]).status == 401
        http.send('GET', '/api/users/', null, null, [Authorization: "Bearer $tokens.access"]).status == 401
    }

    private static Map claims(String token) {
        return new ObjectMapper().readValue(Base64.urlDecoder.decode(token.split('\\.')[1]), Map)
    }
}
