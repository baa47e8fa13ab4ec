package dev.baksh.cli.command

import com.fasterxml.jackson.databind.json.JsonMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ManualClockTimeSource
import dev.baksh.client.exchange.TlsTestServer
import dev.baksh.client.tls.ServerTrustManager
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import okhttp3.tls.HeldCertificate
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.time.temporal.ChronoUnit

import static dev.baksh.cli.CommandResult.failure

class DoctorCommandSpec extends Specification {
    static final List<String> PROBE_STEPS = ['name', 'connection', 'certificate', 'answer', 'clock', 'token', 'read']

    /** Uses the real time, since the certificate of the sandbox has a real validity; in whole seconds, as in a Date header. */
    static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS)

    @Shared
    ManualClock clock = new ManualClock(now: START)

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(https: true, clock: clock))

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        clock.now = START
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.time = new ManualClockTimeSource(new ManualClock(now: START))
        baksh.env.BAKSH_N2WS_CA = baksh.env.BAKSH_PX_CA = sandbox.caFile().toString()
    }

    def "every step is tested for both servers, and nothing is written"() {
        given:
        baksh.env.BAKSH_PX_GATEWAY_URL = sandbox.pxGatewayUrl().toString()
        int writesBefore = countWrites()

        when:
        CommandResult result = baksh.start('doctor', '-o', 'ndjson')

        then:
        List<Map> links = rows(result)
        links.findAll { it.server == 'n2ws' }*.link == PROBE_STEPS - skippedSteps()
        links.findAll { it.server == 'px' }*.link ==
            (PROBE_STEPS - skippedSteps()) + (PROBE_STEPS - skippedSteps() - 'token').collect { "gateway $it".toString() }
        links*.state.unique() - 'warning' == ['ok']
        links.findAll { it.state == 'warning' }*.link.every { it.endsWith('certificate') }
        links.find { it.link == 'certificate' }.found ==~ /until \S+Z, trusted by .*pem, TLSv1\.3, key sha256\/.{43}=/
        result.code() == 0
        countWrites() == writesBefore
    }

    def "without a gateway the missing variable is named"() {
        when:
        CommandResult result = baksh.start('doctor', 'px', '-o', 'ndjson')

        then:
        rows(result).last() == [server: 'px', link: 'gateway', state: 'skipped', ms: null, found: 'not configured',
            next: 'all nouns of px except roles and users need the gateway: set BAKSH_PX_GATEWAY_URL']
        result.err().readLines().takeRight(2) == [
            'px: gateway skipped: not configured',
            '  all nouns of px except roles and users need the gateway: set BAKSH_PX_GATEWAY_URL']
        result.code() == 0
    }

    def "settings with which no connection is possible are a failed step, and the other server is tested: #variable"() {
        given:
        baksh.env.putAll(env)

        when:
        CommandResult result = baksh.start('doctor', '-o', 'ndjson')

        then:
        rows(result).findAll { it.server == 'n2ws' } == [[server: 'n2ws', link: 'settings', state: 'failed', ms: null, found: found, next: next]]
        rows(result).findAll { it.server == 'px' }*.link.containsAll(PROBE_STEPS - skippedSteps())
        result.code() == 2

        where:
        variable      | env                                                                                || found                                                 | next
        'CA'          | [BAKSH_N2WS_CA: '/nowhere/ca.pem']                                                 || 'the CA file /nowhere/ca.pem cannot be read'          | 'check BAKSH_N2WS_CA'
        'HTTPS_PROXY' | [BAKSH_N2WS_URL: 'https://n2ws.invalid', HTTPS_PROXY: 'proxy:0']                    || 'HTTPS_PROXY: not a valid proxy URL'                  | 'write http://HOST:PORT'
        'URL'         | [BAKSH_N2WS_URL: 'https://xn--a_b.invalid']                                        || "'xn--a_b.invalid' is not a valid host"               | 'check BAKSH_N2WS_URL'
    }

    def "a clock that runs #direction is reported"() {
        given:
        clock.now = START + by

        when:
        Map link = rows(baksh.start('doctor', 'n2ws', '-o', 'ndjson')).find { it.link == 'clock' }

        then:
        link.state == 'warning'
        link.found == "300 s $direction this machine's"
        link.next == 'correct the wrong clock: times and tokens depend on it'

        where:
        direction  | by
        'ahead of' | Duration.ofSeconds(300)
        'behind'   | Duration.ofSeconds(-300)
    }

    def "steps after a failed step are skipped: #link"() {
        given:
        baksh.env.putAll(env)
        env.findAll { it.value == null }.keySet().each { baksh.env.remove(it) }
        String authority = baksh.env.BAKSH_N2WS_URL - 'https://'

        when:
        CommandResult result = baksh.start('doctor', 'n2ws', '-o', 'ndjson')

        then:
        List<Map> links = rows(result)
        links.last().link == link
        links.last().state == 'failed'
        links.last().found.replaceAll(/until [0-9-]+/, 'until DAY') == found.replace('AT', authority)
        links.last().next.startsWith(next)
        result.code() == code

        where:
        link          | env                                                    || code | found                                      | next
        'name'        | [BAKSH_N2WS_URL: 'https://nowhere.invalid']            || 5    | "host 'nowhere.invalid' is not known"      | 'check BAKSH_N2WS_URL'
        'connection'  | [BAKSH_N2WS_URL: 'https://127.0.0.1:1']                || 5    | 'no server listens at AT (connection refused)' | 'check BAKSH_N2WS_URL'
        'connection'  | [BAKSH_N2WS_URL: 'https://n2ws.invalid', HTTPS_PROXY: '127.0.0.1:1'] || 5 | 'the proxy 127.0.0.1:1 cannot be reached (connection refused); the server received nothing' | 'check HTTPS_PROXY'
        'certificate' | [BAKSH_N2WS_CA: null]                                  || 5    | 'the certificate of AT (CN=baksh sandbox, valid until DAY) is self-signed and not trusted' | 'set the PEM file of the CA'
        'token'       | [BAKSH_N2WS_API_KEY: 'wrong']                          || 4    | 'the API key is not accepted: No user found for given API key. (POST https://AT/api/token/obtain/api_key/ -> 400)' | 'generate a key'
    }

    def "a server that ends the connection after the TLS handshake is not called a server without TLS: #fault"() {
        given:
        HeldCertificate certificate = new HeldCertificate.Builder().commonName('server').addSubjectAlternativeName('127.0.0.1').build()
        TlsTestServer server = new TlsTestServer(certificate)
        server.fault = fault
        baksh.env.remove('BAKSH_N2WS_CA')
        baksh.env.BAKSH_N2WS_URL = server.url.toString()
        baksh.env.BAKSH_N2WS_PIN = ServerTrustManager.publicKeyPin(certificate.certificate())

        when:
        CommandResult result = baksh.start('doctor', 'n2ws', '-o', 'ndjson')

        then:
        List<Map> links = rows(result)
        links*.link == ['connection', 'certificate', 'answer']
        links*.state == ['ok', 'warning', 'failed']
        links.last().found.startsWith("the connection broke (GET $server.url/): $cause")
        links.last().next == null
        result.code() == 5

        cleanup:
        server?.close()

        where:
        fault   || cause
        'close' || 'unexpected end of stream on '
        'reset' || 'Connection reset'
    }

    def "a pinned key without a CA is sufficient, and its certificate is shown"() {
        given:
        String pin = (rows(baksh.start('doctor', 'n2ws', '-o', 'ndjson')).find { it.link == 'certificate' }.found =~ /sha256\S+/)[0]
        baksh.env.remove('BAKSH_N2WS_CA')
        baksh.env.BAKSH_N2WS_PIN = pin

        when:
        CommandResult result = baksh.start('doctor', 'n2ws', '-o', 'ndjson')

        then:
        rows(result).find { it.link == 'certificate' }.found.contains('trusted by its pin')
        result.code() == 0
    }

    def "a long text is wrapped on a terminal of #width columns, and not cut"() {
        given:
        baksh.env.BAKSH_N2WS_URL = 'https://127.0.0.1:1'
        baksh.useTerminal()
        baksh.width = width

        when:
        CommandResult result = baksh.start('doctor', 'n2ws', '--no-color')

        then:
        result.out() == out.stripIndent()
        result.err().readLines().findAll { !it.contains('testing') }*.replace('\u001b[K', '')*.strip().join(' ').strip() ==
            'n2ws: connection failed: no server listens at 127.0.0.1:1 (connection refused) check BAKSH_N2WS_URL, the firewall, and that the server runs'
        result.code() == 5

        where:
        width || out
        80    || '''\
            server  link        state   ms  found
            n2ws    connection  failed   0  no server listens at 127.0.0.1:1 (connection
                                            refused)
            1 row
            '''
        60    || '''\
            server  link        state   ms  found
            n2ws    connection  failed   0  no server listens at
                                            127.0.0.1:1 (connection
                                            refused)
            1 row
            '''
        40    || '''\
            server  n2ws
            link    connection
            state   failed
            ms      0
            found   no server listens at 127.0.0.1:1
                    (connection refused)
            1 row
            '''
    }

    def "a pipe gets the whole text in one line"() {
        given:
        baksh.env.BAKSH_N2WS_URL = 'https://127.0.0.1:1'
        baksh.width = 40

        expect:
        baksh.start('doctor', 'n2ws', '-o', 'table').with { [it.code(), it.out()] } == [5, '''\
            server  link        state   ms  found                                                  next
            n2ws    connection  failed   0  no server listens at 127.0.0.1:1 (connection refused)  check BAKSH_N2WS_URL, the firewall, and that the server runs
            1 row
            '''.stripIndent()]
    }

    def "an unknown server name is an error that lists the servers"() {
        expect:
        baksh.start('doctor', 'nw2s') == failure(2, "baksh: no server 'nw2s' is configured", "  did you mean: n2ws")
    }

    private int countWrites() {
        sandbox.requests().count { it.method() != 'GET' && !it.path().contains('/token') }
    }

    /** A numeric address needs no name lookup. */
    private List<String> skippedSteps() {
        sandbox.n2wsUrl().host ==~ /[\d.]+/ ? ['name'] : []
    }

    private static List<Map> rows(CommandResult result) {
        result.out().readLines().collect { JsonMapper.builder().build().readValue(it, Map) }
    }
}
