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

import static dev.baksh.client.tls.TestCertificates.DAY
import static dev.baksh.client.tls.TestCertificates.builderFor
import static dev.baksh.client.tls.TestCertificates.pin

/** Trust in server certificates, on real TLS connections. */
class ServerTrustManagerSpec extends Specification {
    @Shared HeldCertificate authority = new HeldCertificate.Builder().commonName('Authority').certificateAuthority(1).build()
    @Shared HeldCertificate intermediate = new HeldCertificate.Builder().commonName('Middle').certificateAuthority(0).signedBy(authority).build()
    @Shared HeldCertificate foreignCertificate = new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(1).build()
    @Shared HeldCertificate selfSigned = new HeldCertificate.Builder().commonName('appliance').build()
    @Shared HeldCertificate renewedCertificate = new HeldCertificate.Builder().commonName('appliance').build()
    @Shared HeldCertificate validCertificate = builderFor('127.0.0.1').signedBy(authority).build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(selfSigned)

    List<List<String>> prompts = []

    ServerConfig config(Map<String, Object> overrides = [:]) {
        return ClientFixture.serverConfig(overrides, 'n2ws', server.url)
    }

    ApiExecutor createExecutor(ServerConfig config, HostKeyPrompt promptAnswering = HostKeyPrompt.UNATTENDED) {
        KnownHosts knownHosts = new KnownHosts(folder.resolve('trust'), fixture.time, promptAnswering)
        return fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), ClientFixture.openTransport(config, [:], knownHosts))
    }

    Path writePem(HeldCertificate... certificates) {
        return TestCertificates.writePem(folder.resolve('ca.pem'), certificates)
    }

    HostKeyPrompt promptAnswering(boolean accepts) {
        return { List<String> facts, String question ->
            prompts << [*facts, question]
            return accepts
        } as HostKeyPrompt
    }

    def "#what is trusted"() {
        given:
        server.useCertificate(certificate(this), *chain(this))

        expect:
        createExecutor(config(how(this))).send(ClientFixture.readCall('things/')).get('id') == 1
        server.requestCount == 1

        where:
        what                                        | certificate                                                       | chain                    | how
        'a certificate of the CA file'              | { it.validCertificate }                                                       | { [] }                   | { [ca: it.writePem(it.authority)] }
        'one of several in the CA file'             | { it.validCertificate }                                                       | { [] }                   | { [ca: it.writePem(it.foreignCertificate, it.authority)] }
        'one by way of an intermediate'             | { builderFor('127.0.0.1').signedBy(it.intermediate).build() }                | { [it.intermediate.certificate()] } | { [ca: it.writePem(it.authority)] }
        'a self-signed one by its pin, without SAN' | { it.selfSigned }                                                       | { [] }                   | { [pin: pin(it.selfSigned)] }
        'the second of two pins'                    | { it.renewedCertificate }                                                    | { [] }                   | { [pin: pin(it.selfSigned) + ', ' + pin(it.renewedCertificate)] }
        'a pinned one for another name'             | { it.otherCertificate = builderFor('other.example.com').build() }                 | { [] }                   | { [pin: pin(it.otherCertificate)] }
        'a pinned one that has ended'               | { it.otherCertificate = builderFor('127.0.0.1').validityInterval(0, DAY).build() } | { [] }                  | { [pin: pin(it.otherCertificate)] }
    }

    HeldCertificate otherCertificate

    def "#what is rejected before a byte of the request"() {
        given:
        server.useCertificate(certificate(this))

        when:
        createExecutor(config(how(this)), promptAnswering(true)).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == fillPlaceholders(message)
        e.hint() == fillPlaceholders(hint)
        server.receivedBytes == 0
        prompts == []

        where:
        what                                | certificate                                                                        | how                            || message                                                           | hint
        'another key than the pinned one'   | { it.renewedCertificate }                                                                     | { [pin: pin(it.selfSigned)] }        || 'n2ws (AT): the key of AT is not the pinned key; nothing was sent' | 'pinned  BARE\nshown   RENEWED\nif the key was changed on purpose, set BAKSH_N2WS_PIN to that'
        'another key of a named server'     | { it.renewedCertificate }                                                                     | { [pin: pin(it.selfSigned), name: 'prod'] } || "n2ws 'prod': the key of AT is not the pinned key; nothing was sent" | "pinned  BARE\nshown   RENEWED\nif the key was changed on purpose, set pin of 'prod' in servers.yaml to that"
        'a good one, but with another pin'  | { it.validCertificate }                                                                        | { [pin: pin(it.selfSigned), ca: it.writePem(it.authority)] } || 'n2ws (AT): the key of AT is not the pinned key; nothing was sent' | 'pinned  BARE\nshown   GOOD\nif the key was changed on purpose, set BAKSH_N2WS_PIN to that'
    }

    def "a CA file does not trust #what, and no prompt is shown"() {
        given:
        server.useCertificate(certificate(this))

        when:
        createExecutor(config(ca: writePem(authority)), promptAnswering(true)).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message.replaceAll(/(until|before) [0-9TZ:-]+/, '$1 TOMORROW') == fillPlaceholders(message)
        server.receivedBytes == 0
        prompts == []

        where:
        what                            | certificate                                                                 || message
        'one of another authority'      | { builderFor('127.0.0.1').signedBy(it.foreignCertificate).build() }                         || 'n2ws (AT): the certificate of AT (CN=server, valid until TOMORROW) comes from an authority that is not trusted: CN=Foreign'
        'a self-signed one'             | { builderFor('127.0.0.1').build() }                                              || 'n2ws (AT): the certificate of AT (CN=server, valid until TOMORROW) is self-signed and not trusted'
        'one that has ended'            | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(0, DAY).build() } || 'n2ws (AT): the certificate of AT expired on 1970-01-02 (CN=server, issued by CN=Authority)'
        'one that has not begun'        | { builderFor('127.0.0.1').signedBy(it.authority).validityInterval(System.currentTimeMillis() + DAY, System.currentTimeMillis() + 2 * DAY).build() } || 'n2ws (AT): the certificate of AT is not valid before TOMORROW (CN=server, issued by CN=Authority)'
        'one for another name'          | { builderFor('other.example.com').signedBy(it.authority).build() }               || 'n2ws (AT): the certificate of AT (CN=server) is for another name: other.example.com'
        'one without a name'            | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.authority).build() } || 'n2ws (AT): the certificate of AT (CN=127.0.0.1) contains no name of a server'
    }

    def "without a prompt the message contains the pin to configure"() {
        when:
        createExecutor(config()).send(call)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message.replaceAll(/until [0-9TZ:-]+/, 'until TOMORROW') ==
            fillPlaceholders('n2ws (AT): the certificate of AT (CN=appliance, valid until TOMORROW) is self-signed and not trusted')
        e.hint() == "set the PEM file of the CA with BAKSH_N2WS_CA, or compare the key with the key on the server and set BAKSH_N2WS_PIN to ${pin(selfSigned)}"
        server.receivedBytes == 0
        !Files.exists(folder.resolve('trust'))

        where:
        call << [ClientFixture.readCall('things/'), ClientFixture.writeCall('things/')]
    }

    def "the user confirms a key only once"() {
        given:
        ApiExecutor first = createExecutor(config(), promptAnswering(true))

        expect:
        first.send(call).get('id') == 1
        first.send(ClientFixture.readCall('things/')).get('id') == 1
        createExecutor(config()).send(ClientFixture.writeCall('things/')).get('id') == 1
        server.requestCount == 3
        prompts == [[
            'the certificate of 127.0.0.1:' + server.port + ' is not trusted by this machine:',
            '  name   CN=appliance',
            '  valid  ' + isoDate(selfSigned.certificate().notBefore) + ' to ' + isoDate(selfSigned.certificate().notAfter),
            '  key    ' + pin(selfSigned),
            "trust this certificate? Compare the key with the key on the server first."
        ]]
        Files.readString(folder.resolve('trust/known_hosts')) == "127.0.0.1:${server.port} ${pin(selfSigned)} 2026-03-04T05:06:07Z\n"
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('trust/known_hosts'))) == 'rw-------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('trust'))) == 'rwx------'

        where:
        call << [ClientFixture.readCall('things/'), ClientFixture.writeCall('things/')]
    }

    def "a declined key stops the call, and nothing is stored"() {
        when:
        createExecutor(config(), promptAnswering(false)).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.message.replaceAll(/until [0-9TZ:-]+/, 'until TOMORROW') ==
            fillPlaceholders('n2ws (AT): the certificate of AT (CN=appliance, valid until TOMORROW) is self-signed and not trusted')
        prompts.size() == 1
        server.receivedBytes == 0
        !Files.exists(folder.resolve('trust/known_hosts'))
    }

    def "a changed key is rejected before a byte of the request, without a prompt"() {
        given:
        ApiExecutor executorBefore = createExecutor(config(), promptAnswering(true))
        executorBefore.send(ClientFixture.readCall('things/'))
        int bytes = server.receivedBytes
        server.useCertificate(renewedCertificate)

        when:
        (again ? executorBefore : createExecutor(config(), promptAnswering(true))).send(call)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == fillPlaceholders('n2ws (AT): the key of AT is not the trusted key; nothing was sent')
        e.hint() == fillPlaceholders("trusted  BARE\nshown    RENEWED\nif the key was changed on purpose, remove the line of AT from $folder/trust/known_hosts; if not, another server may impersonate this server")
        server.receivedBytes == bytes
        prompts.size() == 1

        where:
        call                | again
        ClientFixture.readCall('things/') | true
        ClientFixture.readCall('things/') | false
        ClientFixture.writeCall('things/') | true
        ClientFixture.writeCall('things/') | false
    }

    def "a CA-signed certificate does not replace a trusted key"() {
        given:
        createExecutor(config(), promptAnswering(true)).send(ClientFixture.readCall('things/'))
        server.useCertificate(validCertificate)

        when:
        createExecutor(config()).send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.message == fillPlaceholders('n2ws (AT): the key of AT is not the trusted key; nothing was sent')
    }

    def "a write after a question about a key that cannot be answered or stored is recorded as not sent: #failure"() {
        given:
        if (failure == 'no folder') Files.createFile(folder.resolve('trust'))
        HostKeyPrompt prompt = { List<String> facts, String question ->
            if (failure == 'interrupt') throw BakshException.interrupted('interrupted at the question')
            return true
        } as HostKeyPrompt

        when:
        createExecutor(config(), prompt).send(ClientFixture.writeCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == exit
        e.message == message.replace('FOLDER', folder.toString())
        fixture.journalLines.collect { (it =~ /"event":"(\w+)"/)[0][1] } == ['INTENT', 'NOT_SENT']
        server.receivedBytes == 0

        where:
        failure     || exit                 | message
        'no folder' || ExitCode.JOURNAL     | 'FOLDER/trust is not a folder'
        'interrupt' || ExitCode.INTERRUPTED | 'interrupted at the question'
    }

    def "the token request also prompts, on the thread of the call"() {
        given:
        Thread promptThread = null
        HostKeyPrompt promptAnswering = { List<String> facts, String question ->
            promptThread = Thread.currentThread()
            return true
        } as HostKeyPrompt
        ServerConfig config = config()
        OkHttpTransport transport = ClientFixture.openTransport(config, [:], new KnownHosts(folder.resolve('trust'), fixture.time, promptAnswering))
        TokenSource source = Stub(TokenSource) {
            isRenewable() >> true
            obtain() >> {
                transport.send(new HttpRequest('POST', '/api/token/obtain/api_key/', [:], '{}'.bytes, 'application/json', java.time.Duration.ofSeconds(10)))
                new TokenResponse('access', null, null, null)
            }
        }

        when:
        Object row = fixture.createExecutor(config, N2wsClient.dialect(), source, transport).send(ClientFixture.readCall('things/'))

        then:
        row.get('id') == 1
        promptThread.is(Thread.currentThread())
    }

    def "a known_hosts that other users can write is not used: #what"() {
        given:
        createExecutor(config(), promptAnswering(true)).send(ClientFixture.readCall('things/'))
        Path file = folder.resolve('trust/known_hosts')
        damage(file)
        int bytes = server.receivedBytes

        when:
        createExecutor(config(), promptAnswering(true)).send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "n2ws (127.0.0.1:${server.port}): $file $message; nothing was sent"
        server.receivedBytes == bytes

        where:
        what          | damage                                                                                                  || message
        'wide mode'   | { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rw-rw-rw-')) }                     || 'is accessible to other users (rw-rw-rw-)'
        'a link'      | { Files.move(it, it.resolveSibling('x')); Files.createSymbolicLink(it, it.resolveSibling('x')) }         || 'is a symbolic link'
    }

    def "no code of the product trusts all certificates"() {
        expect:
        sources().findAll { it.value =~ /checkServerTrusted|hostnameVerifier|HostnameVerifier/ }.keySet() == ['ServerTrustManager.java', 'OkHttpClientFactory.java', 'JvmState.java'] as Set
        !sources().any { it.value =~ /(?s)checkServerTrusted\([^)]*\)[^{;]*\{\s*\}/ }
        !sources().any { it.value =~ /hostnameVerifier\(\(\w+, \w+\) -> true\)/ }
        !dev.baksh.cli.console.CommandLineHelp.page(200).any { it.contains('--insecure') }
    }

    private static Map<String, String> sources() {
        Map<String, String> texts = [:]
        new File('src/main/java').eachFileRecurse { if (it.name.endsWith('.java')) texts[it.name] = it.text }
        return texts
    }

    private String fillPlaceholders(String text) {
        return text.replace('AT', "127.0.0.1:${server.port}").replace('BARE', pin(selfSigned)).replace('RENEWED', pin(renewedCertificate)).replace('GOOD', pin(validCertificate))
    }

    private static String isoDate(Date date) {
        return date.toInstant().toString().substring(0, 10)
    }
}
