package dev.baksh.client.tls

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.HttpRequest
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
import java.util.concurrent.TimeUnit

/** Whether a server is the one it says it is; on real TLS connections. */
class ServerTrustManagerSpec extends Specification {
    static final long DAY = TimeUnit.DAYS.toMillis(1)

    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(1).build()
    @Shared HeldCertificate middle = new HeldCertificate.Builder().commonName('Middle').certificateAuthority(0).signedBy(authority).build()
    @Shared HeldCertificate foreign = new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(1).build()
    @Shared HeldCertificate bare = new HeldCertificate.Builder().commonName('appliance').build()
    @Shared HeldCertificate renewed = new HeldCertificate.Builder().commonName('appliance').build()
    @Shared HeldCertificate good = named('127.0.0.1').signedBy(authority).build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture rig = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(bare)

    List<List<String>> shown = []

    static HeldCertificate.Builder named(String name) {
        return new HeldCertificate.Builder().commonName('server').addSubjectAlternativeName(name)
    }

    ServerConfig config(Map<String, Object> but = [:]) {
        ServerConfig plain = ClientFixture.server(but, 'n2ws', server.url)
        return new ServerConfig(plain.name(), 'n2ws', server.url, null, plain.credentialSource(), but.ca as Path, plain.pin(), null, null, null, false, false)
    }

    ApiExecutor exchange(ServerConfig config, HostKeyPrompt person = HostKeyPrompt.UNATTENDED) {
        KnownHosts known = new KnownHosts(folder.resolve('trust'), rig.time, person)
        return rig.exchange(config, N2wsClient.dialect(), new FakeTokenSource(), new OkHttpTransport(config, [:], null, known))
    }

    Path pem(HeldCertificate... certificates) {
        Path file = folder.resolve('ca.pem')
        Files.writeString(file, certificates*.certificatePem().join('\n'))
        return file
    }

    HostKeyPrompt person(boolean agrees) {
        return { List<String> facts, String question ->
            shown << [*facts, question]
            return agrees
        } as HostKeyPrompt
    }

    static String pin(HeldCertificate certificate) {
        return ServerTrustManager.publicKeyPin(certificate.certificate())
    }

    def "#what is trusted"() {
        given:
        server.show(certificate(this), *chain(this))

        expect:
        exchange(config(how(this))).send(ClientFixture.read('things/')).get('id') == 1
        server.requests == 1

        where:
        what                                        | certificate                                                       | chain                    | how
        'a certificate of the CA file'              | { it.good }                                                       | { [] }                   | { [ca: it.pem(it.authority)] }
        'one of several in the CA file'             | { it.good }                                                       | { [] }                   | { [ca: it.pem(it.foreign, it.authority)] }
        'one by way of an intermediate'             | { named('127.0.0.1').signedBy(it.middle).build() }                | { [it.middle.certificate()] } | { [ca: it.pem(it.authority)] }
        'a self-signed one by its pin, without SAN' | { it.bare }                                                       | { [] }                   | { [pin: pin(it.bare)] }
        'the second of two pins'                    | { it.renewed }                                                    | { [] }                   | { [pin: pin(it.bare) + ', ' + pin(it.renewed)] }
        'a pinned one for another name'             | { it.other = named('other.example.com').build() }                 | { [] }                   | { [pin: pin(it.other)] }
        'a pinned one that has ended'               | { it.other = named('127.0.0.1').validityInterval(0, DAY).build() } | { [] }                  | { [pin: pin(it.other)] }
    }

    HeldCertificate other

