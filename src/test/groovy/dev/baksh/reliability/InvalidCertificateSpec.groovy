package dev.baksh.reliability

import dev.baksh.client.api.BakshException
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.tls.KnownHosts
import dev.baksh.client.tls.ServerTrustManager
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** Bad inputs 35 to 41, 46 and 47: server certificates, on real TLS connections. */
@Timeout(120)
class InvalidCertificateSpec extends Specification {
    static final long DAY = TimeUnit.DAYS.toMillis(1)
    static final long NOW = System.currentTimeMillis()
    static final String UNTRUSTED = 'n2ws (AT): the certificate of AT is not trusted / ' +
        "set the PEM file of the CA with BAKSH_N2WS_CA, or compare the key with the key on the server and set BAKSH_N2WS_PIN to SHOWN"
    static final String MISNAMED = 'n2ws (AT): the certificate of AT is for another name / ' +
        'use the name in the certificate, or pin its key with BAKSH_N2WS_PIN'

    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate foreignCertificate = new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(0).build()
    @Shared HeldCertificate selfSigned = new HeldCertificate.Builder().commonName('appliance').build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(new HeldCertificate.Builder().build())

    static HeldCertificate.Builder builderFor(String name) {
        return new HeldCertificate.Builder().commonName('server').addSubjectAlternativeName(name)
    }

    static String pin(HeldCertificate certificate) {
        return ServerTrustManager.publicKeyPin(certificate.certificate())
    }

    /** Returns the result or the error of a request, and checks that a refused server has received no bytes. */
    private String describeOutcome(String pin, boolean authorities) {
        try {
            Path caFile = authorities ? Files.writeString(folder.resolve('ca.pem'), authority.certificatePem()) : null
            ServerConfig config = ClientFixture.serverConfig([pin: pin, ca: caFile], 'n2ws', server.url)
            OkHttpTransport transport = ClientFixture.openTransport(config, [:], new KnownHosts(folder.resolve('trust'), fixture.time, { List<String> facts, String question -> true }))
            return 'accepted ' + fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(ClientFixture.writeCall('things/')).get('id')
        } catch (BakshException e) {
            assert server.receivedBytes == 0
            return e.message + ' / ' + e.hint()
        }
    }

    def "input #input, #what"() {
        given:
        HeldCertificate certificate = shown.call(this)
        server.useCertificate(certificate)

        when:
        String outcomeText = describeOutcome(pinned.call(this), ca)

        then:
        outcomeText.replace("127.0.0.1:${server.port}", 'AT').replace(pin(certificate), 'SHOWN').replace(pin(selfSigned), 'BARE').replace('\n', ' / ') == expected
        server.requestCount == (expected.startsWith('accepted') ? 1 : 0)

        where:
        input | what                                    | shown                                                                                                    | pinned                      | ca    || expected
        35    | 'pinned, and the key has changed'       | { builderFor('127.0.0.1').signedBy(it.authority).build() }                                                    | { pin(it.selfSigned) }            | true  || 'n2ws (AT): the key of AT is not the pinned key; nothing was sent / pinned  BARE / shown   SHOWN / if the key was changed on purpose, set BAKSH_N2WS_PIN to that'
        36    | 'pinned, a new certificate of that key' | { new HeldCertificate.Builder().commonName('renewed').keyPair(it.selfSigned.keyPair()).serialNumber(9).build() } | { pin(it.selfSigned) }          | false || 'accepted 1'
        37    | 'expired'                               | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(0, DAY).build() }                           | { null }                    | true  || UNTRUSTED
        38    | 'not yet valid'                         | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(NOW + DAY, NOW + 2 * DAY).build() }         | { null }                    | true  || UNTRUSTED
        39    | 'no name, by address'                   | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.authority).build() }                 | { null }                    | true  || MISNAMED
        39    | 'no name, by address, pinned'           | { it.selfSigned }                                                                                              | { pin(it.selfSigned) }            | false || 'accepted 1'
        40    | 'for another host'                      | { builderFor('other.example.com').signedBy(it.authority).build() }                                            | { null }                    | true  || MISNAMED
        41    | 'of another authority'                  | { builderFor('127.0.0.1').signedBy(it.foreignCertificate).build() }                                                      | { null }                    | true  || UNTRUSTED
        46    | 'a truncated pin'                       | { it.selfSigned }                                                                                              | { pin(it.selfSigned).take(30) }   | false || 'n2ws (AT): not a pin: CUT / a pin is sha256/ and 44 characters of base64'.replace('CUT', pin(selfSigned).take(30))
        46    | 'an invalid pin'                        | { it.selfSigned }                                                                                              | { 'trust-me' }              | false || 'n2ws (AT): not a pin: trust-me / a pin is sha256/ and 44 characters of base64'
        47    | 'two pins, the second one matches'        | { it.selfSigned }                                                                                              | { pin(it.authority) + ',' + pin(it.selfSigned) } | false || 'accepted 1'
        47    | 'two pins, the first one matches'         | { it.selfSigned }                                                                                              | { pin(it.selfSigned) + ', ' + pin(it.authority) } | false || 'accepted 1'
    }
}
