package dev.baksh.client.tls

import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.http.ProbeStep
import dev.baksh.client.n2ws.N2wsClient
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.security.KeyStore
import java.security.cert.CertPathBuilderException
import java.security.cert.CertPathValidatorException
import java.security.cert.CertificateException
import java.security.cert.PKIXReason
import java.security.cert.X509Certificate
import java.time.Instant

import static dev.baksh.client.tls.TestCertificates.DAY
import static dev.baksh.client.tls.TestCertificates.authority
import static dev.baksh.client.tls.TestCertificates.builderFor
import static dev.baksh.client.tls.TestCertificates.pin
import static dev.baksh.client.tls.TestCertificates.writePem

/** Messages about rejected certificates, on real TLS connections. */
class CertificateProblemSpec extends Specification {
    static final long NOW = System.currentTimeMillis()
    static final String TRUST_HINT =
        'set the PEM file of the CA with BAKSH_N2WS_CA, or compare the key with the key on the server and set BAKSH_N2WS_PIN to PIN'
    static final String CHAIN_HINT =
        '\nthe server sends no intermediate certificate; if its authority is public, the server must send the complete chain'
    static final String ADD_HINT = 'add the CA to FOLDER/ca.pem, or compare the key with the key on the server and set BAKSH_N2WS_PIN to PIN'
    static final String CLOCK = 'the clock of this machine shows DATE'

    @Shared HeldCertificate root = authority('Root', 1)
    @Shared HeldCertificate middle = new HeldCertificate.Builder().commonName('Middle').certificateAuthority(0).signedBy(root).build()
    @Shared HeldCertificate oldMiddle = new HeldCertificate.Builder().commonName('Old').certificateAuthority(0).signedBy(root)
        .validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build()
    @Shared HeldCertificate foreign = authority('Foreign', 1)
    /** The root as another authority has signed it. */
    @Shared HeldCertificate crossRoot = new HeldCertificate.Builder().commonName('Root').certificateAuthority(1).keyPair(root.keyPair())
        .signedBy(foreign).validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build()
    @Shared HeldCertificate highRoot = authority('Summit', 2)
    @Shared HeldCertificate oldHigh = new HeldCertificate.Builder().commonName('High').certificateAuthority(1).signedBy(highRoot)
        .validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build()
    @Shared HeldCertificate lowMiddle = new HeldCertificate.Builder().commonName('Low').certificateAuthority(0).signedBy(oldHigh).build()

    @TempDir
    Path folder

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    TlsTestServer server = new TlsTestServer(builderFor('127.0.0.1').signedBy(root).build())