    def "#what is refused before a byte of the request"() {
        given:
        server.show(certificate(this))

        when:
        exchange(config(how(this)), person(true)).send(ClientFixture.write('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == filled(message)
        filled(e.hint()) == filled(hint)
        server.bytes == 0
        shown == []

        where:
        what                                | certificate                                                                        | how                            || message                                                           | hint
        'another key than the pinned one'   | { it.renewed }                                                                     | { [pin: pin(it.bare)] }        || 'n2ws (AT): the key of AT is not the pinned one; nothing was sent' | 'pinned  BARE\nshown   RENEWED\nif it was changed on purpose, set BAKSH_N2WS_PIN to that'
        'another key of a named server'     | { it.renewed }                                                                     | { [pin: pin(it.bare), name: 'prod'] } || "n2ws 'prod': the key of AT is not the pinned one; nothing was sent" | "pinned  BARE\nshown   RENEWED\nif it was changed on purpose, set pin of 'prod' in servers.yaml to that"
        'a good one, but with another pin'  | { it.good }                                                                        | { [pin: pin(it.bare), ca: it.pem(it.authority)] } || 'n2ws (AT): the key of AT is not the pinned one; nothing was sent' | 'pinned  BARE\nshown   GOOD\nif it was changed on purpose, set BAKSH_N2WS_PIN to that'
    }

    def "a CA file does not vouch for #what, and nobody is asked"() {
        given:
        server.show(certificate(this))

        when:
        exchange(config(ca: pem(authority)), person(true)).send(ClientFixture.write('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == filled(message)
        server.bytes == 0
        shown == []

        where:
        what                            | certificate                                                                 || message
        'one of another authority'      | { named('127.0.0.1').signedBy(it.foreign).build() }                         || 'n2ws (AT): the certificate of AT is not trusted'
        'a self-signed one'             | { named('127.0.0.1').build() }                                              || 'n2ws (AT): the certificate of AT is not trusted'
        'one that has ended'            | { named('127.0.0.1').signedBy(it.authority).validityInterval(0, DAY).build() } || 'n2ws (AT): the certificate of AT is not trusted'
        'one that has not begun'        | { named('127.0.0.1').signedBy(it.authority).validityInterval(System.currentTimeMillis() + DAY, System.currentTimeMillis() + 2 * DAY).build() } || 'n2ws (AT): the certificate of AT is not trusted'
        'one for another name'          | { named('other.example.com').signedBy(it.authority).build() }               || 'n2ws (AT): the certificate of AT is for another name'
        'one without a name'            | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.authority).build() } || 'n2ws (AT): the certificate of AT is for another name'
    }

    def "where nobody can be asked, the pin to configure is named"() {
        when:
        exchange(config()).send(call)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == filled('n2ws (AT): the certificate of AT is not trusted')
        e.hint() == "give the authority's PEM file with BAKSH_N2WS_CA, or, once compared with the server's own key, set BAKSH_N2WS_PIN to ${pin(bare)}"
        server.bytes == 0
        !Files.exists(folder.resolve('trust'))

        where:
        call << [ClientFixture.read('things/'), ClientFixture.write('things/')]
    }

    def "a person who trusts the key is asked once, for ever"() {
        given:
        ApiExecutor first = exchange(config(), person(true))

        expect:
        first.send(call).get('id') == 1
        first.send(ClientFixture.read('things/')).get('id') == 1
        exchange(config()).send(ClientFixture.write('things/')).get('id') == 1
        server.requests == 3
        shown == [[
            'nothing that this machine trusts vouches for 127.0.0.1:' + server.port + ': it shows',
            '  name   CN=appliance',
            '  valid  ' + day(bare.certificate().notBefore) + ' to ' + day(bare.certificate().notAfter),
            '  key    ' + pin(bare),
            "trust this certificate? Compare the key with the server's own first."
        ]]
        Files.readString(folder.resolve('trust/known_hosts')) == "127.0.0.1:${server.port} ${pin(bare)} 2026-03-04T05:06:07Z\n"
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('trust/known_hosts'))) == 'rw-------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('trust'))) == 'rwx------'

        where:
        call << [ClientFixture.read('things/'), ClientFixture.write('things/')]
    }

    def "a person who does not trust the key stops the call, and nothing is kept"() {
        when:
        exchange(config(), person(false)).send(ClientFixture.write('things/'))

        then:
        BakshException e = thrown()
        e.message == filled('n2ws (AT): the certificate of AT is not trusted')
        shown.size() == 1
        server.bytes == 0
        !Files.exists(folder.resolve('trust/known_hosts'))
    }

