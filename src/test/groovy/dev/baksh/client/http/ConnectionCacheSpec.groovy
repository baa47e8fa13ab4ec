package dev.baksh.client.http

import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.tls.HostKeyPrompt
import dev.baksh.client.tls.KnownHosts
import dev.baksh.client.tls.ServerTrustManager
import dev.baksh.client.tls.TestCertificates
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration

/** Real connections that outlive a transport. */
class ConnectionCacheSpec extends Specification {
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

    def setup() {
        server.keepsConnections = true
    }

    def "a read of the next transport reuses the connection of the caller"() {
        when:
        3.times { sendRead(config(ca: writePem(authority)), cache) }

        then:
        server.requestCount == 3
        server.connectionCount == 1
    }

    def "two simultaneous transports use separate connections"() {
        given:
        OkHttpTransport first = createTransport(config(ca: writePem(authority)), cache)
        first.send(getRequest())

        when:
        sendRead(config(ca: writePem(authority)), cache)
        first.send(getRequest())
        first.close()

        then:
        server.requestCount == 3
        server.connectionCount == 2
    }

    def "a write uses a new connection"() {
        given:
        sendRead(config(ca: writePem(authority)), cache)
        OkHttpTransport next = createTransport(config(ca: writePem(authority)), cache)

        when:
        next.send(new HttpRequest('POST', '/things/', [:], null, null, Duration.ofSeconds(5)))

        then:
        server.requestCount == 2
        server.connectionCount == 2

        cleanup:
        next.close()
    }

    def "a connection closed by the server is not reused, and no request fails"() {
        given:
        sendRead(config(ca: writePem(authority)), cache)
        server.closeConnections()

        when:
        sendRead(config(ca: writePem(authority)), cache)

        then:
        server.requestCount == 2
        server.connectionCount == 2
    }

    def "connections are not shared between callers"() {
        when:
        sendRead(config(ca: writePem(authority)), cache)
        sendRead(config(ca: writePem(authority)), new ConnectionCache())
        sendRead(config(ca: writePem(authority)), null)

        then:
        server.connectionCount == 3
    }

    def "changed trust settings cause a new TLS handshake"() {
        given:
        sendRead(config(ca: writePem(authority)), cache)

        when:
        sendRead(config(ca: writePem(otherCertificate)), cache)

        then:
        TransportException e = thrown()
        e.message == failureMessage { sendRead(config(ca: writePem(otherCertificate)), null) }
        server.requestCount == 1
    }

    def "a key that differs from the confirmed key is rejected, and nothing is sent"() {
        given:
        trustKey(validCertificate)
        sendRead(config(), cache)
        trustKey(otherCertificate)

        when:
        sendRead(config(), cache)

        then:
        TransportException e = thrown()
        e.message == failureMessage { sendRead(config(), null) }
        server.requestCount == 1
    }

    def "a key that is no longer confirmed is rejected, and nothing is sent"() {
        given:
        trustKey(validCertificate)
        sendRead(config(), cache)
        Files.delete(folder.resolve('trust/known_hosts'))

        when:
        sendRead(config(), cache)

        then:
        TransportException e = thrown()
        e.message == failureMessage { sendRead(config(), null) }
        server.requestCount == 1
    }

    def "a certificate that has expired meanwhile is rejected"() {
        given:
        // Valid for long enough for one use on a busy machine.
        boolean used = false
        for (long millis = 1_500; !used; millis *= 2) {
            server.useCertificate(TestCertificates.builderFor('127.0.0.1').signedBy(authority)
                .validityInterval(System.currentTimeMillis() - 10_000, System.currentTimeMillis() + millis).build())
            used = failureMessage { sendRead(config(ca: writePem(authority)), cache) } == null
        }

        expect:
        new PollingConditions(timeout: 110).eventually {
            assert failureMessage { sendRead(config(ca: writePem(authority)), cache) } != null
        }
        failureMessage { sendRead(config(ca: writePem(authority)), cache) } == failureMessage { sendRead(config(ca: writePem(authority)), null) }
    }

    def "a transport can be closed twice"() {
        given:
        OkHttpTransport first = createTransport(config(ca: writePem(authority)), cache)
        first.send(getRequest())
        2.times { first.close() }

        when:
        sendRead(config(ca: writePem(authority)), cache)

        then:
        server.connectionCount == 1
    }

    def "the next connection resumes the TLS session after a disconnect"() {
        given:
        sendRead(config(ca: writePem(authority)), cache)
        cache.closeIdleConnections()

        when:
        sendRead(config(ca: writePem(authority)), cache)

        then:
        server.connectionCount == 2
        server.sessionStartTimes.toUnique().size() == 1
    }

    private static HttpRequest getRequest() {
        new HttpRequest('GET', '/things/', [:], null, null, Duration.ofSeconds(5))
    }

    private static String failureMessage(Closure<?> action) {
        try {
            action()
            return null
        } catch (TransportException e) {
            return e.message
        }
    }

    private ServerConfig config(Map<String, Object> overrides = [:]) {
        return ClientFixture.serverConfig(overrides, 'n2ws', server.url)
    }

    private OkHttpTransport createTransport(ServerConfig config, ConnectionCache connectionCache) {
        ClientFixture.openTransport(config, [:], new KnownHosts(folder.resolve('trust'), fixture.time, HostKeyPrompt.UNATTENDED), connectionCache)
    }

    private void sendRead(ServerConfig config, ConnectionCache connectionCache) {
        createTransport(config, connectionCache).withCloseable { it.send(getRequest()) }
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
