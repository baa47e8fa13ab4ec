package dev.baksh.client.http

import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.retry.ClientLimits
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.time.Duration

import static dev.baksh.client.http.TestProxy.response
import static dev.baksh.client.tls.TestCertificates.DAY
import static dev.baksh.client.tls.TestCertificates.authority
import static dev.baksh.client.tls.TestCertificates.builderFor
import static dev.baksh.client.tls.TestCertificates.pin
import static dev.baksh.client.tls.TestCertificates.writePem

/** Requests through proxies, on real connections. */
@Timeout(120)
class ProxySpec extends Specification {
    static final String REACH_HINT = 'check HTTPS_PROXY, or name the server in NO_PROXY'
    static final String SERVER_HINT = 'check BAKSH_N2WS_URL; the proxy looks up the name and connects to the server'
    static final String LOGIN_HINT = 'write http://USER:PASSWORD@HOST:PORT in HTTPS_PROXY, with %40 for an at sign in the password'
    static final String SCHEME_HINT = 'use a proxy that accepts Basic, or a local proxy that logs in for you, or name the server in NO_PROXY'

    @Shared HeldCertificate root = authority('Root')
    @Shared HeldCertificate serverCertificate = builderFor('n2ws.test').build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(serverCertificate)

    @AutoCleanup
    TestProxy proxy

    ServerConfig config = ClientFixture.serverConfig([pin: pin(serverCertificate)], 'n2ws', URI.create('https://n2ws.test'))

    def "an https proxy is used with TLS, and the password is sent only within TLS"() {
        given:
        proxy = new TestProxy(server.port, certificate: builderFor('127.0.0.1').signedBy(root).build())

        expect:
        send("https://ops:canary-word@$proxy.address") == 1
        proxy.connectLines == ['CONNECT n2ws.test:443 HTTP/1.1']
        proxy.authorizations == ['Basic ' + 'ops:canary-word'.bytes.encodeBase64()]
        server.requestCount == 1
    }

    def "an https proxy is used with TLS for a server with plain http"() {
        given:
        proxy = new TestProxy(1, certificate: builderFor('127.0.0.1').signedBy(root).build())
        config = ClientFixture.serverConfig('n2ws', URI.create('http://n2ws.test'))
        // The proxy reads a request to itself as it reads a CONNECT, and responds.
        proxy.response = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{"id": 1}'

        expect:
        send("https://ops:canary-word@$proxy.address", 'HTTP_PROXY', ClientFixture.readCall('things/')) == 1
        proxy.connectLines == ['GET http://n2ws.test/api/things/ HTTP/1.1']
        proxy.authorizations == ['Basic ' + 'ops:canary-word'.bytes.encodeBase64()]
    }

    def "an https proxy without TLS receives no password: #target"() {
        given:
        ByteArrayOutputStream received = new ByteArrayOutputStream()
        ServerSocket listener = plainListener(received)
        config = ClientFixture.serverConfig('n2ws', URI.create(target))
        String variable = target.startsWith('https') ? 'HTTPS_PROXY' : 'HTTP_PROXY'

        when:
        send("https://ops:canary-word@127.0.0.1:$listener.localPort", variable)

        then:
        BakshException e = thrown()
        e.message == "n2ws (n2ws.test): the proxy 127.0.0.1:$listener.localPort does not use TLS; the server received nothing"
        e.hint() == "write http:// in $variable; the connection to the proxy, with its password, is then not encrypted"
        !received.toString('ISO-8859-1').contains('ops:canary-word'.bytes.encodeBase64().toString())
        !received.toString('ISO-8859-1').contains('CONNECT')

        cleanup:
        listener.close()

        where:
        target << ['https://n2ws.test', 'http://n2ws.test']
    }

