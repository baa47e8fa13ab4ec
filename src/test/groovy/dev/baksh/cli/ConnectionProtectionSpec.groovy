package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

import static dev.baksh.cli.CommandResult.failure

class ConnectionProtectionSpec extends Specification {
    static final String PIN = 'sha256/' + 'A' * 43 + '='
    static final Map<String, String> N2WS = [BAKSH_N2WS_URL: 'http://n2ws.example.com', BAKSH_N2WS_API_KEY: 'canary']
    static final Map<String, String> PX = [BAKSH_PX_URL: 'http://px.example.com', BAKSH_PX_TOKEN: 'canary']
    static final Map<String, String> GATEWAY = [BAKSH_PX_URL: 'px.example.com', BAKSH_PX_GATEWAY_URL: 'http://gw.example.com:10001', BAKSH_PX_TOKEN: 'canary']

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    String yaml(String entry) {
        return baksh.writeFile('servers.yaml', entry).toString()
    }

    void confirmKey(String address) {
        baksh.writeFile('trust/known_hosts', "$address $PIN 2026-01-01T00:00:00Z\n")
        Files.setPosixFilePermissions(home.resolve('trust'), PosixFilePermissions.fromString('rwx------'))
    }

    def "a configured protection that cannot work is refused before anything is sent: #env"() {
        given:
        baksh.env.putAll(env)

        expect:
        ['servers', 'doctor', 'login'].every {
            List<String> args = it == 'login' ? ['login', 'px'] : [it]
            baksh.start(*args) == failure(2, *lines)
        }

        where:
        env                                                           || lines
        N2WS + [BAKSH_N2WS_PIN: PIN]                                  || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_PIN cannot protect http://n2ws.example.com: plain http has no certificate', '  write https:// in BAKSH_N2WS_URL, or remove BAKSH_N2WS_PIN']
        N2WS + [BAKSH_N2WS_CA: '/ca.pem']                             || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_CA cannot protect http://n2ws.example.com: plain http has no certificate', '  write https:// in BAKSH_N2WS_URL, or remove BAKSH_N2WS_CA']
        N2WS + [BAKSH_N2WS_PIN: PIN, BAKSH_N2WS_PLAINTEXT: 'true']    || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_PIN cannot protect http://n2ws.example.com: plain http has no certificate', '  write https:// in BAKSH_N2WS_URL, or remove BAKSH_N2WS_PIN']
        PX + [BAKSH_PX_PIN: PIN]                                      || ['baksh: px (px.example.com): BAKSH_PX_PIN cannot protect http://px.example.com: plain http has no certificate', '  write https:// in BAKSH_PX_URL, or remove BAKSH_PX_PIN']
        PX + [BAKSH_PX_URL: 'http://127.0.0.1:1', BAKSH_PX_CA: '/c']  || ['baksh: px (127.0.0.1:1): BAKSH_PX_CA cannot protect http://127.0.0.1:1: plain http has no certificate', '  write https:// in BAKSH_PX_URL, or remove BAKSH_PX_CA']
        GATEWAY + [BAKSH_PX_PIN: PIN]                                 || ['baksh: px (px.example.com): BAKSH_PX_PIN cannot protect http://gw.example.com:10001: plain http has no certificate', '  write https:// in BAKSH_PX_GATEWAY_URL, or remove BAKSH_PX_PIN']
        GATEWAY + [BAKSH_PX_CA: '/c']                                 || ['baksh: px (px.example.com): BAKSH_PX_CA cannot protect http://gw.example.com:10001: plain http has no certificate', '  write https:// in BAKSH_PX_GATEWAY_URL, or remove BAKSH_PX_CA']
        [BAKSH_N2WS_URL: 'n2ws.example.com', BAKSH_N2WS_PIN: 'x']     || ['baksh: n2ws (n2ws.example.com): not a pin: x', '  a pin is sha256/ and 44 characters of base64']
        [BAKSH_N2WS_URL: 'n2ws.example.com', BAKSH_N2WS_PIN: PIN + ','] || ['baksh: n2ws (n2ws.example.com): not a pin: ', '  a pin is sha256/ and 44 characters of base64']
    }

