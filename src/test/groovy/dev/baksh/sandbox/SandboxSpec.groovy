package dev.baksh.sandbox

import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.security.cert.CertificateFactory
import javax.net.ssl.HttpsURLConnection
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory

class SandboxSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    def "the Date header follows the sandbox's clock"() {
        expect:
        new SandboxHttpClient(sandbox.n2wsUrl()).get('/api/users/').header('Date') == 'Wed, 04 Mar 2026 05:06:07 GMT'
    }

    def "every request is recorded in order, with its status and without secrets in its string form"() {
        given:
        SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
        http.get('/api/aws/policies/?search=a%20b')
        new SandboxHttpClient(sandbox.pxUrl()).get('/nowhere')
        sandbox.n2ws().faults().injectNext(Fault.drop())

        when:
        http.post('/api/alerts/')

        then:
        thrown(IOException)
        sandbox.requests()*.toString() == [
            'n2ws POST /api/token/obtain/api_key/ -> 200',
            'n2ws GET /api/aws/policies/?search=a%20b -> 200',
            'px GET /nowhere -> 404',
            'n2ws POST /api/alerts/ -> 0']
        sandbox.requests()[0].body() == '{"api_key":"' + sandbox.n2wsApiKey() + '"}'
        sandbox.requests()[1].header('authorization') == 'Bearer ' + http.token
    }

    def "the same seed gives the same keys, and another seed gives other keys"() {
        given:
        Sandbox sameSeedSandbox = Sandbox.start(new SandboxOptions())
        Sandbox otherSandbox = Sandbox.start(new SandboxOptions(seed: 2))

        expect:
        sameSeedSandbox.n2wsApiKey('operator') == sandbox.n2wsApiKey('operator')
        sameSeedSandbox.pxClientSecret() == sandbox.pxClientSecret()
        otherSandbox.n2wsApiKey() != sandbox.n2wsApiKey()

        cleanup:
        sameSeedSandbox.close()
        otherSandbox.close()
    }

    def "a port in use is an error that names the port"() {
        given:
        int port = sandbox.n2wsUrl().port

        when:
        Sandbox.start(new SandboxOptions(pxPort: port))

        then:
        UncheckedIOException e = thrown()
        e.message == "sandbox px: cannot listen on 127.0.0.1:$port"
    }

    def "https is trusted only with the sandbox certificate"() {
        given:
        Sandbox httpsSandbox = Sandbox.start(new SandboxOptions(https: true))
        Path certificateFile = httpsSandbox.caFile()

        when:
        HttpsURLConnection connection = new URI(httpsSandbox.pxUrl().toString() + '/').toURL().openConnection() as HttpsURLConnection
        connection.SSLSocketFactory = trustOnly(certificateFile).socketFactory

        then:
        httpsSandbox.n2wsUrl().scheme == 'https'
        connection.responseCode == 200

        when:
        new URI(httpsSandbox.n2wsUrl().toString() + '/').toURL().openStream()

        then:
        thrown(javax.net.ssl.SSLHandshakeException)

        when:
        httpsSandbox.close()

        then:
        !Files.exists(certificateFile.parent)
    }

    def "without https there is no certificate file"() {
        when:
        sandbox.caFile()

        then:
        IllegalStateException e = thrown()
        e.message == 'the sandbox was started without https'
    }

    def "a chunked body is read"() {
        given:
        HttpURLConnection connection =
            new URI(sandbox.n2wsUrl().toString() + '/api/token/obtain/api_key/').toURL().openConnection() as HttpURLConnection
        connection.requestMethod = 'POST'
        connection.doOutput = true
        connection.chunkedStreamingMode = 16
        connection.setRequestProperty('Content-Type', 'application/json')

        when:
        connection.outputStream.withStream { it << '{"api_key":"' + sandbox.n2wsApiKey() + '"}' }

        then:
        connection.responseCode == 200
    }

    def "a request that is not HTTP closes the connection"() {
        given:
        Socket socket = new Socket('127.0.0.1', sandbox.n2wsUrl().port)

        when:
        socket.outputStream << 'hello\r\n\r\n'
        socket.outputStream.flush()

        then:
        socket.inputStream.read() == -1

        cleanup:
        socket.close()
    }

    def "a body above the nginx limit is rejected by the Portworx server"() {
        given:
        SandboxHttpClient http = new SandboxHttpClient(sandbox.pxUrl())

        expect:
        http.send('POST', '/backend/api/pxBackup/rbac/roles/create', ' ' * ((8 << 20) + 1), 'application/json').status == 413
    }

    private static SSLContext trustOnly(Path certificateFile) {
        final KeyStore store = KeyStore.getInstance('PKCS12')
        store.load(null, null)
        store.setCertificateEntry('ca',
            certificateFile.toFile().withInputStream { CertificateFactory.getInstance('X.509').generateCertificate(it) })
        final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.defaultAlgorithm)
        trust.init(store)
        final SSLContext context = SSLContext.getInstance('TLS')
        context.init(null, trust.trustManagers, null)
        return context
    }
}
