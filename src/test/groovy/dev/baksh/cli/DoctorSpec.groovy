package dev.baksh.cli

import static dev.baksh.cli.Printed.failure

import com.fasterxml.jackson.databind.json.JsonMapper
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import dev.baksh.sandbox.TurnedClock
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.time.temporal.ChronoUnit
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

class DoctorSpec extends Specification {
    static final List<String> WAY = ['name', 'connection', 'certificate', 'answer', 'clock', 'token', 'read']

    /** The certificate of the sandbox has the machine's time. The Date header of HTTP has whole seconds. */
    static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS)

    @Shared
    TurnedClock clock = new TurnedClock(now: START)

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().https(true).clock(clock).build())

    @TempDir
    Path home

    Typist baksh

    def setup() {
        clock.now = START
        baksh = new Typist(home).at(sandbox)
        baksh.time = new TurnedTime(new TurnedClock(now: START))
        baksh.env.BAKSH_N2WS_CA = baksh.env.BAKSH_PX_CA = sandbox.caFile().toString()
    }

    def "every link of both servers is tested, and nothing is written"() {
        given:
        baksh.env.BAKSH_PX_GATEWAY_URL = sandbox.pxGatewayUrl().toString()
        int before = writes()

        when:
        Printed printed = baksh.start('doctor', '-o', 'ndjson')

        then:
        List<Map> links = rows(printed)
        links.findAll { it.server == 'n2ws' }*.link == WAY - absentName()
        links.findAll { it.server == 'px' }*.link ==
            (WAY - absentName()) + (WAY - absentName() - 'token').collect { "gateway $it".toString() }
        links*.state.unique() - 'warning' == ['ok']
        links.findAll { it.state == 'warning' }*.link.every { it.endsWith('certificate') }
        links.find { it.link == 'certificate' }.found ==~ /TLSv1\.3, trusted by .*pem, until \S+Z, key sha256\/.{43}=/
        printed.code() == 0
        writes() == before
    }

    def "without a gateway it says which variable is missing"() {
        when:
        Printed printed = baksh.start('doctor', 'px', '-o', 'ndjson')

        then:
        rows(printed).last() == [server: 'px', link: 'gateway', state: 'skipped', ms: null, found: 'not configured',
            next: 'px.backups and all that is not roles and users needs it: set BAKSH_PX_GATEWAY_URL']
        printed.err().readLines().takeRight(2) == [
            'px: gateway skipped: not configured',
            '  px.backups and all that is not roles and users needs it: set BAKSH_PX_GATEWAY_URL']
        printed.code() == 0
    }

    def "a clock that runs #words is told of"() {
        given:
        clock.now = START + by

        when:
        Map link = rows(baksh.start('doctor', 'n2ws', '-o', 'ndjson')).find { it.link == 'clock' }

        then:
        link.state == 'warning'
        link.found == "300 s $words this machine's"
        link.next == 'set the wrong one: times and tokens go by them'

        where:
        words      | by
        'ahead of' | Duration.ofSeconds(300)
        'behind'   | Duration.ofSeconds(-300)
    }

    def "what lies behind a broken link is not tried: #link"() {
        given:
        baksh.env.putAll(env)
        env.findAll { it.value == null }.keySet().each { baksh.env.remove(it) }
        String at = baksh.env.BAKSH_N2WS_URL - 'https://'

        when:
        Printed printed = baksh.start('doctor', 'n2ws', '-o', 'ndjson')

        then:
        List<Map> links = rows(printed)
        links.last().link == link
        links.last().state == 'failed'
        links.last().found == found.replace('AT', at)
        links.last().next.startsWith(next)
        printed.code() == code

        where:
        link          | env                                                    || code | found                                      | next
        'name'        | [BAKSH_N2WS_URL: 'https://nowhere.invalid']            || 5    | "host 'nowhere.invalid' is not known"      | 'check BAKSH_N2WS_URL'
        'connection'  | [BAKSH_N2WS_URL: 'https://127.0.0.1:1']                || 5    | 'nothing answers at AT (connection refused)' | 'check BAKSH_N2WS_URL'
        'connection'  | [BAKSH_N2WS_URL: 'https://n2ws.invalid', HTTPS_PROXY: '127.0.0.1:1'] || 5 | 'the proxy 127.0.0.1:1 cannot be reached' | 'check HTTPS_PROXY'
        'certificate' | [BAKSH_N2WS_CA: null]                                  || 5    | 'the certificate of AT is not trusted'     | "give the authority's PEM file"
        'token'       | [BAKSH_N2WS_API_KEY: 'wrong']                          || 4    | 'the API key is not accepted: No user found for given API key. (POST https://AT/api/token/obtain/api_key/ -> 400)' | 'generate a key'
    }

    def "a pinned key without an authority is enough, and its certificate is shown"() {
        given:
        String pin = (rows(baksh.start('doctor', 'n2ws', '-o', 'ndjson')).find { it.link == 'certificate' }.found =~ /sha256\S+/)[0]
        baksh.env.remove('BAKSH_N2WS_CA')
        baksh.env.BAKSH_N2WS_PIN = pin

        when:
        Printed printed = baksh.start('doctor', 'n2ws', '-o', 'ndjson')

        then:
        rows(printed).find { it.link == 'certificate' }.found.contains('trusted by its pin')
        printed.code() == 0
    }

    def "a name that is none is an error with those that are"() {
        expect:
        baksh.start('doctor', 'nw2s') == failure(2, "baksh: no server 'nw2s' is configured", "  did you mean: n2ws")
    }

    private int writes() {
        sandbox.requests().count { it.method() != 'GET' && !it.path().contains('/token') }
    }

    /** An address in numbers is not looked up. */
    private List<String> absentName() {
        sandbox.n2wsUrl().host ==~ /[\d.]+/ ? ['name'] : []
    }

    private static List<Map> rows(Printed printed) {
        printed.out().readLines().collect { JsonMapper.builder().build().readValue(it, Map) }
    }
}
