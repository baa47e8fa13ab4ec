package dev.baksh

import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** baksh as a process that gets signals while a server does not answer, and whose reader goes away. */
@Slow
@Requires({ os.linux || os.macOs })
@Timeout(120)
class SignalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().extraPolicies(20_000).build())

    @TempDir
    Path home

    CountDownLatch arrived = new CountDownLatch(1)
    CountDownLatch held = new CountDownLatch(1)

    def cleanup() {
        held.countDown()
    }

    def "a read ends at once by #signal, with #code"() {
        given:
        hold('GET', '/policies/1/')
        Process process = baksh('-e', "n2ws.get('aws/policies/1/')")
        arrived.await()

        when:
        send(signal, process)
        process.waitFor()

        then:
        process.exitValue() == code
        held.count == 1 // The server has not answered yet.
        said('err') == (code == 130 ? 'interrupted: ending what is under way; Ctrl-C again leaves at once\n' : '') +
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): interrupted\n  -e:1\n"
        said('out') == ''

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "a write that did happen is found when it is interrupted, and is on record"() {
        given:
        hold('POST', 'policies/11/backups/')
        Process process = baksh('--yes', '-e', "n2ws.policies['adhoc'].backup(); n2ws.policies['adhoc'].delete()")
        arrived.await()
        // It is carried out while the one who sent it looks for it.
        sandbox.n2ws().faults().next('GET', '/backups/', Fault.meanwhile {
            held.countDown()
            while (sandbox.n2ws().backupsStarted('adhoc') == 0) Thread.onSpinWait()
        })

        when:
        send('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        events() == ['INTENT', 'DONE']
        sandbox.n2ws().backupsStarted('adhoc') == 1
        sandbox.n2ws().policy('adhoc') != null
    }

    def "a write that nobody can find is said to be unknown, and is so on record"() {
        given:
        hold('POST', 'policies/11/backups/')
        Process process = baksh('-e', "n2ws.policies['adhoc'].backup()")
        arrived.await()

        when:
        send('TERM', process)
        process.waitFor()

        then:
        process.exitValue() == 143
        said('err').startsWith("baksh: n2ws (${sandbox.n2wsUrl().authority}): n2ws.policies.backup 'adhoc' was sent and its answer was lost: " +
            'whether it happened is not known; interrupted, and it is not there yet\n' +
            '  it was not sent again; look at the server before you do it once more\n')
        events() == ['INTENT', 'UNKNOWN']
    }

    def "the second Ctrl-C leaves at once, and the journal says open"() {
        given:
        CountDownLatch looking = new CountDownLatch(1)
        hold('POST', 'policies/11/backups/')
        Process process = baksh('-e', "n2ws.policies['adhoc'].backup()")
        arrived.await()
        sandbox.n2ws().faults().always('GET', '/backups/', Fault.meanwhile {
            looking.countDown()
            await(held)
        })

        when:
        send('INT', process)
        looking.await()
        send('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        said('err') == 'interrupted: ending what is under way; Ctrl-C again leaves at once\n'
        events() == ['INTENT']

        when:
        Process verify = baksh('journal', 'verify')
        verify.waitFor()

        then:
        verify.exitValue() == 0
        said('err') ==~ /the outcome of 1 write is not known; look at the server:\n  1  .* n2ws: n2ws\.policies\.backup 'adhoc' \(POST .*\/policies\/11\/backups\/\)\nwhen you know: baksh journal settle N --happened, or --did-not-happen\n/
    }

    def "an interrupted runbook can be gone on with"() {
        given:
        hold('GET', '/policies/1/')
        Path script = home.resolve('two.groovy')
        Files.writeString(script, "title 'Two'\nstep('one') { n2ws.get('aws/policies/1/').name }\nstep('two') { println 'two' }\n")
        Process process = baksh('run', script.toString())
        arrived.await()

        when:
        send('INT', process)
        process.waitFor()
        held.countDown()

        then:
        process.exitValue() == 130

        when:
        Process resumed = baksh('resume', 'last')
        resumed.waitFor()

        then:
        resumed.exitValue() == 0
        said('out') == 'two\n'
    }

    def "the record of a run that #signal ended says #code, as the process does"() {
        given:
        hold('GET', '/policies/1/')
        Path script = home.resolve('one.groovy')
        Files.writeString(script, "title 'One'\nstep('one') { n2ws.get('aws/policies/1/').name }\n")
        Process process = baksh('--unattended', '--deadline', '10m', 'run', script.toString())
        arrived.await()

        when:
        send(signal, process)
        process.waitFor()
        held.countDown()

        then:
        process.exitValue() == code
        said('err').readLines().last().contains("\"exit\":$code,")
        Path journal = Files.list(home.resolve('runs')).withCloseable { it.toList()[0] }.resolve('journal.jsonl')
        Files.readAllLines(journal).findAll { it =~ /"event":"(STEP_FAILED|END)"/ }*.find(/"exit":(\d+)/) { it[1] }*.toInteger() == [code, code]

        when:
        Process runs = baksh('runs', '-o', 'csv')
        runs.waitFor()

        then:
        said('out').contains(',interrupted,')

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "a reader that goes away ends a listing quietly, and no more pages are asked for"() {
        when:
        Process process = start(['bash', '-c', command('-e', 'n2ws.policies', '-o', 'ndjson').collect { "'" + it.replace("'", "'\\''") + "'" }.join(' ') +
            ' | head -1; exit ${PIPESTATUS[0]}'])
        process.waitFor()

        then:
        process.exitValue() == 0
        said('out').readLines().size() == 1
        said('err') == ''
    }

    private void hold(String method, String path) {
        sandbox.n2ws().faults().next(method, path, Fault.meanwhile { hang() })
    }

    private void hang() {
        arrived.countDown()
        await(held)
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await()
        } catch (InterruptedException ignored) {
            // The sandbox is closed while its thread still waits.
        }
    }

    private static void send(String signal, Process process) {
        new ProcessBuilder('kill', "-$signal", process.pid().toString()).start().waitFor()
    }

    private List<String> events() {
        return Files.readAllLines(home.resolve('journal/journal.jsonl'))*.find(/"event":"(\w+)"/) { it[1] }
    }

    private String said(String where) {
        return Files.readString(home.resolve(where))
    }

    private Process baksh(String... words) {
        return start(command(words))
    }

    private static List<String> command(String... words) {
        String classes = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        return [Path.of(System.getProperty('java.home'), 'bin', 'java').toString(), '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1',
                '-cp', classes, 'dev.baksh.cli.Main', *words]
    }

    private Process start(List<String> command) {
        // A build in the background of a shell ignores SIGINT, and its children would, too.
        ProcessBuilder builder = new ProcessBuilder(['env', '--default-signal'] + command)
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([
            BAKSH_HOME: home.toString(), BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey()])
        return builder.redirectOutput(home.resolve('out').toFile()).redirectError(home.resolve('err').toFile()).start()
    }
}
