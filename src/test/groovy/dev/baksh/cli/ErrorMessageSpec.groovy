package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Messages of the errors that a user meets first, each compared as a whole. */
class ErrorMessageSpec extends Specification {
    static final String KEY = 'WRONG-KEY-0123456789abcdef'
    static final String SECRET = 'wrong-secret-0123456789'

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    String n2ws

    String px

    def setup() {
        sandbox.n2ws().faults().clear()
        sandbox.px().faults().clear()
        baksh = new CommandRunner(home).useSandbox(sandbox)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
        px = "px (${sandbox.pxUrl().authority})"
    }

    def "a wrong API key"() {
        given:
        baksh.env.BAKSH_N2WS_API_KEY = KEY

        expect:
        baksh.runExpression('n2ws.policies') == failure(4,
            "baksh: $n2ws: the API key is not accepted: No user found for given API key."
                + " (POST ${sandbox.n2wsUrl()}/api/token/obtain/api_key/ -> 400)",
            "  generate a key in the user's settings, API Access, and set BAKSH_N2WS_API_KEY")
    }

    def "a wrong client secret"() {
        given:
        baksh.env.BAKSH_PX_CLIENT_SECRET = SECRET

        expect:
        baksh.runExpression('px.roles') == failure(4,
            "baksh: $px: the credential is not accepted: Invalid client or Invalid client credentials"
                + " (POST ${sandbox.pxUrl()}/auth/realms/master/protocol/openid-connect/token -> 401)",
            '  check BAKSH_PX_CLIENT_ID, BAKSH_PX_CLIENT_SECRET and that the client has a service account')
    }

    def "a wrong password"() {
        given:
        baksh.env.keySet().removeAll(['BAKSH_PX_CLIENT_ID', 'BAKSH_PX_CLIENT_SECRET'])
        baksh.env.putAll(BAKSH_PX_USERNAME: 'admin', BAKSH_PX_PASSWORD: SECRET)

        expect:
        baksh.runExpression('px.roles') == failure(4,
            "baksh: $px: the credential is not accepted: Invalid user credentials"
                + " (POST ${sandbox.pxUrl()}/auth/realms/master/protocol/openid-connect/token -> 401)",
            '  check BAKSH_PX_USERNAME, BAKSH_PX_PASSWORD and that the client allows direct access grants')
    }

    def "an invalid pasted token"() {
        given:
        baksh.env.keySet().removeAll(['BAKSH_PX_CLIENT_ID', 'BAKSH_PX_CLIENT_SECRET'])
        baksh.env.BAKSH_PX_TOKEN = 'Bearer not-a-token'

        expect:
        baksh.runExpression('px.roles') == failure(4,
            "warning: $px: a pasted token cannot be refreshed",
            "baksh: $px: the pasted token has expired or is not accepted",
            '  paste a new token into BAKSH_PX_TOKEN, or remove it and run baksh login px, or set BAKSH_PX_CLIENT_ID and BAKSH_PX_CLIENT_SECRET, which refresh their tokens')
    }

    def "an unknown host"() {
        given:
        baksh.env.BAKSH_N2WS_URL = 'https://n2ws.invalid'

        expect:
        baksh.runExpression('n2ws.policies') == failure(5,
            "baksh: n2ws (n2ws.invalid): host 'n2ws.invalid' is not known",
            '  check BAKSH_N2WS_URL and the DNS settings')
    }

    def "a port without a listener"() {
        given:
        final int port = new ServerSocket(0).withCloseable { it.localPort }
        baksh.env.BAKSH_N2WS_URL = "http://127.0.0.1:$port".toString()

        expect:
        baksh.runExpression('n2ws.policies') == failure(5,
            "baksh: n2ws (127.0.0.1:$port): no server listens at 127.0.0.1:$port (connection refused)",
            '  check BAKSH_N2WS_URL, the firewall, and that the server runs')
    }

    def "an address without a route"() {
        given:
        baksh.env.BAKSH_N2WS_URL = 'https://224.0.0.1'

        expect:
        baksh.runExpression('n2ws.policies') == failure(5,
            'baksh: n2ws (224.0.0.1): 224.0.0.1 cannot be reached: Network is unreachable',
            '  check BAKSH_N2WS_URL, the network, the VPN and the firewall')
    }

    def "an entry of NO_PROXY without an effect is named once, and stops no command"() {
        given:
        baksh.env.HTTPS_PROXY = 'http://127.0.0.1:1'
        baksh.env.NO_PROXY = 'a.corp;10.0.0.1-10.0.0.9'
        baksh.env.BAKSH_N2WS_URL = 'https://n2ws.invalid'

        expect:
        baksh.start('--help').code == 0
        baksh.runExpression('n2ws.policies') == failure(5,
            'NO_PROXY: no server can match 10.0.0.1-10.0.0.9; write names, .SUFFIX, addresses or ADDRESS/BITS',
            'baksh: n2ws (n2ws.invalid): the proxy 127.0.0.1:1 cannot be reached (connection refused); the server received nothing',
            '  check HTTPS_PROXY, or name the server in NO_PROXY')
    }

    def "a plain HTTP port with an https URL"() {
        given:
        final FixedResponseServer server = new FixedResponseServer('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nBad')
        baksh.env.BAKSH_N2WS_URL = "https://127.0.0.1:${server.port}".toString()

        expect:
        baksh.runExpression('n2ws.policies') == failure(5,
            "baksh: n2ws (127.0.0.1:${server.port}): 127.0.0.1:${server.port} does not use TLS: the server responds in plain HTTP",
            '  check the port in BAKSH_N2WS_URL; only a URL with http:// is used without TLS')

        cleanup:
        server.close()
    }