    def "#what: the message names server, certificate and next step, and doctor prints the same"() {
        given:
        HeldCertificate shown = certificate(this)
        server.useCertificate(shown, *chain(this))
        ServerConfig config = ClientFixture.serverConfig(trusted ? [ca: writePem(folder.resolve('ca.pem'), root, highRoot)] : [:], 'n2ws', server.url)

        when:
        send(config)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        normalize(e.message, shown) == 'n2ws (AT): ' + message
        normalize(e.hint(), shown) == hint
        server.receivedBytes == 0

        when:
        ProbeStep step = ClientFixture.openTransport(config).probe(fixture.time).last()

        then:
        step.name() == 'certificate'
        step.state() == ProbeStep.State.FAILED
        normalize(step.description(), shown) == 'n2ws (AT): ' + message
        normalize(step.hint(), shown) == hint
        server.receivedBytes == 0

        where:
        what                              | trusted | certificate                                                                                         | chain || message                                                                                                                    | hint
        'expired'                         | true    | { issued(it.root).validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build() }                         | { [] } || 'the certificate of AT expired on DATE (CN=server, issued by CN=Root)'                                                 | 'renew the certificate on the server; ' + CLOCK
        'expired an hour ago'             | true    | { issued(it.root).validityInterval(NOW - 9 * DAY, NOW - 3600_000).build() }                        | { [] } || 'the certificate of AT expired on DATE (CN=server, issued by CN=Root)'                                                 | 'renew the certificate on the server; ' + CLOCK
        'expired, of an unknown authority' | false  | { issued(it.foreign).validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build() }                      | { [] } || 'the certificate of AT expired on DATE (CN=server, issued by CN=Foreign)'                                              | 'renew the certificate on the server; ' + CLOCK
        'expired and self-signed'         | false   | { builderFor('127.0.0.1').validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build() }                 | { [] } || 'the certificate of AT expired on DATE (CN=server, issued by CN=server)'                                               | 'renew the certificate on the server; ' + CLOCK
        'expired, for another name'       | true    | { builderFor('x.example.com').signedBy(it.root).validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build() } | { [] } || 'the certificate of AT expired on DATE (CN=server, issued by CN=Root)'                                           | 'renew the certificate on the server; ' + CLOCK
        'an expired authority'            | true    | { issued(it.oldMiddle).build() }                                                                   | { [it.oldMiddle.certificate()] } || 'the certificate of AT depends on a certificate that expired on DATE (CN=Old, issued by CN=Root)'          | 'renew the certificate on the server; ' + CLOCK
        'not yet valid'                   | true    | { issued(it.root).validityInterval(NOW + 5 * DAY, NOW + 9 * DAY).build() }                         | { [] } || 'the certificate of AT is not valid before DATE (CN=server, issued by CN=Root)'                                        | 'compare the clocks of both machines; ' + CLOCK
        'valid in an hour, self-signed'   | false   | { builderFor('127.0.0.1').validityInterval(NOW + 3600_000, NOW + 9 * DAY).build() }                | { [] } || 'the certificate of AT is not valid before DATE (CN=server, issued by CN=server)'                                      | 'compare the clocks of both machines; ' + CLOCK
        'another host'                    | true    | { builderFor('other.example.com').signedBy(it.root).build() }                                      | { [] } || 'the certificate of AT (CN=server) is for another name: other.example.com'                                             | 'use a name of the certificate in BAKSH_N2WS_URL, install a certificate with the name 127.0.0.1, or pin the key with BAKSH_N2WS_PIN'
        'many other hosts'                | true    | { (1..7).inject(builderFor('a0.example.com')) { b, i -> b.addSubjectAlternativeName("a${i}.example.com".toString()) }.signedBy(it.root).build() } | { [] } || 'the certificate of AT (CN=server) is for other names: a0.example.com, a1.example.com, a2.example.com, a3.example.com, a4.example.com, ... (8 names)' | 'use a name of the certificate in BAKSH_N2WS_URL, install a certificate with the name 127.0.0.1, or pin the key with BAKSH_N2WS_PIN'
        'no host'                         | true    | { new HeldCertificate.Builder().commonName('127.0.0.1').signedBy(it.root).build() }                | { [] } || 'the certificate of AT (CN=127.0.0.1) contains no name of a server'                                                    | 'install a certificate with the name 127.0.0.1, or pin the key with BAKSH_N2WS_PIN'
        'self-signed'                     | false   | { builderFor('127.0.0.1').build() }                                                                | { [] } || 'the certificate of AT (CN=server, valid until DATE) is self-signed and not trusted'                                   | TRUST_HINT
        'an unknown authority'            | false   | { issued(it.foreign).build() }                                                                     | { [it.foreign.certificate()] } || 'the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Foreign' | TRUST_HINT
        'an unknown root, with its old cross-signed certificate' | false    | { issued(it.middle).build() }                                                 | { [it.middle, it.crossRoot]*.certificate() } || 'the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Foreign' | TRUST_HINT
        'an expired authority of an unknown root' | false | { issued(it.oldMiddle).build() }                                                                | { [it.oldMiddle.certificate()] } || 'the certificate of AT depends on a certificate that expired on DATE (CN=Old, issued by CN=Root)'          | 'renew the certificate on the server; ' + CLOCK
        'an expired authority above another one'  | true  | { issued(it.lowMiddle).build() }                                                                | { [it.lowMiddle, it.oldHigh]*.certificate() } || 'the certificate of AT depends on a certificate that expired on DATE (CN=High, issued by CN=Summit)' | 'renew the certificate on the server; ' + CLOCK
        'no intermediate certificate'     | true    | { issued(it.middle).build() }                                                                      | { [] } || 'the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Middle'           | 'add the CA to FOLDER/ca.pem, or compare the key with the key on the server and set BAKSH_N2WS_PIN to PIN' + CHAIN_HINT
    }

