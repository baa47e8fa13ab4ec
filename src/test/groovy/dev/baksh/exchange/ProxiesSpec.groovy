package dev.baksh.exchange

import dev.baksh.api.BakshException
import dev.baksh.config.ServerConfig
import dev.baksh.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Specification

class ProxiesSpec extends Specification {
    @AutoCleanup
    Rig rig = new Rig()

    static String chosen(Map<String, String> env, String url) {
        Proxy proxy = new Proxies(env, URI.create(url)).select(URI.create(url))[0]
        return proxy == Proxy.NO_PROXY ? null : proxy.address().hostString + ':' + proxy.address().port
    }

    def "#url with #env goes by #proxy"() {
        expect:
        chosen(env, url) == proxy

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

    def "a proxy that is no address is named, and its text is not"() {
        when:
        chosen([HTTPS_PROXY: text], 'https://n2ws.example.com')

        then:
        BakshException e = thrown()
        e.message == 'HTTPS_PROXY: not the address of a proxy'
        e.hint() == 'write http://HOST:PORT'

        where:
        text << ['http://user:canary pass@proxy:1', 'http://', 'http://:80']
    }

    def "the tunnel carries TLS to the server itself: the proxy sees its name and no byte of the request"() {
        given:
        HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build()
        HeldCertificate certificate = new HeldCertificate.Builder().addSubjectAlternativeName('n2ws.test').signedBy(authority).build()
        TlsServer server = new TlsServer(certificate)
        List<String> asked = []
        ServerSocket proxy = tunnel(server.port, asked)
        ServerConfig config = Rig.server([pin: Trust.pin(certificate.certificate())], 'n2ws', URI.create('https://n2ws.test'))
        Wire wire = new Wire(config, [HTTPS_PROXY: "http://127.0.0.1:${proxy.localPort}".toString()])

        expect:
        rig.exchange(config, N2wsClient.dialect(), new FakeSource(), wire).send(Rig.read('things/')).get('id') == 1
        asked == ['CONNECT n2ws.test:443 HTTP/1.1']
        server.requests == 1

        cleanup:
        proxy.close()
        server.close()
    }

    private static ServerSocket tunnel(int port, List<String> asked) {
        ServerSocket listener = new ServerSocket(0, 10, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon('proxy') {
            try (Socket client = listener.accept(); Socket server = new Socket('127.0.0.1', port)) {
                StringBuilder head = new StringBuilder()
                while (!head.toString().endsWith('\r\n\r\n')) head.append((char) client.inputStream.read())
                asked << head.readLines()[0]
                client.outputStream.write('HTTP/1.1 200 OK\r\n\r\n'.bytes)
                Thread up = Thread.startDaemon {
                    try {
                        client.inputStream.transferTo(server.outputStream)
                    } catch (IOException ignored) {
                        // The same.
                    }
                }
                server.inputStream.transferTo(client.outputStream)
                client.close()
                up.join()
            } catch (IOException ignored) {
                // Either side has closed: the tunnel is over.
            }
        }
        return listener
    }
}
