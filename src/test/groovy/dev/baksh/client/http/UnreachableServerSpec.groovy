package dev.baksh.client.http

import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.tls.CertificateAuthorities
import spock.lang.Specification

import javax.net.ssl.SSLHandshakeException
import java.time.Duration

/** Failures of the operating system before a connection is established; a firewall or a missing route causes them. */
class UnreachableServerSpec extends Specification {
    private static TransportException explain(String url, IOException failure, String proxy = null) {
        ServerConfig server = ClientFixture.serverConfig('n2ws', URI.create(url))
        ProxyErrors proxyErrors = proxy == null ? null : new ProxyErrors(server, ProxyAddress.parse('HTTPS_PROXY', proxy), new CertificateAuthorities([:]))
        return new TransportExceptionMapper(server, proxyErrors, new TlsErrors(server, { [] }, { false }))
            .explain(failure, new HttpRequest('GET', '/api/things/', [:], null, null, Duration.ofSeconds(10)), new RequestProgress())
    }

    /** The exception that OkHttp makes of a ConnectException. */
    private static IOException connectException(String text) {
        return new ConnectException('Failed to connect to n2ws.test/192.0.2.1:443').initCause(new ConnectException(text)) as IOException
    }

    def "without a connection, the message speaks neither of TLS nor of a listener: #url, #failure"() {
        when:
        TransportException e = explain(url, failure)

        then:
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (n2ws.test): n2ws.test cannot be reached: ' + text
        e.hint() == 'check BAKSH_N2WS_URL, the network, the VPN and the firewall'
        e.retryable
        !e.mayHaveBeenSent()

        where:
        url                 | failure                                                        || text
        'https://n2ws.test' | new NoRouteToHostException('No route to host')                 || 'No route to host'
        'http://n2ws.test'  | new NoRouteToHostException('No route to host')                 || 'No route to host'
        'https://n2ws.test' | new SocketException('Network is unreachable')                  || 'Network is unreachable'
        'http://n2ws.test'  | new SocketException('Network is unreachable')                  || 'Network is unreachable'
        'https://n2ws.test' | new SocketException('Operation not permitted')                 || 'Operation not permitted'
        'https://n2ws.test' | new BindException('Permission denied')                         || 'Permission denied'
        'https://n2ws.test' | new BindException('Cannot assign requested address')           || 'Cannot assign requested address'
        'https://n2ws.test' | new SocketException('Host is down')                            || 'Host is down'
        'https://n2ws.test' | new SocketException('Protocol family not supported')           || 'Protocol family not supported'
        'https://n2ws.test' | connectException('Connection timed out')                       || 'Connection timed out'
    }

    def "of several addresses of a name, the failure of a reached address is explained: #other"() {
        given:
        IOException failure = new SocketException('Network is unreachable')
        failure.addSuppressed(new NoRouteToHostException('No route to host'))
        failure.addSuppressed(other)

        when:
        TransportException e = explain('https://n2ws.test', failure)

        then:
        e.message == 'n2ws (n2ws.test): ' + message
        e.hint() == hint

        where:
        other                                              || message                                                    | hint
        connectException('Connection refused')             || 'no server listens at n2ws.test (connection refused)'      | 'check BAKSH_N2WS_URL, the firewall, and that the server runs'
        new SocketTimeoutException('Connect timed out')    || 'no connection to n2ws.test within the timeout'            | null
        new SSLHandshakeException('Received fatal alert: unrecognized_name') || 'n2ws.test does not serve this name: Received fatal alert: unrecognized_name' | 'check the host in BAKSH_N2WS_URL'
        new SocketException('Network is unreachable')      || 'n2ws.test cannot be reached: Network is unreachable'      | 'check BAKSH_N2WS_URL, the network, the VPN and the firewall'
    }

    def "a proxy that cannot be reached has closed no connection: #proxy, #failure"() {
        when:
        TransportException e = explain('https://n2ws.test', failure, proxy)

        then:
        e.message == 'n2ws (n2ws.test): the proxy ' + message + '; the server received nothing'
        e.hint() == 'check HTTPS_PROXY, or name the server in NO_PROXY'
        e.retryable

        where:
        proxy                 | failure                                        || message
        'http://proxy:3128'   | new NoRouteToHostException('No route to host') || 'proxy:3128 cannot be reached (No route to host)'
        'http://proxy:3128'   | new SocketException('Network is unreachable')  || 'proxy:3128 cannot be reached (Network is unreachable)'
        'socks5h://proxy'     | new SocketException('Network is unreachable')  || 'proxy:1080 cannot be reached (Network is unreachable)'
        'http://proxy:3128'   | new SocketException('Operation not permitted') || 'proxy:3128 cannot be reached (Operation not permitted)'
        'http://proxy:3128'   | connectException('Connection timed out')       || 'proxy:3128 cannot be reached (Connection timed out)'
        'http://proxy:3128'   | connectException('Connection refused')         || 'proxy:3128 cannot be reached (connection refused)'
        'socks5h://proxy'     | new SocketException('Connect timed out')       || 'proxy:1080 does not respond in time'
        'http://proxy:3128'   | new SocketException('Connection reset')        || 'proxy:3128 closes the connection'
    }
}