    def "CA file: #what"() {
        given:
        List<HeldCertificate> trustedCertificates = authorities(this)
        HeldCertificate shown = certificate(this, trustedCertificates)
        server.useCertificate(shown, *chain(this))
        ServerConfig config = ClientFixture.serverConfig([ca: writePem(folder.resolve('ca.pem'), *trustedCertificates)], 'n2ws', server.url)

        when:
        send(config)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        normalize(e.message, shown) == 'n2ws (AT): the certificate of AT ' + message
        normalize(e.hint(), shown) == hint
        server.receivedBytes == 0

        where:
        what                                                  | authorities                                                    | certificate                                                    | chain || message                                                                            | hint
        'the expired certificate of the server itself'        | { [expired(builderFor('127.0.0.1'))] }                         | { it, trusted -> trusted[0] }                                  | { [] } || 'expired on DATE (CN=server, issued by CN=server)'                                 | 'renew the certificate on the server; ' + CLOCK
        'the expired certificate of the server and its issuer' | { [expired(issued(it.root)), it.root] }                       | { it, trusted -> trusted[0] }                                  | { [] } || 'expired on DATE (CN=server, issued by CN=Root)'                                   | 'renew the certificate on the server; ' + CLOCK
        'an expired authority'                                | { [expired(new HeldCertificate.Builder().commonName('Past').certificateAuthority(0))] } | { it, trusted -> issued(trusted[0]).build() } | { [] } || 'depends on a certificate that expired on DATE (CN=Past, issued by CN=Past)' | 'renew the certificate on the server; ' + CLOCK
        'an expired intermediate authority alone'             | { [it.oldMiddle] }                                             | { it, trusted -> issued(trusted[0]).build() }                  | { [] } || 'depends on a certificate that expired on DATE (CN=Old, issued by CN=Root)'        | 'renew the certificate on the server; ' + CLOCK
        'an authority of the same name with another key'      | { [authority('Root', 1)] }                                     | { it, trusted -> issued(it.root).build() }                     | { [] } || '(CN=server, valid until DATE) comes from an authority that is not trusted: CN=Root (the trusted authority of this name has another key)' | ADD_HINT + CHAIN_HINT
        'a certificate with the name of its authority'        | { [it.root] }                                                  | { it, trusted -> issued(authority('server')).build() }         | { [] } || '(CN=server, valid until DATE) comes from an authority that is not trusted: CN=server'      | ADD_HINT + CHAIN_HINT
        'an older self-signed certificate of the server'      | { [builderFor('127.0.0.1').build()] }                          | { it, trusted -> builderFor('127.0.0.1').build() }             | { [] } || '(CN=server, valid until DATE) is self-signed and not trusted'                     | ADD_HINT
    }

    def "the authority of an incomplete chain is the issuer that the chain lacks"() {
        given:
        X509Certificate[] chain = [issued(middle).build(), root]*.certificate() as X509Certificate[]
        CertificateException cause = new CertificateException('PKIX path building failed', new CertPathBuilderException('no path'))

        expect:
        CertificateProblem.of('AT', chain, cause, Instant.now()).message()
            .replaceAll(/\d{4}-\d\d-\d\d(T[0-9:]+Z)?/, 'DATE') == 'the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Middle'
        CertificateProblem.mayBeIncomplete(chain)
    }

    def "an expired certificate outside the path of issuers does not matter: #what"() {
        given:
        X509Certificate[] chain = [issued(foreign).build().certificate(), *others(this)] as X509Certificate[]
        CertificateException cause = new CertificateException('PKIX path building failed', new CertPathBuilderException('no path'))

        when:
        CertificateProblem problem = CertificateProblem.of('AT', chain, cause, Instant.now())

        then:
        problem.message().replaceAll(/\d{4}-\d\d-\d\d(T[0-9:]+Z)?/, 'DATE') == 'the certificate of AT (CN=server, valid until DATE) comes from an authority that is not trusted: CN=Foreign'
        problem.hint() == null

        where:
        what                                              | others
        'an unrelated certificate'                        | { [it.foreign, it.oldMiddle]*.certificate() }
        'an unrelated certificate before the issuer'      | { [it.oldMiddle, it.foreign]*.certificate() }
        'an unrelated certificate alone'                  | { [it.oldMiddle.certificate()] }
        'an old certificate of the same name'             | { [expired(new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(1)), it.foreign]*.certificate() }
        'an old certificate of the authority, and a new one' | { [expired(new HeldCertificate.Builder().commonName('Foreign').certificateAuthority(1).keyPair(it.foreign.keyPair())), it.foreign]*.certificate() }
    }