    def "the certificate of an https proxy: #what"() {
        given:
        proxy = new TestProxy(server.port, certificate: certificate(this))

        when:
        send("https://ops:canary-word@$proxy.address")

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message.replace(proxy.address, 'AT').replaceAll(/\d{4}-\d\d-\d\d(T[0-9:]+Z)?/, 'DATE') == 'n2ws (n2ws.test): ' + message + '; the server received nothing'
        e.hint().replaceAll(/\d{4}-\d\d-\d\dT[0-9:]+Z/, 'DATE') == hint
        proxy.connectLines.empty

        where:
        what                 | certificate                                                                                                        || message                                                                                                        | hint
        'unknown authority'  | { builderFor('127.0.0.1').signedBy(authority('Foreign')).build() }                                                 || 'the certificate of the proxy AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Foreign' | 'set the PEM file of its CA with SSL_CERT_FILE'
        'another name'       | { builderFor('other.example.com').signedBy(it.root).build() }                                                      || 'the certificate of the proxy AT (CN=server, issued by CN=Root) is for another name'                            | 'use the name in the certificate'
        'expired'            | { builderFor('127.0.0.1').signedBy(it.root).validityInterval(System.currentTimeMillis() - 9 * DAY, System.currentTimeMillis() - 5 * DAY).build() } || 'the certificate of the proxy AT expired on DATE (CN=server, issued by CN=Root)' | 'renew the certificate on the server; the clock of this machine shows DATE'
    }

