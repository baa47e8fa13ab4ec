package dev.baksh.client.http

import dev.baksh.client.exchange.ClientFixture
import spock.lang.Specification

import javax.net.ssl.SSLPeerUnverifiedException

/** Messages about certificates that tests cannot create. */
class TlsErrorsSpec extends Specification {
    def "a certificate that contains the IP address #host as a name is described as that"() {
        given:
        TlsErrors errors = new TlsErrors(ClientFixture.serverConfig('n2ws', URI.create("https://$host:8443")), { [] }, { false })
        String text = "Hostname $host not verified:\n    certificate: sha256/x\n    DN: CN=server\n    subjectAltNames: [$names]"

        when:
        TransportException e = errors.misnamed(new SSLPeerUnverifiedException(text), host, new IOException())

        then:
        e.message == "n2ws ($host:8443): the certificate of $host:8443 (CN=server) contains $host as a name and not as an IP address"
        e.hint() == "install a certificate with the IP address $host, or pin the key with BAKSH_N2WS_PIN"

        where:
        host       | names
        '10.1.2.3' | '10.1.2.3'
        '10.1.2.3' | 'n2ws.example.com, 10.1.2.3'
    }
}