    def "a credential is not sent by plain http, unless the address is this machine or the configuration accepts it: #env"() {
        given:
        baksh.env.putAll(env)

        expect:
        baksh.start('servers') == failure(2, *lines)

        where:
        env                                                   || lines
        N2WS                                                  || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS.findAll { it.key == 'BAKSH_N2WS_URL' }           || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        PX                                                    || ['baksh: px (px.example.com): BAKSH_PX_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_PX_URL; to accept plain http, set BAKSH_PX_PLAINTEXT=true']
        PX + [BAKSH_PX_USERNAME: 'u', BAKSH_PX_PASSWORD: 'p'] || ['baksh: px (px.example.com): BAKSH_PX_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_PX_URL; to accept plain http, set BAKSH_PX_PLAINTEXT=true']
        [BAKSH_PX_URL: 'HTTP://px.example.com']               || ['baksh: px (px.example.com): BAKSH_PX_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_PX_URL; to accept plain http, set BAKSH_PX_PLAINTEXT=true']
        GATEWAY                                               || ['baksh: px (px.example.com): BAKSH_PX_GATEWAY_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_PX_GATEWAY_URL; to accept plain http, set BAKSH_PX_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_URL: 'http://127.example.com']     || ['baksh: n2ws (127.example.com): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_URL: 'http://localhost.test']      || ['baksh: n2ws (localhost.test): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_URL: 'http://0.0.0.0']             || ['baksh: n2ws (0.0.0.0): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_URL: 'http://[::2]']               || ['baksh: n2ws ([::2]): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_PLAINTEXT: 'false']                || ['baksh: n2ws (n2ws.example.com): BAKSH_N2WS_URL is plain http: the credential could be read in transit', '  write https:// in BAKSH_N2WS_URL; to accept plain http, set BAKSH_N2WS_PLAINTEXT=true']
        N2WS + [BAKSH_N2WS_PLAINTEXT: 'yes']                  || ["baksh: BAKSH_N2WS_PLAINTEXT: must be true or false, not 'yes'"]
    }

    def "servers.yaml follows the same rules: #entry"() {
        given:
        String file = yaml(entry)

        expect:
        baksh.start('servers') == failure(2, *lines*.replace('FILE', file))

        where:
        entry                                                                                  || lines
        'a: {kind: n2ws, url: "http://h", credential: "env:K"}'                                || ["baksh: n2ws 'a': FILE: a is plain http: the credential could be read in transit", "  write https:// in url of 'a' in servers.yaml; to accept plain http, add plaintext: true to 'a' in servers.yaml"]
        'a: {kind: px, url: h, gateway: "http://g", credential: "env:K"}'                      || ["baksh: px 'a': FILE: a: gateway is plain http: the credential could be read in transit", "  write https:// in gateway of 'a' in servers.yaml; to accept plain http, add plaintext: true to 'a' in servers.yaml"]
        "a: {kind: px, url: 'http://h', pin: '$PIN', plaintext: true, credential: login}"      || ["baksh: px 'a': FILE: a: pin cannot protect http://h: plain http has no certificate", "  write https:// in url of 'a' in servers.yaml, or remove pin of 'a' in servers.yaml"]
        'a: {kind: px, url: "http://localhost", ca: x.pem, credential: login}'                 || ["baksh: px 'a': FILE: a: ca cannot protect http://localhost: plain http has no certificate", "  write https:// in url of 'a' in servers.yaml, or remove ca of 'a' in servers.yaml"]
        'a: {kind: n2ws, url: "http://h", plaintext: maybe, credential: "env:K"}'                 || ["baksh: FILE: a: plaintext: must be true or false, not 'maybe'"]
        'a: {kind: n2ws, url: h, pin: "", credential: "env:K"}'                                || ["baksh: FILE: a: 'pin' has no value", '  write a value, or remove the key']
        'a: {kind: n2ws, url: h, pin: , credential: "env:K"}'                                  || ["baksh: FILE: a: 'pin' has no value", '  write a value, or remove the key']
        'a: {kind: n2ws, url: h, ca: "", credential: "env:K"}'                                 || ["baksh: FILE: a: 'ca' has no value", '  write a value, or remove the key']
    }

    def "the list of servers names the trust that is used: #entry"() {
        given:
        yaml(entry)

        expect:
        baksh.start('-o', 'csv', 'servers').with { [code, out.readLines()[1].tokenize(',').last(), err] } == [0, trust, '']

        where:
        entry                                                                                             || trust
        'a: {kind: n2ws, url: "http://h", plaintext: true, credential: "env:K"}'                          || 'none (plain http)'
        'a: {kind: n2ws, url: "http://localhost:8", credential: "env:K"}'                                 || 'none (plain http)'
        'a: {kind: n2ws, url: "http://127.8.9.1", credential: "env:K"}'                                   || 'none (plain http)'
        'a: {kind: n2ws, url: "http://[::1]:8", credential: "env:K"}'                                     || 'none (plain http)'
        'a: {kind: px, url: h, gateway: "http://g", plaintext: true, credential: login}'                  || 'system; gateway: none (plain http)'
        'a: {kind: px, url: h, gateway: g, ca: /x.pem, credential: login}'                                || '/x.pem'
        "a: {kind: px, url: h, pin: '$PIN, $PIN', credential: login}"                                     || 'pin'
        'a: {kind: n2ws, url: h, credential: "env:K"}'                                                    || 'system'
    }

    def "a confirmed key belongs to the host in each spelling: #line, #url"() {
        given:
        confirmKey(line)
        yaml("a: {kind: n2ws, url: '$url', credential: 'env:K'}")

        expect:
        baksh.start('-o', 'csv', 'servers').with { [code, out.readLines()[1].tokenize(',').last(), err] } == [0, trust, '']

        where:
        line             | url                       || trust
        'N2WS.Corp:443'  | 'n2ws.corp'               || 'confirmed key'
        'n2ws.corp:443'  | 'https://N2WS.corp'       || 'confirmed key'
        'n2ws.corp:443'  | 'https://n2ws.corp.'      || 'confirmed key'
        'n2ws.corp.:443' | 'https://n2ws.corp:443'   || 'confirmed key'
        '[2001:DB8::1]:443' | 'https://[2001:db8::1]' || 'confirmed key'
        'n2ws.corp:443'  | 'https://n2ws.corp:8443'  || 'system'
    }

    def "a key that the user has confirmed is the trust of its server"() {
        given:
        confirmKey('h:443')
        yaml('a: {kind: n2ws, url: h, credential: "env:K"}')

        expect:
        baksh.start('-o', 'csv', 'servers').out.readLines()[1] == 'a,n2ws,https://h,read-write,false,confirmed key'
    }

    def "plain http within this machine works"() {
        given:
        baksh.useSandbox(sandbox)

        expect:
        baksh.runExpression('n2ws.policies[1].name') == CommandResult.success('nightly')
    }

    def "a proxy that baksh cannot use as its URL asks is refused"() {
        given:
        baksh.env.putAll(BAKSH_N2WS_URL: 'n2ws.invalid', BAKSH_N2WS_API_KEY: 'canary', HTTPS_PROXY: proxy)

        expect:
        baksh.runExpression('n2ws.policies.count()') == failure(2, *lines, '  -e:1')

        where:
        proxy                       || lines
        'socks5://u:canary@proxy:1' || ['baksh: HTTPS_PROXY: baksh cannot log in to the SOCKS proxy proxy', '  use a SOCKS proxy without a login, or an HTTP proxy']
        'socks4://proxy:1'          || ['baksh: HTTPS_PROXY: baksh cannot use socks4 to the proxy proxy', '  write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT']
    }
}