    def "a key that has changed since it was trusted is refused before a byte of the request, and not asked about"() {
        given:
        ApiExecutor before = exchange(config(), person(true))
        before.send(ClientFixture.read('things/'))
        int bytes = server.bytes
        server.show(renewed)

        when:
        (again ? before : exchange(config(), person(true))).send(call)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == filled('n2ws (AT): the key of AT is not the one that was trusted before; nothing was sent')
        e.hint() == filled("trusted  BARE\nshown    RENEWED\nif it was changed on purpose, take the line of AT out of $folder/trust/known_hosts; if not, somebody else answers in its place")
        server.bytes == bytes
        shown.size() == 1

        where:
        call                | again
        ClientFixture.read('things/') | true
        ClientFixture.read('things/') | false
        ClientFixture.write('things/') | true
        ClientFixture.write('things/') | false
    }

    def "even a certificate that an authority vouches for does not take the place of a trusted key"() {
        given:
        exchange(config(), person(true)).send(ClientFixture.read('things/'))
        server.show(good)

        when:
        exchange(config()).send(ClientFixture.read('things/'))

        then:
        BakshException e = thrown()
        e.message == filled('n2ws (AT): the key of AT is not the one that was trusted before; nothing was sent')
    }

    def "the token request asks too, on the thread of the call"() {
        given:
        Thread asked = null
        HostKeyPrompt person = { List<String> facts, String question ->
            asked = Thread.currentThread()
            return true
        } as HostKeyPrompt
        ServerConfig config = config()
        OkHttpTransport wire = new OkHttpTransport(config, [:], null, new KnownHosts(folder.resolve('trust'), rig.time, person))
        TokenSource source = Stub(TokenSource) {
            isRenewable() >> true
            obtain() >> {
                wire.send(new HttpRequest('POST', '/api/token/obtain/api_key/', [:], '{}'.bytes, 'application/json', java.time.Duration.ofSeconds(10)))
                new TokenResponse('access', null, null, null)
            }
        }

        when:
        Object row = rig.exchange(config, N2wsClient.dialect(), source, wire).send(ClientFixture.read('things/'))

        then:
        row.get('id') == 1
        asked.is(Thread.currentThread())
    }

    def "a known_hosts that others could have written is not gone by: #what"() {
        given:
        exchange(config(), person(true)).send(ClientFixture.read('things/'))
        Path file = folder.resolve('trust/known_hosts')
        damage(file)
        int bytes = server.bytes

        when:
        exchange(config(), person(true)).send(ClientFixture.read('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "n2ws (127.0.0.1:${server.port}): $file $message; nothing was sent"
        server.bytes == bytes

        where:
        what          | damage                                                                                                  || message
        'wide mode'   | { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rw-rw-rw-')) }                     || 'is open to others (rw-rw-rw-)'
        'a link'      | { Files.move(it, it.resolveSibling('x')); Files.createSymbolicLink(it, it.resolveSibling('x')) }         || 'is a symbolic link'
    }

    def "nothing in the product trusts whatever comes"() {
        expect:
        sources().findAll { it.value =~ /checkServerTrusted|hostnameVerifier|HostnameVerifier/ }.keySet() == ['ServerTrustManager.java', 'OkHttpClientFactory.java'] as Set
        !sources().any { it.value =~ /(?s)checkServerTrusted\([^)]*\)[^{;]*\{\s*\}/ }
        !sources().any { it.value =~ /hostnameVerifier\(\(\w+, \w+\) -> true\)/ }
        !new File('src/main/resources/dev/baksh/help.txt').text.contains('--insecure')
    }

    private static Map<String, String> sources() {
        Map<String, String> texts = [:]
        new File('src/main/java').eachFileRecurse { if (it.name.endsWith('.java')) texts[it.name] = it.text }
        return texts
    }

    private String filled(String text) {
        return text.replace('AT', "127.0.0.1:${server.port}").replace('BARE', pin(bare)).replace('RENEWED', pin(renewed)).replace('GOOD', pin(good))
    }

    private static String day(Date date) {
        return date.toInstant().toString().substring(0, 10)
    }
}