    def "a port that closes the connection in the TLS handshake"() {
        given:
        final FixedResponseServer server = new FixedResponseServer('')
        baksh.env.BAKSH_N2WS_URL = "https://127.0.0.1:${server.port}".toString()

        expect:
        baksh.runExpression('n2ws.policies') == failure(5,
            "baksh: n2ws (127.0.0.1:${server.port}): 127.0.0.1:${server.port} closes the connection in the TLS handshake",
            '  check the port in BAKSH_N2WS_URL, and whether the server uses TLS there; only a URL with http:// is used without TLS')

        cleanup:
        server.close()
    }

    def "an untrusted certificate"() {
        given:
        final Sandbox httpsUrl = Sandbox.start(new SandboxOptions(https: true))
        baksh.useSandbox(httpsUrl)

        when:
        final CommandResult result = baksh.runExpression('n2ws.policies')

        then:
        result.code() == 5
        result.out() == ''
        result.err() ==~ "baksh: n2ws \\(${httpsUrl.n2wsUrl().authority}\\): the certificate of ${httpsUrl.n2wsUrl().authority} \\(CN=baksh sandbox, valid until [0-9-]+\\) is self-signed and not trusted\n" +
            "  set the PEM file of the CA with BAKSH_N2WS_CA, or compare the key with the key on the server " +
            'and set BAKSH_N2WS_PIN to sha256/[A-Za-z0-9+/]{43}=\n'

        when:
        baksh.env.BAKSH_N2WS_CA = httpsUrl.caFile().toString()

        then:
        baksh.runExpression("n2ws.policies['nightly'].id") == success('1')

        cleanup:
        httpsUrl.close()
    }

    def "an HTML page instead of JSON"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.html(200))

        expect:
        baksh.runExpression("n2ws.policies['nightly']") == failure(5,
            "baksh: $n2ws: n2ws.policies.list: the response is an HTML page instead of JSON"
                + " (GET ${sandbox.n2wsUrl()}/api/aws/policies/?search=nightly&page=1&page_size=1000&ordering=id -> 200)",
            '  this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive',
            '  -e:1')
    }

    def "an HTML page instead of a token"() {
        given:
        sandbox.n2ws().faults().injectAlways('POST', 'token', Fault.html(200))

        expect:
        baksh.runExpression("n2ws.policies['nightly']") == failure(5,
            "baksh: $n2ws: no token: the response is an HTML page instead of JSON (POST ${sandbox.n2wsUrl()}/api/token/obtain/api_key/ -> 200)",
            '  this is not the API: check BAKSH_N2WS_URL')
    }

    def "an unknown name"() {
        expect:
        baksh.runExpression("n2ws.policies['nigtly'].backup()") == failure(1,
            "baksh: $n2ws: policy \"nigtly\" not found", '  did you mean: nightly', '  -e:1')
    }

    def "an ambiguous name"() {
        expect:
        baksh.runExpression("n2ws.policies['twin'].backup()") == failure(1,
            "baksh: $n2ws: 2 policies are named \"twin\"",
            '  select one by its id: n2ws.policies[12], n2ws.policies[13]',
            '  -e:1')
    }

    def "a misspelled operation of a noun, of a row and in a block"() {
        expect:
        baksh.runExpression('n2ws.policies.crate("x") { }') == failure(1,
            "baksh: n2ws.policies has no verb 'crate'", '  did you mean: create', '  -e:1')
        baksh.runExpression("n2ws.policies['nightly'].bakup()") == failure(1,
            "baksh: a policy has no verb 'bakup'", '  did you mean: backup', '  -e:1')
        baksh.runExpression("n2ws.policies['nightly'].update { enabeld false }") == failure(1,
            "baksh: no verb 'enabeld' in the block of n2ws.policies.update",
            '  did you mean: enabled; it has: name, description, enabled, account, generations, schedules, autoRemoveResource',
            '  -e:1')
    }

    def "a misspelled field of a row and as an argument"() {
        expect:
        baksh.runExpression("n2ws.policies['nightly'].last_modifed") == failure(1,
            "baksh: a policy has no field 'last_modifed'", '  did you mean: last_modified', '  -e:1')
        baksh.runExpression("n2ws.policies.list(serach: 'x')") == failure(1,
            "baksh: n2ws.policies.list has no argument 'serach'", '  did you mean: search', '  -e:1')
    }

    def "a misspelled name"() {
        expect:
        baksh.runExpression('pritnln 1') == failure(1, "baksh: no verb or method 'pritnln' is defined", '  did you mean: println', '  -e:1')
        baksh.runExpression('n2w.policies') == failure(1, "baksh: 'n2w' is not defined", '  did you mean: n2ws', '  -e:1')
        baksh.runExpression('def x = [1') == failure(1, "baksh: -e:1: '[1' is not expected here")
    }

    def "no message contains a secret, not even with --debug: #variable"() {
        given:
        baksh.env[variable] = value

        when:
        final CommandResult result = baksh.runExpression(expression, '--debug')

        then:
        result.code() == 4
        !(result.out() + result.err()).contains(value)

        where:
        variable                 | value  | expression
        'BAKSH_N2WS_API_KEY'     | KEY    | 'n2ws.policies'
        'BAKSH_PX_CLIENT_SECRET' | SECRET | 'px.roles'
    }

    def "a secret repeated in a server message is masked"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.status(400, 'application/json',
            "{\"detail\": \"bad key ${sandbox.n2wsApiKey()}\"}"))

        when:
        final CommandResult result = baksh.runExpression('n2ws.policies.count()')

        then:
        result.code() == 1
        !result.err().contains(sandbox.n2wsApiKey())
    }
}
