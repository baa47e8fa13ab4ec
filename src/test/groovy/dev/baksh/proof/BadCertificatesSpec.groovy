package dev.baksh.proof

import dev.baksh.api.BakshException
import dev.baksh.config.ServerConfig
import dev.baksh.exchange.FakeSource
import dev.baksh.exchange.KnownHosts
import dev.baksh.exchange.Rig
import dev.baksh.exchange.TlsServer
import dev.baksh.exchange.Trust
import dev.baksh.exchange.Wire
import dev.baksh.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** Bad inputs 35 to 41, 46 and 47: what a server shows of itself, on real TLS connections. */
@Timeout(120)
class BadCertificatesSpec extends Specification {
    static final long DAY = TimeUnit.DAYS.toMillis(1)
    static final long NOW = System.currentTimeMillis()
    static final String UNTRUSTED = 'n2ws (AT): the certificate of AT is not trusted / ' +
        "give the authority's PEM file with BAKSH_N2WS_CA, or, once compared with the server's own key, set BAKSH_N2WS_PIN to SHOWN"
    static final String MISNAMED = 'n2ws (AT): the certificate of AT is for another name / ' +
        'use the name that stands in the certificate, or pin its key with BAKSH_N2WS_PIN'

    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate foreign = new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(0).build()
    @Shared HeldCertificate bare = new HeldCertificate.Builder().commonName('appliance').build()

    @TempDir
    Path folder

    @AutoCleanup
    Rig rig = new Rig()

    @AutoCleanup
    TlsServer server = new TlsServer(new HeldCertificate.Builder().build())

    static HeldCertificate.Builder named(String name) {
        return new HeldCertificate.Builder().commonName('server').addSubjectAlternativeName(name)
    }

    static String pin(HeldCertificate certificate) {
        return Trust.pin(certificate.certificate())
    }

    /** What a script is given, or is told; and the bytes of the request that the server got. */
    private String outcome(String pin, boolean authorities) {
        try {
            Path pem = authorities ? Files.writeString(folder.resolve('ca.pem'), authority.certificatePem()) : null
            ServerConfig plain = Rig.server([pin: pin], 'n2ws', server.url)
            ServerConfig config = new ServerConfig(plain.name(), 'n2ws', server.url, null, plain.source(), pem, plain.pin(), null, null, null, false, false)
            Wire wire = new Wire(config, [:], null, new KnownHosts(folder.resolve('trust'), rig.time, { List<String> facts, String question -> true }))
            return 'answered ' + rig.exchange(config, N2wsClient.dialect(), new FakeSource(), wire).send(Rig.write('things/')).get('id')
        } catch (BakshException e) {
            assert server.bytes == 0
            return e.message + ' / ' + e.hint()
        }
    }

    def "input #input, #what"() {
        given:
        HeldCertificate certificate = shown.call(this)
        server.show(certificate)

        when:
        String told = outcome(pinned.call(this), ca)

        then:
        told.replace("127.0.0.1:${server.port}", 'AT').replace(pin(certificate), 'SHOWN').replace(pin(bare), 'BARE').replace('\n', ' / ') == expected
        server.requests == (expected.startsWith('answered') ? 1 : 0)

        where:
        input | what                                    | shown                                                                                                    | pinned                      | ca    || expected
        35    | 'pinned, and the key has changed'       | { named('127.0.0.1').signedBy(it.authority).build() }                                                    | { pin(it.bare) }            | true  || 'n2ws (AT): the key of AT is not the pinned one; nothing was sent / pinned  BARE / shown   SHOWN / if it was changed on purpose, set BAKSH_N2WS_PIN to that'
        36    | 'pinned, a new certificate of that key' | { new HeldCertificate.Builder().commonName('renewed').keyPair(it.bare.keyPair()).serialNumber(9).build() } | { pin(it.bare) }          | false || 'answered 1'
        37    | 'ended'                                 | { named('127.0.0.1').signedBy(it.authority).validityInterval(0, DAY).build() }                           | { null }                    | true  || UNTRUSTED
        38    | 'not begun'                             | { named('127.0.0.1').signedBy(it.authority).validityInterval(NOW + DAY, NOW + 2 * DAY).build() }         | { null }                    | true  || UNTRUSTED
        39    | 'no name, by address'                   | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.authority).build() }                 | { null }                    | true  || MISNAMED
        39    | 'no name, by address, pinned'           | { it.bare }                                                                                              | { pin(it.bare) }            | false || 'answered 1'
        40    | 'for another host'                      | { named('other.example.com').signedBy(it.authority).build() }                                            | { null }                    | true  || MISNAMED
        41    | 'of a foreign authority'                | { named('127.0.0.1').signedBy(it.foreign).build() }                                                      | { null }                    | true  || UNTRUSTED
        46    | 'a pin that is cut off'                 | { it.bare }                                                                                              | { pin(it.bare).take(30) }   | false || 'n2ws (AT): not a pin: CUT / a pin is sha256/ and 44 characters of base64'.replace('CUT', pin(bare).take(30))
        46    | 'a pin that is none'                    | { it.bare }                                                                                              | { 'trust-me' }              | false || 'n2ws (AT): not a pin: trust-me / a pin is sha256/ and 44 characters of base64'
        47    | 'two pins, the second one shown'        | { it.bare }                                                                                              | { pin(it.authority) + ',' + pin(it.bare) } | false || 'answered 1'
        47    | 'two pins, the first one shown'         | { it.bare }                                                                                              | { pin(it.bare) + ', ' + pin(it.authority) } | false || 'answered 1'
    }
}