    def "the renewed certificate of an authority counts, and an expired one of the same key does not matter"() {
        given:
        HeldCertificate past = expired(new HeldCertificate.Builder().commonName('Root').certificateAuthority(1).keyPair(root.keyPair()))
        server.useCertificate(issued(root).build(), past.certificate())

        expect:
        send(ClientFixture.serverConfig([ca: writePem(folder.resolve('ca.pem'), past, root)], 'n2ws', server.url)) == 1
    }

    def "a CA file may contain #what"() {
        given:
        Path file = folder.resolve('ca.pem')
        Files.write(file, content(root))

        expect:
        send(ClientFixture.serverConfig([ca: file], 'n2ws', server.url)) == 1

        where:
        what                              | content
        'text before the certificate'     | { ('0 s:CN = Root\nSubject: CN=Root\n' + it.certificatePem()).bytes }
        'line ends of Windows'            | { it.certificatePem().replace('\n', '\r\n').bytes }
        'a private key'                   | { (it.privateKeyPkcs8Pem() + it.certificatePem()).bytes }
        'a byte order mark'               | { ('\uFEFF' + it.certificatePem()).getBytes('UTF-8') }
        'no line end'                     | { it.certificatePem().trim().bytes }
        'several certificates and text'   | { (authority('Other').certificatePem() + 'the next one\n' + it.certificatePem()).bytes }
        'a certificate of OpenSSL'        | { it.certificatePem().replace('CERTIFICATE', 'TRUSTED CERTIFICATE').bytes }
        'a binary certificate'            | { it.certificate().encoded }
    }

    def "a CA file with #what is refused"() {
        given:
        Path file = folder.resolve('ca.pem')
        Files.write(file, content(root))

        when:
        send(ClientFixture.serverConfig([ca: file], 'n2ws', server.url))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        normalize(e.message, root) == 'n2ws (AT): the CA file FOLDER/ca.pem contains ' + problem
        e.hint() == 'it must be PEM: -----BEGIN CERTIFICATE-----'

        where:
        what                         | content                                                                || problem
        'no content'                 | { new byte[0] }                                                        || 'no certificate'
        'a private key only'         | { it.privateKeyPkcs8Pem().bytes }                                      || 'no certificate'
        'a key store'                | { keyStore(it) }                                                       || 'no certificate'
        'UTF-16'                     | { it.certificatePem().getBytes('UTF-16') }                             || 'no certificate'
        'a damaged certificate'      | { (it.certificatePem().readLines().take(4).join('\n') + '\n-----END CERTIFICATE-----\n').bytes } || 'a certificate that cannot be read'
        'a cut second certificate'   | { (it.certificatePem() + it.certificatePem().take(200)).bytes }        || 'a certificate that cannot be read'
        'no base64'                  | { '-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n'.bytes } || 'a certificate that cannot be read'
    }

    def "#protocol: a server that requires a client certificate is named as that"() {
        given:
        server.requiresClientCertificate = true
        server.protocol = protocol
        ServerConfig config = ClientFixture.serverConfig([ca: writePem(folder.resolve('ca.pem'), root)], 'n2ws', server.url)

        when:
        send(config, [:], ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message.replace(server.url.authority, 'AT') == 'n2ws (AT): AT asks for a client certificate, which baksh cannot present, and ends the connection'
        e.hint() == 'use an address of the server that accepts clients without a certificate'
        server.requestCount == 0

        where:
        protocol << ['TLSv1.2', 'TLSv1.3']
    }

    def "an expired or future certificate is not offered for confirmation"() {
        given:
        server.useCertificate(builderFor('127.0.0.1').validityInterval(NOW + from * DAY, NOW + to * DAY).build())
        List<String> prompts = []
        HostKeyPrompt prompt = { List<String> facts, String question -> prompts << question; true } as HostKeyPrompt
        ServerConfig config = ClientFixture.serverConfig('n2ws', server.url)

        when:
        fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(),
            ClientFixture.openTransport(config, [:], new KnownHosts(folder.resolve('trust'), fixture.time, prompt))).send(ClientFixture.readCall('things/'))

        then:
        thrown(BakshException)
        prompts == []

        where:
        from | to
        -9   | -5
        5    | 9
    }

