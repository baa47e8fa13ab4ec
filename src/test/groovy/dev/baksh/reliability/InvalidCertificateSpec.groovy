package dev.baksh.reliability

import dev.baksh.client.api.BakshException
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.tls.KnownHosts
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.client.tls.TestCertificates.DAY
import static dev.baksh.client.tls.TestCertificates.builderFor
import static dev.baksh.client.tls.TestCertificates.pin

/** Bad inputs 35 to 41, 46 and 47: server certificates, on real TLS connections. */
@Timeout(120)
class InvalidCertificateSpec extends Specification {
    static final long NOW = System.currentTimeMillis()
    static final String FOREIGN = 'n2ws (AT): the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Foreign' +
        ' / add the CA to CAFILE, or compare the key with the key on the server and set BAKSH_N2WS_PIN to SHOWN' +
        ' / the server sends no intermediate certificate; if its authority is public, the server must send the complete chain'
    static final String EXPIRED = 'n2ws (AT): the certificate of AT expired on DATE (CN=server, issued by CN=Authority)' +
        ' / renew the certificate on the server; the clock of this machine shows DATE'
    static final String NOT_YET_VALID = 'n2ws (AT): the certificate of AT is not valid before DATE (CN=server, issued by CN=Authority)' +
        ' / compare the clocks of both machines; the clock of this machine shows DATE'
    static final String UNNAMED = 'n2ws (AT): the certificate of AT (CN=127.0.0.1) contains no name of a server' +
        ' / install a certificate with the name 127.0.0.1, or pin the key with BAKSH_N2WS_PIN'
    static final String MISNAMED = 'n2ws (AT): the certificate of AT (CN=server) is for another name: other.example.com' +
        ' / use a name of the certificate in BAKSH_N2WS_URL, install a certificate with the name 127.0.0.1, or pin the key with BAKSH_N2WS_PIN'

    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate foreignCertificate = new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(0).build()
    @Shared HeldCertificate selfSigned = new HeldCertificate.Builder().commonName('appliance').build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(new HeldCertificate.Builder().build())

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
        outcomeText.replace("127.0.0.1:${server.port}", 'AT').replace(pin(certificate), 'SHOWN').replaceAll(/\d{4}-\d\d-\d\d(T[0-9:]+Z)?/, 'DATE').replace(folder.resolve('ca.pem').toString(), 'CAFILE').replace(pin(selfSigned), 'BARE').replace('\n', ' / ') == expected
        server.requestCount == (expected.startsWith('accepted') ? 1 : 0)

        where:
        input | what                                    | shown                                                                                                    | pinned                      | ca    || expected
        35    | 'pinned, and the key has changed'       | { builderFor('127.0.0.1').signedBy(it.authority).build() }                                                    | { pin(it.selfSigned) }            | true  || 'n2ws (AT): the key of AT is not the pinned key; nothing was sent / pinned  BARE / shown   SHOWN / if the key was changed on purpose, set BAKSH_N2WS_PIN to that'
        36    | 'pinned, a new certificate of that key' | { new HeldCertificate.Builder().commonName('renewed').keyPair(it.selfSigned.keyPair()).serialNumber(9).build() } | { pin(it.selfSigned) }          | false || 'accepted 1'
        37    | 'expired'                               | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(0, DAY).build() }                           | { null }                    | true  || EXPIRED
        38    | 'not yet valid'                         | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(NOW + DAY, NOW + 2 * DAY).build() }         | { null }                    | true  || NOT_YET_VALID
        39    | 'no name, by address'                   | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.authority).build() }                 | { null }                    | true  || UNNAMED
        39    | 'no name, by address, pinned'           | { it.selfSigned }                                                                                              | { pin(it.selfSigned) }            | false || 'accepted 1'
        40    | 'for another host'                      | { builderFor('other.example.com').signedBy(it.authority).build() }                                            | { null }                    | true  || MISNAMED
        41    | 'of another authority'                  | { builderFor('127.0.0.1').signedBy(it.foreignCertificate).build() }                                                      | { null }                    | true  || FOREIGN
        46    | 'a truncated pin'                       | { it.selfSigned }                                                                                              | { pin(it.selfSigned).take(30) }   | false || 'n2ws (AT): not a pin: CUT / a pin is sha256/ and 44 characters of base64'.replace('CUT', pin(selfSigned).take(30))
        46    | 'an invalid pin'                        | { it.selfSigned }                                                                                              | { 'trust-me' }              | false || 'n2ws (AT): not a pin: trust-me / a pin is sha256/ and 44 characters of base64'
        47    | 'two pins, the second one matches'        | { it.selfSigned }                                                                                              | { pin(it.authority) + ',' + pin(it.selfSigned) } | false || 'accepted 1'
        47    | 'two pins, the first one matches'         | { it.selfSigned }                                                                                              | { pin(it.selfSigned) + ', ' + pin(it.authority) } | false || 'accepted 1'
    }
}
