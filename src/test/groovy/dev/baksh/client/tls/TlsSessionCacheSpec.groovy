package dev.baksh.client.tls

import dev.baksh.client.api.BakshException
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.ConnectionCache
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** TLS sessions that outlive a wire; on real connections. */
class TlsSessionCacheSpec extends Specification {
    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate good = ServerTrustManagerSpec.named('127.0.0.1').signedBy(authority).build()
    @Shared HeldCertificate other = ServerTrustManagerSpec.named('127.0.0.1').signedBy(authority).build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture rig = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(good)

    ConnectionCache sessions = new ConnectionCache()

    def "the next wire of the caller resumes, and one that trusts otherwise greets anew"() {
        given:
        ServerConfig byFile = config(ca: pem(authority))
        ServerConfig byPin = config(pin: ServerTrustManager.publicKeyPin(good.certificate()))

        when:
        [byFile, byFile, byPin, byPin].each { ask(it, sessions) }
        ask(byFile, null)

        then:
        server.sessions.size() == 5
        server.sessions[0] == server.sessions[1]
        server.sessions[2] == server.sessions[3]
        server.sessions.toUnique().size() == 3
    }

    def "a key that is not trusted any more is refused as without a session"() {
        given:
        ServerConfig plain = config()
        confirm(good)
        ask(plain, sessions)
        confirm(other)

        when:
        ask(plain, sessions)

        then:
        BakshException e = thrown()
        e.message == refusal { ask(plain, null) }
        e.message.contains('nothing was sent')
        server.requests == 1
    }

    def "a CA file with other authorities is not met with an old session"() {
        given:
        ask(config(ca: pem(authority)), sessions)

        when:
        ask(config(ca: pem(other)), sessions)

        then:
        BakshException e = thrown()
        e.message == refusal { ask(config(ca: pem(other)), null) }
        server.requests == 1
    }

    def "a server with another certificate is looked at again"() {
        given:
        ServerConfig pinned = config(pin: ServerTrustManager.publicKeyPin(good.certificate()))
        ask(pinned, sessions)
        server.show(other)

        when:
        ask(pinned, sessions)

        then:
        thrown(BakshException)
        server.requests == 1
    }

    private static String refusal(Closure<?> call) {
        try {
            call()
            return null
        } catch (BakshException e) {
            return e.message
        }
    }

    private ServerConfig config(Map<String, Object> but = [:]) {
        ServerConfig plain = ClientFixture.server(but, 'n2ws', server.url)
        return new ServerConfig(plain.name(), 'n2ws', server.url, null, plain.credentialSource(), but.ca as Path, plain.pin(), null, null, null, false, false)
    }

    private void ask(ServerConfig config, ConnectionCache kept) {
        KnownHosts known = new KnownHosts(folder.resolve('trust'), rig.time, HostKeyPrompt.UNATTENDED)
        rig.exchange(config, N2wsClient.dialect(), new FakeTokenSource(), new OkHttpTransport(config, [:], null, known, kept)).send(ClientFixture.read('things/'))
    }

    private void confirm(HeldCertificate certificate) {
        Path trust = folder.resolve('trust')
        Files.createDirectories(trust)
        Files.setPosixFilePermissions(trust, PosixFilePermissions.fromString('rwx------'))
        Path file = trust.resolve('known_hosts')
        Files.writeString(file, "127.0.0.1:${server.port} ${ServerTrustManager.publicKeyPin(certificate.certificate())} 2026-01-01T00:00:00Z\n")
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))
    }

    private Path pem(HeldCertificate certificate) {
        Files.writeString(folder.resolve('ca.pem'), certificate.certificatePem())
    }
}
