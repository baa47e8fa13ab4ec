package dev.baksh.exchange

import dev.baksh.config.ServerConfig
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.util.concurrent.PollingConditions

/** Connections that outlive a wire; real ones. */
class ConnectionsSpec extends Specification {
    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(0).build()
    @Shared HeldCertificate good = TrustSpec.named('127.0.0.1').signedBy(authority).build()
    @Shared HeldCertificate other = TrustSpec.named('127.0.0.1').signedBy(authority).build()

    @TempDir
    Path folder

    @AutoCleanup
    Rig rig = new Rig()

    @AutoCleanup
    TlsServer server = new TlsServer(good)

    Connections kept = new Connections()

    def setup() {
        server.keeps = true
    }

    def "a read of the caller's next wire goes where the one before went"() {
        when:
        3.times { ask(config(ca: pem(authority)), kept) }

        then:
        server.requests == 3
        server.connections == 1
    }

    def "two wires at once have each their own"() {
        given:
        Wire first = wire(config(ca: pem(authority)), kept)
        first.send(get())

        when:
        ask(config(ca: pem(authority)), kept)
        first.send(get())
        first.close()

        then:
        server.requests == 3
        server.connections == 2
    }

    def "a write has a connection of its own"() {
        given:
        ask(config(ca: pem(authority)), kept)
        Wire next = wire(config(ca: pem(authority)), kept)

        when:
        next.send(new WireRequest('POST', '/things/', [:], null, null, Duration.ofSeconds(5)))

        then:
        server.requests == 2
        server.connections == 2

        cleanup:
        next.close()
    }

    def "what the server has closed meanwhile is not used, and no request fails of it"() {
        given:
        ask(config(ca: pem(authority)), kept)
        server.hangUp()

        when:
        ask(config(ca: pem(authority)), kept)

        then:
        server.requests == 2
        server.connections == 2
    }

    def "another caller's wires have none of it"() {
        when:
        ask(config(ca: pem(authority)), kept)
        ask(config(ca: pem(authority)), new Connections())
        ask(config(ca: pem(authority)), null)

        then:
        server.connections == 3
    }

    def "what is trusted otherwise by now is greeted anew"() {
        given:
        ask(config(ca: pem(authority)), kept)

        when:
        ask(config(ca: pem(other)), kept)

        then:
        WireException e = thrown()
        e.message == refusal { ask(config(ca: pem(other)), null) }
        server.requests == 1
    }

    def "a key that is not the confirmed one any more is refused, and nothing is sent"() {
        given:
        confirm(good)
        ask(config(), kept)
        confirm(other)

        when:
        ask(config(), kept)

        then:
        WireException e = thrown()
        e.message == refusal { ask(config(), null) }
        server.requests == 1
    }

    def "a key that is no longer confirmed is refused, and nothing is sent"() {
        given:
        confirm(good)
        ask(config(), kept)
        Files.delete(folder.resolve('trust/known_hosts'))

        when:
        ask(config(), kept)

        then:
        WireException e = thrown()
        e.message == refusal { ask(config(), null) }
        server.requests == 1
    }

    def "a certificate that has run out meanwhile is refused"() {
        given:
        // Valid for long enough to be used once, which takes a busy machine longer.
        boolean used = false
        for (long millis = 1_500; !used; millis *= 2) {
            server.show(TrustSpec.named('127.0.0.1').signedBy(authority)
                .validityInterval(System.currentTimeMillis() - 10_000, System.currentTimeMillis() + millis).build())
            used = refusal { ask(config(ca: pem(authority)), kept) } == null
        }

        expect:
        new PollingConditions(timeout: 110).eventually {
            assert refusal { ask(config(ca: pem(authority)), kept) } != null
        }
        refusal { ask(config(ca: pem(authority)), kept) } == refusal { ask(config(ca: pem(authority)), null) }
    }

    def "a wire may be closed twice"() {
        given:
        Wire first = wire(config(ca: pem(authority)), kept)
        first.send(get())
        2.times { first.close() }

        when:
        ask(config(ca: pem(authority)), kept)

        then:
        server.connections == 1
    }

    def "after hanging up the next connection resumes the TLS session"() {
        given:
        ask(config(ca: pem(authority)), kept)
        kept.hangUp()

        when:
        ask(config(ca: pem(authority)), kept)

        then:
        server.connections == 2
        server.sessions.toUnique().size() == 1
    }

    private static WireRequest get() {
        new WireRequest('GET', '/things/', [:], null, null, Duration.ofSeconds(5))
    }

    private static String refusal(Closure<?> call) {
        try {
            call()
            return null
        } catch (WireException e) {
            return e.message
        }
    }

    private ServerConfig config(Map<String, Object> but = [:]) {
        ServerConfig plain = Rig.server(but, 'n2ws', server.url)
        return new ServerConfig(plain.name(), 'n2ws', server.url, null, plain.source(), but.ca as Path, plain.pin(), null, null, null, false, false)
    }

    private Wire wire(ServerConfig config, Connections with) {
        new Wire(config, [:], null, new KnownHosts(folder.resolve('trust'), rig.time, Introduction.NOBODY), with)
    }

    private void ask(ServerConfig config, Connections with) {
        wire(config, with).withCloseable { it.send(get()) }
    }

    private void confirm(HeldCertificate certificate) {
        Path trust = folder.resolve('trust')
        Files.createDirectories(trust)
        Files.setPosixFilePermissions(trust, PosixFilePermissions.fromString('rwx------'))
        Path file = trust.resolve('known_hosts')
        Files.writeString(file, "127.0.0.1:${server.port} ${Trust.pin(certificate.certificate())} 2026-01-01T00:00:00Z\n")
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))
    }

    private Path pem(HeldCertificate certificate) {
        Files.writeString(folder.resolve('ca.pem'), certificate.certificatePem())
    }
}
