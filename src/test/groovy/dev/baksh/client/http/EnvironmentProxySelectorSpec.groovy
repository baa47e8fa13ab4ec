package dev.baksh.client.http

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Specification

import static dev.baksh.client.tls.TestCertificates.builderFor
import static dev.baksh.client.tls.TestCertificates.pin

class EnvironmentProxySelectorSpec extends Specification {
    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    static String selectedProxy(Map<String, String> env, String url) {
        Proxy proxy = new EnvironmentProxySelector(env, URI.create(url)).select(URI.create(url))[0]
        return proxy == Proxy.NO_PROXY ? null : proxy.address().hostString + ':' + proxy.address().port
    }

    def "#url with #env uses the proxy #proxy"() {
        expect:
        selectedProxy(env, url) == proxy

        where:
        url                            | env                                                                    || proxy
        'https://n2ws.example.com'     | [:]                                                                    || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://proxy:3128']                                     || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'proxy:3128']                                            || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://proxy']                                          || 'proxy:80'
        'https://n2ws.example.com'     | [https_proxy: 'proxy:3128']                                            || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'upper:1', https_proxy: 'lower:2']                       || 'upper:1'
        'https://n2ws.example.com'     | [HTTPS_PROXY: '', https_proxy: 'lower:2']                              || 'lower:2'
        'https://n2ws.example.com'     | [HTTPS_PROXY: '', ALL_PROXY: ' ', all_proxy: 'lower:2']                || 'lower:2'
        'https://n2ws.example.com'     | [https_proxy: 'p:1', NO_PROXY: '', no_proxy: '.example.com']           || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: 'a.test', no_proxy: 'example.com']      || 'p:1'
        'https://n2ws.example.com'     | [HTTP_PROXY: 'proxy:3128']                                             || null
        'http://n2ws.example.com'      | [HTTP_PROXY: 'proxy:3128']                                             || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: '  ']                                                    || null
        'https://n2ws.example.com'     | [ALL_PROXY: 'socks5h://proxy']                                         || 'proxy:1080'
        'http://n2ws.example.com'      | [all_proxy: 'proxy:3128/']                                             || 'proxy:3128'
        'https://n2ws.example.com'     | [ALL_PROXY: 'all:1', https_proxy: 'proxy:3128']                        || 'proxy:3128'
        'https://n2ws.example.com'     | [ALL_PROXY: 'all:1', HTTP_PROXY: 'proxy:3128']                         || 'all:1'
        'https://n2ws.example.com'     | [ALL_PROXY: 'all:1', NO_PROXY: 'example.com']                          || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://proxy:3128/path?x#y']                            || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://pröxy:3128']                                     || 'xn--prxy-6qa:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://u:p@ss@proxy:3128']                              || 'proxy:3128'

        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: 'n2ws.example.com']                     || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: 'a.com, example.com']                   || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: '.example.com']                         || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: '*.example.com']                        || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: '*']                                    || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', no_proxy: 'example.com']                          || null
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: 'ample.com']                            || 'p:1'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'p:1', NO_PROXY: ',']                                    || 'p:1'

        'https://127.0.0.1:8443'       | [HTTPS_PROXY: 'p:1']                                                   || null
        'https://localhost:8443'       | [HTTPS_PROXY: 'p:1']                                                   || null
        'https://[::1]:8443'           | [HTTPS_PROXY: 'p:1']                                                   || null

        'https://n2ws.example.com'     | [HTTPS_PROXY: 'https://proxy']                                         || 'proxy:443'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'HTTPS://proxy:8443/']                                   || 'proxy:8443'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'socks5h://proxy']                                       || 'proxy:1080'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://my_proxy:3128']                                  || 'my_proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://u:p@my_proxy:3128']                              || 'my_proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: 'http://[2001:db8::1]:3128']                             || '2001:db8::1:3128'
        'https://my_host:8443'         | [HTTPS_PROXY: 'p:1']                                                   || 'p:1'
    }

    def "NO_PROXY '#list' #effect #url"() {
        expect:
        (selectedProxy([HTTPS_PROXY: 'p:1', HTTP_PROXY: 'p:1', NO_PROXY: list], url) == null) == (effect == 'excludes')

        where:
        list                              | effect             | url
        'N2WS.Example.COM'                | 'excludes'         | 'https://n2ws.example.com'
        'n2ws.example.com'                | 'excludes'         | 'https://N2WS.EXAMPLE.COM'
        'n2ws.example.com.'               | 'excludes'         | 'https://n2ws.example.com'
        'n2ws.example.com'                | 'excludes'         | 'https://n2ws.example.com.'
        'example.com'                     | 'excludes'         | 'https://example.com'
        '.example.com'                    | 'excludes'         | 'https://example.com'
        '*.example.com'                   | 'excludes'         | 'https://n2ws.example.com'
        '.example.com'                    | 'excludes'         | 'https://a.b.example.com'
        'ample.com'                       | 'does not exclude' | 'https://n2ws.example.com'
        'n2ws.example.com.evil.test'      | 'does not exclude' | 'https://n2ws.example.com'
        'a.test b.test\texample.com'      | 'excludes'         | 'https://n2ws.example.com'
        'a.test,,  b.test , example.com,' | 'excludes'         | 'https://n2ws.example.com'
        'a.test, *'                       | 'excludes'         | 'https://n2ws.example.com'
        'my_host'                         | 'excludes'         | 'https://my_host:8443'
        'example.com:443'                 | 'excludes'         | 'https://n2ws.example.com'
        'example.com:80'                  | 'excludes'         | 'http://n2ws.example.com'
        'example.com:8443'                | 'excludes'         | 'https://n2ws.example.com:8443'
        'example.com:8443'                | 'does not exclude' | 'https://n2ws.example.com'
        '10.0.0.0/8'                      | 'excludes'         | 'https://10.1.2.3'
        '10.0.0.0/8'                      | 'does not exclude' | 'https://11.1.2.3'
        '10.1.2.0/23'                     | 'excludes'         | 'https://10.1.3.255:8443'
        '10.1.2.3'                        | 'excludes'         | 'https://10.1.2.3'
        '10.1.2.3:8443'                   | 'excludes'         | 'https://10.1.2.3:8443'
        '10.1.2.3:8443'                   | 'does not exclude' | 'https://10.1.2.3'
        '0.0.0.0/0'                       | 'excludes'         | 'https://192.0.2.1'
        '10.0.0.0/33'                     | 'does not exclude' | 'https://10.1.2.3'
        '10.0.0.0/x'                      | 'does not exclude' | 'https://10.1.2.3'
        '10.0.0.0/8'                      | 'does not exclude' | 'https://n2ws.example.com'
        '2001:db8::1'                     | 'excludes'         | 'https://[2001:db8::1]'
        '2001:DB8:0:0:0:0:0:1'            | 'excludes'         | 'https://[2001:db8::1]:8443'
        '[2001:db8::1]'                   | 'excludes'         | 'https://[2001:db8::1]'
        '[2001:db8::1]:8443'              | 'excludes'         | 'https://[2001:db8::1]:8443'
        '[2001:db8::1]:8443'              | 'does not exclude' | 'https://[2001:db8::1]'
        '2001:db8::/32'                   | 'excludes'         | 'https://[2001:db8:1::5]'
        '[2001:db8::]/32'                 | 'excludes'         | 'https://[2001:db8:1::5]'
        '2001:db8::/32'                   | 'does not exclude' | 'https://[2001:db9::1]'
        '2001:db8::/32'                   | 'does not exclude' | 'https://10.1.2.3'
        '2.3'                             | 'does not exclude' | 'https://10.1.2.3'
        '::ffff:10.1.2.3'                 | 'excludes'         | 'https://10.1.2.3'
        'BÜCHER.example'                  | 'excludes'         | 'https://xn--bcher-kva.example'
        '.xn--bcher-kva.example'          | 'excludes'         | 'https://n2ws.xn--bcher-kva.example'
        'a.test;example.com'              | 'excludes'         | 'https://n2ws.example.com'
        'a.test; example.com;'            | 'excludes'         | 'https://n2ws.example.com'
        '192.168.*'                       | 'excludes'         | 'https://192.168.7.9'
        '192.168.*'                       | 'does not exclude' | 'https://10.192.168.1'
        '192.168.*'                       | 'does not exclude' | 'https://n2ws.example.com'
        '10.*.*.*'                        | 'excludes'         | 'https://10.1.2.3'
        'n2ws-*.example.com'              | 'excludes'         | 'https://n2ws-EU.example.com'
        'n2ws-*.example.com'              | 'does not exclude' | 'https://n2ws.example.com'
        '*example.com'                    | 'excludes'         | 'https://n2ws.example.com'
        '*:8443'                          | 'excludes'         | 'https://n2ws.example.com:8443'
        '*:8443'                          | 'does not exclude' | 'https://n2ws.example.com'
        'https://n2ws.example.com'        | 'excludes'         | 'https://n2ws.example.com'
        'HTTPS://u:p@example.com:8443/x'  | 'excludes'         | 'https://n2ws.example.com:8443'
        'https://example.com:8443'        | 'does not exclude' | 'https://n2ws.example.com'
        '10.0.0.0/255.0.0.0'              | 'excludes'         | 'https://10.1.2.3'
        '10.0.0.0/255.0.0.0'              | 'does not exclude' | 'https://11.1.2.3'
        '10/8'                            | 'excludes'         | 'https://10.1.2.3'
        '169.254/16'                      | 'excludes'         | 'https://169.254.1.1'
        '169.254/16'                      | 'does not exclude' | 'https://169.255.1.1'
        '10.1.2.0/255.255.255.0'          | 'does not exclude' | 'https://10.1.3.4'
        '<local>'                         | 'excludes'         | 'https://n2ws'
        '<local>'                         | 'does not exclude' | 'https://n2ws.example.com'
        '10.1.2.1-10.1.2.9'               | 'does not exclude' | 'https://10.1.2.3'
        'a(b[c\\E*'                       | 'does not exclude' | 'https://n2ws.example.com'
    }

    def "the entries of NO_PROXY '#list' that can match no server are named: #entries"() {
        expect:
        new EnvironmentProxySelector([HTTPS_PROXY: 'p:1', NO_PROXY: list], URI.create('https://n2ws.example.com')).notice() ==
            (entries == null ? null : "NO_PROXY: no server can match $entries; write names, .SUFFIX, addresses or ADDRESS/BITS".toString())

        where:
        list                                                                                  || entries
        'localhost,127.0.0.1,::1,.corp;*.corp, 10/8,192.168.*;<local>,my_host,BÜCHER.example' || null
        'a.corp:8443,[::1]:8443,10.1.2.3:443,fd00::/8,10.0.0.0/255.0.0.0,https://n2ws.corp/,*' || null
        '10.0.0.1-10.0.0.9'                                                                   || '10.0.0.1-10.0.0.9'
        'a.corp,192.168.,10.0.0.0/33, A.corp:x'                                               || '192.168., 10.0.0.0/33, a.corp:x'
        'a.corp|b.corp'                                                                       || 'a.corp|b.corp'
        '10.0.0.0/8-16'                                                                       || '10.0.0.0/8-16'
    }

    def "#proxy is refused: #message"() {
        when:
        selectedProxy([HTTPS_PROXY: proxy], 'https://n2ws.example.com')

        then:
        BakshException e = thrown()
        e.message == 'HTTPS_PROXY: ' + message
        e.hint() == hint

        where:
        proxy                           || message                                     | hint
        'socks4://proxy:1080'           || 'baksh cannot use socks4 to the proxy proxy'  | 'write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT'
        'socks4a://proxy'               || 'baksh cannot use socks4a to the proxy proxy' | 'write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT'
        'socks://proxy'                 || 'baksh cannot use socks to the proxy proxy'   | 'write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT'
        'ftp://proxy'                   || 'baksh cannot use ftp to the proxy proxy'     | 'write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT'
        'socks5://ops:canary@proxy'     || 'baksh cannot log in to the SOCKS proxy proxy' | 'use a SOCKS proxy without a login, or an HTTP proxy'
        'http://wpad.corp/proxy.pac'    || 'the address of a PAC file, which baksh cannot read' | 'write the proxy that the file names for this server: http://HOST:PORT'
        'wpad:8080/WPAD.DAT?x'          || 'the address of a PAC file, which baksh cannot read' | 'write the proxy that the file names for this server: http://HOST:PORT'
        'socks5h://ops@proxy'           || 'baksh cannot log in to the SOCKS proxy proxy' | 'use a SOCKS proxy without a login, or an HTTP proxy'
    }

    def "the invalid proxy #text is named by its variable, and no part of its value is shown"() {
        when:
        selectedProxy([(variable): text], 'https://n2ws.example.com')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == variable + ': not a valid proxy URL'
        e.hint() == (text.contains('@')
            ? 'write http://USER:PASSWORD@HOST:PORT, with the special characters of user and password encoded: %20 for a blank, %23 for #, %25 for %, %2F for /, %3F for ?, %40 for @, %5C for \\'
            : 'write http://HOST:PORT')

        where:
        variable      | text
        'HTTPS_PROXY' | 'http://user:canary pass@proxy:1'
        'HTTPS_PROXY' | 'http://CORP\\user:canary@proxy:1'
        'HTTPS_PROXY' | 'http://user:canary#word@proxy:1'
        'HTTPS_PROXY' | 'http://user:canary/word@proxy:1'
        'HTTPS_PROXY' | 'http://user:canary?word@proxy:1'
        'HTTPS_PROXY' | 'http://user:12/34@proxy:1'
        'HTTPS_PROXY' | 'http://user:100%@proxy:1'
        'HTTPS_PROXY' | 'http://'
        'HTTPS_PROXY' | 'http://:80'
        'HTTPS_PROXY' | '//proxy:3128'
        'HTTPS_PROXY' | 'proxy:port'
        'HTTPS_PROXY' | 'proxy:0'
        'HTTPS_PROXY' | 'proxy:65536'
        'HTTPS_PROXY' | 'http://2001:db8::1:3128'
        'ALL_PROXY'   | 'proxy:99999'
    }

    def "the tunnel carries TLS to the server: the proxy sees the host name, its own credentials and no byte of the request"() {
        given:
        HeldCertificate certificate = builderFor('n2ws.test').build()
        TlsTestServer server = new TlsTestServer(certificate)
        TestProxy proxy = new TestProxy(server.port)
        ServerConfig config = ClientFixture.serverConfig([pin: pin(certificate)], 'n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://${userInfo}$proxy.address".toString()])

        expect:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.writeCall('things/')).get('id') == 1
        proxy.connectLines == ['CONNECT n2ws.test:443 HTTP/1.1']
        proxy.authorizations == (credentials ? ['Basic ' + credentials.bytes.encodeBase64()] : [])
        server.requestCount == 1

        cleanup:
        proxy.close()
        server.close()

        where:
        userInfo              || credentials
        ''                    || null
        'ops:canary-word@'    || 'ops:canary-word'
        'ops:canary%40wo+rd@' || 'ops:canary@wo+rd'
        'CORP%5Cops:canary@'  || 'CORP\\ops:canary'
    }

    def "rejected proxy credentials are sent once per connection and are in no message"() {
        given:
        TestProxy proxy = new TestProxy(1)
        proxy.response = TestProxy.response(407, 'Proxy-Authenticate: Basic realm="p"')
        ServerConfig config = ClientFixture.serverConfig([:], 'n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://ops:canary-word@$proxy.address".toString()])

        when:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.message == "n2ws (n2ws.test): the proxy $proxy.address rejects the user or the password; the server received nothing"
        e.hint() == 'write http://USER:PASSWORD@HOST:PORT in HTTPS_PROXY, with %40 for an at sign in the password'
        proxy.authorizations.size() == 1

        cleanup:
        proxy.close()
    }

    def "without a tunnel the proxy credentials are sent with each request"() {
        given:
        FaultyHttpServer proxy = new FaultyHttpServer()
        proxy.respondWith(FaultyHttpServer.json(200, '{"id": 1}'))
        ServerConfig config = ClientFixture.serverConfig([:], 'n2ws', URI.create('http://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTP_PROXY: "http://ops:canary-word@127.0.0.1:${proxy.url.port}".toString()])

        expect:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(call).get('id') == 1
        proxy.requests*.headers*.get('proxy-authorization') == ['Basic ' + 'ops:canary-word'.bytes.encodeBase64()]

        cleanup:
        proxy.close()

        where:
        call << [ClientFixture.readCall('things/'), ClientFixture.writeCall('things/')]
    }

    def "proxy passwords are masked in encoded and plain form"() {
        given:
        fixture.redactor.addProxyPasswords([HTTPS_PROXY: 'http://ops:canary%40word@proxy:1', http_proxy: 'u:other-word@p:2', ALL_PROXY: 'http://u:slash/word@p', NO_PROXY: 'a,b', OTHER: 'x:plain-word@y'])

        expect:
        fixture.redactor.redact('canary%40word canary@word other-word slash/word plain-word') == '*** *** *** *** plain-word'
    }
}
