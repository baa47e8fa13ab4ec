package dev.baksh.client.tls

import dev.baksh.client.api.BakshException
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.ConnectionCache
import dev.baksh.client.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** TLS sessions that outlive a transport, on real connections. */
class TlsSessionCacheSpec extends Specification {
    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate validCertificate = TestCertificates.builderFor('127.0.0.1').signedBy(authority).build()
    @Shared HeldCertificate otherCertificate = TestCertificates.builderFor('127.0.0.1').signedBy(authority).build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(validCertificate)

    ConnectionCache cache = new ConnectionCache()

    def "the next transport of the caller resumes the session, and a transport with other trust settings starts a new handshake"() {
        given:
        ServerConfig caFileConfig = config(ca: writePem(authority))
        ServerConfig pinConfig = config(pin: ServerTrustManager.publicKeyPin(validCertificate.certificate()))

        when:
        [caFileConfig, caFileConfig, pinConfig, pinConfig].each { sendRead(it, cache) }
        sendRead(caFileConfig, null)

        then:
        server.sessionStartTimes.size() == 5
        server.sessionStartTimes[0] == server.sessionStartTimes[1]
        server.sessionStartTimes[2] == server.sessionStartTimes[3]
        server.sessionStartTimes.toUnique().size() == 3
    }

    def "a key that is no longer trusted is rejected as without a session"() {
        given:
        ServerConfig baseConfig = config()
        trustKey(validCertificate)
        sendRead(baseConfig, cache)
        trustKey(otherCertificate)

        when:
        sendRead(baseConfig, cache)

        then:
        BakshException e = thrown()
        e.message == failureMessage { sendRead(baseConfig, null) }
        e.message.contains('nothing was sent')
        server.requestCount == 1
    }

    def "an old session is not used with a different CA file"() {
        given:
        sendRead(config(ca: writePem(authority)), cache)

        when:
        sendRead(config(ca: writePem(otherCertificate)), cache)

        then:
        BakshException e = thrown()
        e.message == failureMessage { sendRead(config(ca: writePem(otherCertificate)), null) }
        server.requestCount == 1
    }

    def "a server with another certificate is checked again"() {
        given:
        ServerConfig pinned = config(pin: ServerTrustManager.publicKeyPin(validCertificate.certificate()))
        sendRead(pinned, cache)
        server.useCertificate(otherCertificate)

        when:
        sendRead(pinned, cache)

        then:
        thrown(BakshException)
        server.requestCount == 1
    }

    private static String failureMessage(Closure<?> action) {
        try {
            action()
            return null
        } catch (BakshException e) {
            return e.message
        }
    }

    private ServerConfig config(Map<String, Object> overrides = [:]) {
        return ClientFixture.serverConfig(overrides, 'n2ws', server.url)
    }

    private void sendRead(ServerConfig config, ConnectionCache connectionCache) {
        KnownHosts knownHosts = new KnownHosts(folder.resolve('trust'), fixture.time, HostKeyPrompt.UNATTENDED)
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), ClientFixture.openTransport(config, [:], knownHosts, connectionCache)).send(ClientFixture.readCall('things/'))
    }

    private void trustKey(HeldCertificate certificate) {
        Path trustFolder = folder.resolve('trust')
        Files.createDirectories(trustFolder)
        Files.setPosixFilePermissions(trustFolder, PosixFilePermissions.fromString('rwx------'))
        Path file = trustFolder.resolve('known_hosts')
        Files.writeString(file, "127.0.0.1:${server.port} ${ServerTrustManager.publicKeyPin(certificate.certificate())} 2026-01-01T00:00:00Z\n")
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))
    }

    private Path writePem(HeldCertificate certificate) {
        Files.writeString(folder.resolve('ca.pem'), certificate.certificatePem())
    }
}