    def "an https proxy of an unknown authority: the hint says why SSL_CERT_FILE is not used"() {
        given:
        proxy = new TestProxy(server.port, certificate: builderFor('127.0.0.1').signedBy(root).build())
        Map<String, String> env = [HTTPS_PROXY: "https://$proxy.address".toString(), SSL_CERT_FILE: folder.resolve('missing.pem').toString()]

        when:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), ClientFixture.openTransport(config, env)).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.hint().replace(folder.toString(), 'FOLDER').readLines() ==
            ['set the PEM file of its CA with SSL_CERT_FILE', 'SSL_CERT_FILE is not used: FOLDER/missing.pem cannot be read']
        proxy.connectLines.empty
    }

    def "#scheme is used, and the proxy looks up the name"() {
        given:
        proxy = new TestProxy(server.port, socks: true)

        expect:
        send("$scheme://$proxy.address") == 1
        proxy.connectLines == ['n2ws.test:443']
        server.requestCount == 1

        where:
        scheme << ['socks5', 'socks5h', 'SOCKS5H']
    }

    def "an error of a SOCKS proxy names the proxy: #reply"() {
        given:
        proxy = new TestProxy(server.port, socks: true)
        proxy.socksReply = reply

        when:
        send("socks5h://$proxy.address")

        then:
        BakshException e = thrown()
        e.message == "n2ws (n2ws.test): the proxy $proxy.address cannot connect to n2ws.test: $text; the server received nothing"
        e.hint() == SERVER_HINT

        where:
        reply || text
        2     || 'SOCKS: Connection not allowed by ruleset'
        4     || 'SOCKS: Host unreachable'
        5     || 'SOCKS: Connection refused'
    }

    def "#what: the message names the proxy, and doctor prints the same"() {
        given:
        proxy = new TestProxy(server.port)
        proxy.response = connectResponse
        proxy.fault = fault
        if (fault == TestProxy.Fault.SILENCE) fixture.limits = new ClientLimits(*([Duration.ofMillis(500)] * 4))
        String url = address.replace('AT', proxy.address)

        when:
        send(url)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message.replace(proxy.address, 'AT') == 'n2ws (n2ws.test): the proxy ' + message + '; the server received nothing'
        e.hint() == hint
        server.requestCount == 0

        when:
        ProbeStep step = fault == TestProxy.Fault.SILENCE ? null : ClientFixture.openTransport(config, [HTTPS_PROXY: url]).probe(fixture.time).last()

        then:
        step == null || [step.description(), step.hint()] == [e.message, e.hint()]

        where:
        what                       | address                       | connectResponse                                                                                    | fault                    || message                                                                       | hint
        '403'                      | 'http://AT'                   | response(403)                                                                                      | null                     || 'AT does not allow a connection to n2ws.test (status 403 from the proxy)'     | 'ask for access at the proxy, or name the server in NO_PROXY'
        '407 without credentials'  | 'http://AT'                   | response(407, 'Proxy-Authenticate: Basic realm="p"')                                               | null                     || 'AT requires a user and a password'                                           | LOGIN_HINT
        '407 with credentials'     | 'http://ops:canary-word@AT'   | response(407, 'Proxy-Authenticate: Basic realm="p"')                                               | null                     || 'AT rejects the user or the password'                                         | LOGIN_HINT
        'NTLM only'                | 'http://AT'                   | response(407, 'Proxy-Authenticate: NTLM')                                                          | null                     || 'AT requires a login by NTLM, and baksh supports only Basic'                  | SCHEME_HINT
        'Negotiate or NTLM'        | 'http://ops:canary-word@AT'   | response(407, 'Proxy-Authenticate: Negotiate', 'Proxy-Authenticate: NTLM')                         | null                     || 'AT requires a login by Negotiate or NTLM, and baksh supports only Basic'     | SCHEME_HINT
        '407 without a scheme'     | 'http://AT'                   | response(407)                                                                                      | null                     || 'AT requires a login of an unknown kind, and baksh supports only Basic'       | SCHEME_HINT
        '502'                      | 'http://AT'                   | response(502)                                                                                      | null                     || 'AT cannot connect to n2ws.test (status 502 from the proxy)'                  | SERVER_HINT
        '503'                      | 'http://AT'                   | response(503)                                                                                      | null                     || 'AT cannot connect to n2ws.test (status 503 from the proxy)'                  | SERVER_HINT
        '504'                      | 'http://AT'                   | response(504)                                                                                      | null                     || 'AT cannot connect to n2ws.test (status 504 from the proxy)'                  | SERVER_HINT
        '405, a web server'        | 'http://AT'                   | response(405)                                                                                      | null                     || 'AT opens no connection to n2ws.test (status 405 from the proxy)'             | 'check the port in HTTPS_PROXY, and whether this server is a proxy'
        'a redirect'               | 'http://AT'                   | response(302, 'Location: http://portal.test/')                                                     | null                     || 'AT opens no connection to n2ws.test (status 302 from the proxy)'             | 'check the port in HTTPS_PROXY, and whether this server is a proxy'
        'no HTTP'                  | 'http://AT'                   | 'SSH-2.0-OpenSSH_9.2\r\n\r\n'                                                                      | null                     || 'AT does not respond as a proxy'                                              | REACH_HINT
        'silence'                  | 'http://AT'                   | null                                                                                               | TestProxy.Fault.SILENCE  || 'AT does not respond in time'                                                 | REACH_HINT
        'a closed connection'      | 'http://AT'                   | null                                                                                               | TestProxy.Fault.CLOSE    || 'AT closes the connection'                                                    | REACH_HINT
        'a reset'                  | 'http://AT'                   | null                                                                                               | TestProxy.Fault.RESET    || 'AT closes the connection'                                                    | REACH_HINT
        'an unknown name'          | 'http://proxy.invalid:3128'   | null                                                                                               | null                     || 'proxy.invalid:3128 is not known: its name has no address'                    | REACH_HINT
        'no listener'              | 'http://127.0.0.1:1'          | null                                                                                               | null                     || '127.0.0.1:1 cannot be reached (connection refused)'                          | REACH_HINT
        'no SOCKS listener'        | 'socks5h://127.0.0.1:1'       | null                                                                                               | null                     || '127.0.0.1:1 cannot be reached (connection refused)'                          | REACH_HINT
        'an unknown SOCKS name'    | 'socks5h://proxy.invalid'     | null                                                                                               | null                     || 'proxy.invalid:1080 is not known by name, or does not speak SOCKS 5'          | REACH_HINT
    }

    def "an error of the server behind a tunnel names both"() {
        given:
        proxy = new TestProxy(server.port)
        config = ClientFixture.serverConfig('n2ws', URI.create('https://n2ws.test'))

        when:
        send("http://$proxy.address")

        then:
        BakshException e = thrown()
        e.message ==~ /n2ws \(n2ws.test\): the certificate of n2ws.test:443 \(CN=server, valid until \S+\) is self-signed and not trusted/
        e.hint().readLines().last() == "the connection goes through the proxy $proxy.address, which may replace certificates"
    }

    private Object send(String proxyUrl, String variable = 'HTTPS_PROXY', ApiCall call = ClientFixture.writeCall('things/')) {
        Map<String, String> env = [(variable): proxyUrl.toString(), SSL_CERT_FILE: writePem(folder.resolve('ca.pem'), root).toString()]
        OkHttpTransport transport = ClientFixture.openTransport(config, env)
        return fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(call).get('id')
    }

    /** Returns a listener that records what it receives, and responds in plain HTTP. */
    private static ServerSocket plainListener(ByteArrayOutputStream received) {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon('plain-listener') {
            while (!listener.closed) {
                try (Socket client = listener.accept()) {
                    byte[] bytes = new byte[4096]
                    int length = client.inputStream.read(bytes)
                    if (length > 0) received.write(bytes, 0, length)
                    client.outputStream.write(response(400).bytes)
                } catch (IOException ignored) {
                    // The listener or the connection is closed.
                }
            }
        }
        return listener
    }
}