    def "#reason: #message"() {
        given:
        X509Certificate certificate = issued(root).build().certificate()
        CertPathValidatorException cause = new CertPathValidatorException(detail, null, null, -1, reason)

        when:
        CertificateProblem problem = CertificateProblem.of(
            'AT', [certificate] as X509Certificate[], new CertificateException('PKIX path validation failed', cause), Instant.now())

        then:
        problem.message() == message
        problem.hint() == hint

        where:
        reason                                                    | detail                               || message                                                                                      | hint
        CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED | 'MD5withRSA is disabled'           || 'the certificate of AT (CN=server, issued by CN=Root) is too weak: MD5withRSA is disabled'  | 'install another certificate on the server, with a longer key and a newer signature'
        CertPathValidatorException.BasicReason.REVOKED            | 'Certificate has been revoked'       || 'the certificate of AT (CN=server, issued by CN=Root) was revoked'                          | 'install another certificate on the server'
        CertPathValidatorException.BasicReason.UNSPECIFIED        | 'Extended key usage does not permit use for TLS server authentication' || 'the certificate of AT (CN=server, issued by CN=Root) is not a certificate for a server: Extended key usage does not permit use for TLS server authentication' | 'install another certificate on the server'
        CertPathValidatorException.BasicReason.UNSPECIFIED        | 'KeyUsage does not allow digital signatures' || 'the certificate of AT (CN=server, issued by CN=Root) is not a certificate for a server: KeyUsage does not allow digital signatures' | 'install another certificate on the server'
        PKIXReason.INVALID_NAME                                   | 'name constraints check failed'      || 'the certificate of AT (CN=server, issued by CN=Root) is not valid: name constraints check failed' | 'install another certificate on the server'
        PKIXReason.NOT_CA_CERT                                    | 'this is not a CA certificate'       || 'the certificate of AT (CN=server, issued by CN=Root) is not valid: this is not a CA certificate' | 'install another certificate on the server'
        CertPathValidatorException.BasicReason.INVALID_SIGNATURE  | 'signature check failed'             || 'the certificate of AT (CN=server, issued by CN=Root) is not valid: signature check failed' | 'install another certificate on the server'
    }

    def "a CA that curl trusts by #variable is trusted"() {
        given:
        Path file = writePem(folder.resolve(name), foreign, root)

        expect:
        send(ClientFixture.serverConfig('n2ws', server.url), [(variable): (variable == 'SSL_CERT_DIR' ? "/nowhere:$folder".toString() : file.toString())]) == 1

        where:
        variable         | name
        'SSL_CERT_FILE'  | 'bundle.crt'
        'CURL_CA_BUNDLE' | 'bundle.crt'
        'SSL_CERT_DIR'   | '0123abcd.0'
    }

