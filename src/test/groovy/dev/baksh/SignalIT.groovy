package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch

/** baksh as a process that gets signals while a server does not answer, and whose reader goes away. */
@Slow
@Requires({ os.linux || os.macOs })
@Timeout(120)
class SignalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(extraPolicies: 20_000))

    @TempDir
    Path home

    CountDownLatch requestArrived = new CountDownLatch(1)
    CountDownLatch responseReleased = new CountDownLatch(1)

    def cleanup() {
        responseReleased.countDown()
    }

    def "#signal ends a read immediately with exit code #code"() {
        given:
        holdRequest('GET', '/policies/1/')
        Process process = baksh('-e', "n2ws.get('aws/policies/1/')")
        requestArrived.await()

        when:
        sendSignal(signal, process)
        process.waitFor()

        then:
        process.exitValue() == code
        responseReleased.count == 1 // The server has not answered yet.
        readOutput('err') == (code == 130 ? 'interrupted: ending the operation; press Ctrl-C again to exit immediately\n' : '') +
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): interrupted\n  -e:1\n"
        readOutput('out') == ''

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "an executed write is found after an interrupt and is recorded in the journal"() {
        given:
        holdRequest('POST', 'policies/11/backups/')
        Process process = baksh('--yes', '-e', "n2ws.policies['adhoc'].backup(); n2ws.policies['adhoc'].delete()")
        requestArrived.await()
        // It is carried out while the one who sent it looks for it.
        sandbox.n2ws().faults().injectNext('GET', '/backups/', Fault.runBefore {
            responseReleased.countDown()
            while (sandbox.n2ws().startedBackupCount('adhoc') == 0) Thread.onSpinWait()
        })

        when:
        sendSignal('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        journalEvents() == ['INTENT', 'DONE']
        sandbox.n2ws().startedBackupCount('adhoc') == 1
        sandbox.n2ws().policy('adhoc') != null
    }

    def "a write that cannot be verified is reported and recorded as unknown"() {
        given:
        holdRequest('POST', 'policies/11/backups/')
        Process process = baksh('-e', "n2ws.policies['adhoc'].backup()")
        requestArrived.await()

        when:
        sendSignal('TERM', process)
        process.waitFor()

        then:
        process.exitValue() == 143
        readOutput('err').startsWith("baksh: n2ws (${sandbox.n2wsUrl().authority}): n2ws.policies.backup 'adhoc' was sent and the response was lost: " +
            'the outcome is not known; interrupted; not found so far\n' +
            '  the write was not sent again; look at the server before you repeat it\n')
        journalEvents() == ['INTENT', 'UNKNOWN']
    }

    def "the second Ctrl-C exits immediately, and the write stays open in the journal"() {
        given:
        CountDownLatch searching = new CountDownLatch(1)
        holdRequest('POST', 'policies/11/backups/')
        Process process = baksh('-e', "n2ws.policies['adhoc'].backup()")
        requestArrived.await()
        sandbox.n2ws().faults().injectAlways('GET', '/backups/', Fault.runBefore {
            searching.countDown()
            awaitQuietly(responseReleased)
        })

        when:
        sendSignal('INT', process)
        searching.await()
        sendSignal('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        readOutput('err') == 'interrupted: ending the operation; press Ctrl-C again to exit immediately\n'
        journalEvents() == ['INTENT']

        when:
        Process verify = baksh('journal', 'verify')
        verify.waitFor()

        then:
        verify.exitValue() == 0
        readOutput('err') ==~ /the outcome of 1 write is not known; look at the server:\n  1  .* n2ws: n2ws\.policies\.backup 'adhoc' \(POST .*\/policies\/11\/backups\/\)\nwhen you know: baksh journal settle N --happened, or --did-not-happen\n/
    }

    def "an interrupted runbook can be resumed"() {
        given:
        holdRequest('GET', '/policies/1/')
        Path script = home.resolve('two.groovy')
        Files.writeString(script, "title 'Two'\nstep('one') { n2ws.get('aws/policies/1/').name }\nstep('two') { println 'two' }\n")
        Process process = baksh('run', script.toString())
        requestArrived.await()

        when:
        sendSignal('INT', process)
        process.waitFor()
        responseReleased.countDown()

        then:
        process.exitValue() == 130

        when:
        Process resumed = baksh('resume', 'last')
        resumed.waitFor()

        then:
        resumed.exitValue() == 0
        readOutput('out') == 'two\n'
    }

    def "the journal of a run ended by #signal contains the exit code #code of the process"() {
        given:
        holdRequest('GET', '/policies/1/')
        Path script = home.resolve('one.groovy')
        Files.writeString(script, "title 'One'\nstep('one') { n2ws.get('aws/policies/1/').name }\n")
        Process process = baksh('--unattended', '--deadline', '10m', 'run', script.toString())
        requestArrived.await()

        when:
        sendSignal(signal, process)
        process.waitFor()
        responseReleased.countDown()

        then:
        process.exitValue() == code
        readOutput('err').readLines().last().contains("\"exit\":$code,")
        Path journal = Files.list(home.resolve('runs')).withCloseable { it.toList()[0] }.resolve('journal.jsonl')
        Files.readAllLines(journal).findAll { it =~ /"event":"(STEP_FAILED|END)"/ }*.find(/"exit":(\d+)/) { it[1] }*.toInteger() == [code, code]

        when:
        Process runs = baksh('runs', '-o', 'csv')
        runs.waitFor()

        then:
        readOutput('out').contains(',interrupted,')

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "a closed reader ends a listing silently, and no more pages are requested"() {
        when:
        Process process = start(['bash', '-c', command('-e', 'n2ws.policies', '-o', 'ndjson').collect { "'" + it.replace("'", "'\\''") + "'" }.join(' ') +
            ' | head -1; exit ${PIPESTATUS[0]}'])
        process.waitFor()

        then:
        process.exitValue() == 0
        readOutput('out').readLines().size() == 1
        readOutput('err') == ''
    }

    private void holdRequest(String method, String path) {
        sandbox.n2ws().faults().injectNext(method, path, Fault.runBefore { blockRequest() })
    }

    private void blockRequest() {
        requestArrived.countDown()
        awaitQuietly(responseReleased)
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await()
        } catch (InterruptedException ignored) {
            // The sandbox is closed while its thread still waits.
        }
    }

    private static void sendSignal(String signal, Process process) {
        new ProcessBuilder('kill', "-$signal", process.pid().toString()).start().waitFor()
    }

    private List<String> journalEvents() {
        return Files.readAllLines(home.resolve('journal/journal.jsonl'))*.find(/"event":"(\w+)"/) { it[1] }
    }

    private String readOutput(String fileName) {
        return Files.readString(home.resolve(fileName))
    }

    private Process baksh(String... args) {
        return start(command(args))
    }

    private static List<String> command(String... args) {
        String classes = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        return [Path.of(System.getProperty('java.home'), 'bin', 'java').toString(), '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1',
                '-cp', classes, 'dev.baksh.cli.Main', *args]
    }

    private Process start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(ChildSignals.RESET + command)
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([
            BAKSH_HOME: home.toString(), BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey()])
        return builder.redirectOutput(home.resolve('out').toFile()).redirectError(home.resolve('err').toFile()).start()
    }
}
