package dev.baksh.client.config

import spock.lang.Specification

/** Two spellings of one address have the same identity, and two servers never have. */
class ServerIdentitySpec extends Specification {
    def "#address is #identity"() {
        expect:
        ServerIdentity.of(URI.create(address)) == identity

        where:
        address                            || identity
        'https://n2ws.example.com'         || 'n2ws.example.com:443'
        'https://N2WS.Example.COM'         || 'n2ws.example.com:443'
        'HTTPS://n2ws.example.com:443'     || 'n2ws.example.com:443'
        'https://n2ws.example.com.'        || 'n2ws.example.com:443'
        'https://n2ws.example.com/'        || 'n2ws.example.com:443'
        'http://n2ws.example.com'          || 'n2ws.example.com:80'
        'http://n2ws.example.com:443'      || 'n2ws.example.com:443'
        'https://n2ws.example.com:8443'    || 'n2ws.example.com:8443'
        'https://xn--bcher-kva.example'    || 'xn--bcher-kva.example:443'
        'http://localhost:8080'            || 'loopback:8080'
        'http://LOCALHOST.:8080'           || 'loopback:8080'
        'http://a.localhost:8080'          || 'loopback:8080'
        'http://127.0.0.1:8080'            || 'loopback:8080'
        'http://127.0.1.1:8080'            || 'loopback:8080'
        'http://[::1]:8080'                || 'loopback:8080'
        'http://[0:0:0:0:0:0:0:1]:8080'    || 'loopback:8080'
        'http://[::ffff:127.0.0.1]:8080'   || 'loopback:8080'
        'https://10.0.0.7'                 || '10.0.0.7:443'
        'https://[2001:DB8::1]'            || '2001:db8:0:0:0:0:0:1:443'
        'https://[2001:db8:0:0:0:0:0:1]'   || '2001:db8:0:0:0:0:0:1:443'
    }

    def "an address of this machine is that of localhost"() {
        given:
        List<InetAddress> own = NetworkInterface.networkInterfaces().toList().collectMany { it.inetAddresses().toList() }.findAll { it instanceof Inet4Address }

        expect:
        own.every { ServerIdentity.of(URI.create("http://$it.hostAddress:8080")) == 'loopback:8080' }
    }

    def "the locks of a name include those of its addresses, and an address has one"() {
        expect:
        ServerIdentity.all(URI.create('https://10.0.0.7')) == ['10.0.0.7:443'] as Set
        ServerIdentity.all(URI.create('http://localhost:80')) == ['loopback:80'] as Set
        ServerIdentity.all(URI.create('https://no-such-host.invalid')) == ['no-such-host.invalid:443'] as Set
    }
}
