package dev.baksh.client.http

import dev.baksh.client.api.BakshException
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.tls.ServerTrustManager
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Specification

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
        'https://n2ws.example.com'     | [HTTP_PROXY: 'proxy:3128']                                             || null
        'http://n2ws.example.com'      | [HTTP_PROXY: 'proxy:3128']                                             || 'proxy:3128'
        'https://n2ws.example.com'     | [HTTPS_PROXY: '  ']                                                    || null

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
    }

    def "an invalid proxy variable is named, and its value is not shown"() {
        when:
        selectedProxy([HTTPS_PROXY: text], 'https://n2ws.example.com')

        then:
        BakshException e = thrown()
        e.message == 'HTTPS_PROXY: not a valid proxy URL'
        e.hint() == 'write http://HOST:PORT'

        where:
        text << ['http://user:canary pass@proxy:1', 'http://', 'http://:80']
    }

    def "the tunnel carries TLS to the server: the proxy sees the host name and no byte of the request"() {
        given:
        HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build()
        HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName('n2ws.test').signedBy(authority).build()
        TlsTestServer server = new TlsTestServer(certificate)
        List<String> connectLines = []
        ServerSocket proxy = startTunnel(server.port, connectLines)
        ServerConfig config = ClientFixture.serverConfig([pin: ServerTrustManager.publicKeyPin(certificate.certificate())], 'n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://127.0.0.1:${proxy.localPort}".toString()])

        expect:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.readCall('things/')).get('id') == 1
        connectLines == ['CONNECT n2ws.test:443 HTTP/1.1']
        server.requestCount == 1

        cleanup:
        proxy.close()
        server.close()
    }

    def "proxy credentials are sent to the proxy and not to the server: #url"() {
        given:
        HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build()
        HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName('n2ws.test').signedBy(authority).build()
        TlsTestServer server = new TlsTestServer(certificate)
        List<String> connectLines = []
        ServerSocket proxy = startTunnel(server.port, connectLines)
        ServerConfig config = ClientFixture.serverConfig([pin: ServerTrustManager.publicKeyPin(certificate.certificate())], 'n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://ops:$url@127.0.0.1:${proxy.localPort}".toString()])

        expect:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.writeCall('things/')).get('id') == 1
        connectLines == ['CONNECT n2ws.test:443 HTTP/1.1']
        authorizations == ['Basic ' + "ops:$password".bytes.encodeBase64()]
        server.requestCount == 1

        cleanup:
        proxy.close()
        server.close()

        where:
        url              || password
        'canary-word'    || 'canary-word'
        'canary%40wo+rd' || 'canary@wo+rd'
    }

    def "rejected proxy credentials are sent once per connection and are in no message"() {
        given:
        requiredAuthorization = 'Basic other'
        ServerSocket proxy = startTunnel(1, [])
        ServerConfig config = ClientFixture.serverConfig([:], 'n2ws', URI.create('https://n2ws.test'))
        OkHttpTransport transport = ClientFixture.openTransport(config, [HTTPS_PROXY: "http://ops:canary-word@127.0.0.1:${proxy.localPort}".toString()])

        when:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.message == "n2ws (n2ws.test): the proxy 127.0.0.1:${proxy.localPort} requires a user and a password, or rejects them; nothing was sent"
        e.hint() == 'write http://USER:PASSWORD@HOST:PORT, with %40 for an at sign in the password'
        authorizations.size() == 1

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
        fixture.redactor.addProxyPasswords([HTTPS_PROXY: 'http://ops:canary%40word@proxy:1', http_proxy: 'u:other-word@p:2', NO_PROXY: 'a,b', OTHER: 'x:plain-word@y'])

        expect:
        fixture.redactor.redact('canary%40word canary@word other-word plain-word') == '*** *** *** plain-word'
    }

    /** Credentials that the proxy accepts (null for any), and the credentials that it received. */
    private volatile String requiredAuthorization
    private final List<String> authorizations = Collections.synchronizedList([])

    private ServerSocket startTunnel(int port, List<String> connectLines) {
        ServerSocket listener = new ServerSocket(0, 10, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon('proxy') {
            try (Socket client = listener.accept(); Socket server = requiredAuthorization ? new Socket() : new Socket('127.0.0.1', port)) {
                StringBuilder head = new StringBuilder()
                while (!head.toString().endsWith('\r\n\r\n')) head.append((char) client.inputStream.read())
                connectLines << head.readLines()[0]
                String authorization = head.readLines().find { it.startsWith('Proxy-Authorization: ') }
                if (authorization) authorizations << authorization.substring('Proxy-Authorization: '.length())
                if (requiredAuthorization) {
                    client.outputStream.write('HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'.bytes)
                    return
                }
                client.outputStream.write('HTTP/1.1 200 OK\r\n\r\n'.bytes)
                Thread upstream = Thread.startDaemon {
                    try {
                        client.inputStream.transferTo(server.outputStream)
                    } catch (IOException ignored) {
                        // Either side has closed the connection.
                    }
                }
                server.inputStream.transferTo(client.outputStream)
                client.close()
                upstream.join()
            } catch (IOException ignored) {
                // Either side has closed the connection: the tunnel ends.
            }
        }
        return listener
    }
}