    def "a certificate or a file that cannot be read does not hide the others: #what"() {
        given:
        String good = root.certificatePem()
        Files.writeString(folder.resolve('bundle.crt'), content.replace('GOOD', good).replace('DAMAGED', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'))
        files.each { name, mode -> Files.setPosixFilePermissions(writePem(folder.resolve(name), root), PosixFilePermissions.fromString(mode)) }
        CertificateAuthorities authorities = new CertificateAuthorities(
            files ? [SSL_CERT_DIR: folder.toString()] : variable ? [(variable): folder.resolve('bundle.crt').toString()] : [:],
            variable || files ? [] : [folder.resolve('bundle.crt')])

        expect:
        authorities.load()?.acceptedIssuers*.subjectX500Principal*.name == issuers
        authorities.problems()*.replace(folder.toString(), 'FOLDER') == problems

        where:
        what                     | variable        | content                         | files                                                      || issuers     | problems
        'a damaged block first'  | 'SSL_CERT_FILE' | 'DAMAGED\nGOOD'                 | [:]                                                        || ['CN=Root'] | ['SSL_CERT_FILE is used only in part: FOLDER/bundle.crt contains a certificate that cannot be read']
        'two damaged blocks'     | 'CURL_CA_BUNDLE' | 'DAMAGED\nGOOD\nDAMAGED'       | [:]                                                        || ['CN=Root'] | ['CURL_CA_BUNDLE is used only in part: FOLDER/bundle.crt contains 2 certificates that cannot be read']
        'a cut last block'       | 'SSL_CERT_FILE' | 'GOOD\n-----BEGIN CERTIFICATE-----\nAAAA' | [:]                                             || ['CN=Root'] | ['SSL_CERT_FILE is used only in part: FOLDER/bundle.crt contains a certificate that cannot be read']
        'the bundle of the system' | null          | 'DAMAGED\nGOOD'                 | [:]                                                        || ['CN=Root'] | ['the bundle of the system is used only in part: FOLDER/bundle.crt contains a certificate that cannot be read']
        'a useless system bundle' | null           | 'DAMAGED'                       | [:]                                                        || null        | ['the bundle of the system is not used: FOLDER/bundle.crt cannot be read']
        'a file of a folder'     | null            | ''                              | ['00000000.0': 'rw-rw-rw-', '11111111.0': 'rw-r--r--']       || ['CN=Root'] | ['SSL_CERT_DIR is used only in part: FOLDER/00000000.0 can be changed by other users of this machine (mode rw-rw-rw-)']
        'two files of a folder'  | null            | ''                              | ['00000000.0': 'rw-rw-rw-', '11111111.0': 'rw-rw-rw-']       || null        | ['SSL_CERT_DIR is not used: FOLDER/00000000.0 can be changed by other users of this machine (mode rw-rw-rw-) (and 1 more)']
    }

    def "the bundle of the system is trusted"() {
        expect:
        new CertificateAuthorities([:], [folder.resolve('none.crt'), writePem(folder.resolve('bundle.crt'), root)]).load().acceptedIssuers*.subjectX500Principal*.name == ['CN=Root']
        new CertificateAuthorities([:], [folder.resolve('none.crt')]).load() == null
    }

    def "a CA file or a pin of the server is not widened by SSL_CERT_FILE"() {
        given:
        ServerConfig config = ClientFixture.serverConfig([ca: writePem(folder.resolve('ca.pem'), foreign)], 'n2ws', server.url)

        when:
        send(config, [SSL_CERT_FILE: writePem(folder.resolve('bundle.crt'), root).toString()])

        then:
        BakshException e = thrown()
        e.message.contains('comes from an authority that is not trusted: CN=Root')
    }

    def "#what: the message says why the file is not used"() {
        given:
        Path file = folder.resolve('bundle.crt')
        prepare(file, root)

        when:
        send(ClientFixture.serverConfig('n2ws', server.url), [SSL_CERT_FILE: file.toString()])

        then:
        BakshException e = thrown()
        e.hint().readLines().last().replace(folder.toString(), 'FOLDER') == line

        where:
        what                         | prepare                                                                                                       || line
        'a missing file'             | { path, ca -> }                                                                                             || 'SSL_CERT_FILE is not used: FOLDER/bundle.crt cannot be read'
        'a file without a certificate' | { path, ca -> Files.writeString(path, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n') } || 'SSL_CERT_FILE is not used: FOLDER/bundle.crt cannot be read'
        'a file that others can write' | { path, ca -> Files.setPosixFilePermissions(writePem(path, ca), PosixFilePermissions.fromString('rw-rw-rw-')) } || 'SSL_CERT_FILE is not used: FOLDER/bundle.crt can be changed by other users of this machine (mode rw-rw-rw-)'
    }

    private Object send(ServerConfig config, Map<String, String> env = [:], ApiCall call = ClientFixture.writeCall('things/')) {
        OkHttpTransport transport = ClientFixture.openTransport(config, env)
        return fixture.createExecutor(config, N2wsClient.dialect(), new FakeTokenSource(), transport).send(call).get('id')
    }

    private static byte[] keyStore(HeldCertificate certificate) {
        KeyStore store = KeyStore.getInstance('PKCS12')
        store.load(null, null)
        store.setCertificateEntry('ca', certificate.certificate())
        ByteArrayOutputStream out = new ByteArrayOutputStream()
        store.store(out, 'password'.toCharArray())
        return out.toByteArray()
    }

    private static HeldCertificate expired(HeldCertificate.Builder builder) {
        return builder.validityInterval(NOW - 9 * DAY, NOW - 5 * DAY).build()
    }

    private static HeldCertificate.Builder issued(HeldCertificate authority) {
        return builderFor('127.0.0.1').signedBy(authority)
    }

    private String normalize(String text, HeldCertificate shown) {
        return text?.replace(server.url.authority, 'AT')?.replace(pin(shown), 'PIN')?.replace(folder.toString(), 'FOLDER')
            ?.replaceAll(/\d{4}-\d\d-\d\d(T[0-9:]+Z)?/, 'DATE')
    }
}
