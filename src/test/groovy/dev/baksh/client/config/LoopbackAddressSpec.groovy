package dev.baksh.client.config

import spock.lang.Specification

class LoopbackAddressSpec extends Specification {
    def "an address of this machine is recognised without a lookup of other names: #host"() {
        expect:
        LoopbackAddress.isLoopbackName(host) == isLoopback
        LoopbackAddress.isLoopback(host) == isLoopback

        where:
        host                    || isLoopback
        'localhost'             || true
        'LOCALHOST'             || true
        '127.0.0.1'             || true
        '127.255.255.255'       || true
        '[::1]'                 || true
        '[0:0:0:0:0:0:0:1]'     || true
        '[::ffff:127.0.0.1]'    || true
        '[::2]'                 || false
        '127.0.0.256'           || false
        '127.0.0.1.example.com' || false
        '127.example.com'       || false
        '127.1'                 || false
        '128.0.0.1'             || false
        '0.0.0.0'               || false
        'localhost.example.com' || false
        'xlocalhost'            || false
    }
}
