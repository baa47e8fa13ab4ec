package dev.baksh

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.RecordedRequest
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/**
 * Each file of scripts/ is rehearsed: no write reaches a server, and the curl lines that it prints, pasted into a shell with
 * {@code $TOKEN}, ask of another sandbox exactly what the real run asks.
 */
class ShippedScriptsDryRunSpec extends Specification {
    static final Map<String, List<String>> ARGUMENTS = [
        'access-review'      : ['--folder', 'FOLDER'],
        'alert-count'        : [],
        'decommission-user'  : ['--user', 'alice'],
        'failover-drill'     : ['--scenario', 'failover'],
        'map-users'          : ['--file', 'FOLDER/users.csv'],
        'morning-check'      : [],
        'protected-inventory': [],
        'restore-drill'      : ['nightly', 'web-1', '--type', 't3.micro', '--log', 'FOLDER/log.csv'],
        'restore-test'       : ['--seed', '7'],
        'role-onboarding'    : ['--role', 'test-role', '--users', 'bob,erin'],
        'rotate-schedule'    : ['--from', 'daily', '--to', 'hourly'],
        'run-policy-and-wait': ['linux_web'],
        'scenario-drill'     : ['failover', '--run'],
        'scheduler-step'     : ['linux_web'],
        'weekly-report'      : ['--folder', 'FOLDER'],
    ]

    @TempDir
    Path folder

    def "every script has a dry run in this specification"() {
        expect:
        new File('scripts').list().findAll { it.endsWith('.groovy') }*.minus('.groovy').toSet() == ARGUMENTS.keySet()
    }

    def "check reports no problem in the script: #recipe"() {
        given:
        SandboxHarness harness = new SandboxHarness(folder)

        expect:
        harness.start(['check', "scripts/${recipe}.groovy".toString()]).out.readLines().first().contains(': no findings, ')

        cleanup:
        harness.close()

        where:
        recipe << ARGUMENTS.keySet()
    }

    def "the dry run of #recipe writes nothing, and its curl commands do the same as the run"() {
        given:
        Files.writeString(folder.resolve('users.csv'), 'bob,test-role\ncarol,px-backup-app.user\n')
        SandboxHarness realHarness = new SandboxHarness(folder.resolve('real'))
        SandboxHarness dryRunHarness = new SandboxHarness(folder.resolve('rehearsed'))
        List<String> args = ["scripts/${recipe}.groovy".toString()] + ARGUMENTS[recipe]*.replace('FOLDER', folder.toString())

        when:
        SandboxHarness.Result run = realHarness.start(['--yes'] + args, [BAKSH_N2WS_RECOVERED: 'S', BAKSH_N2WS_FAILED: 'F'])
        Files.list(folder).withCloseable { it.toList() }.findAll { it.toString().endsWith('log.csv') || it.toFile().name.startsWith('sandbox') }.each { it.toFile().directory ? it.toFile().deleteDir() : Files.delete(it) }
        SandboxHarness.Result dryRun = dryRunHarness.start(['--dry-run'] + args, [BAKSH_N2WS_RECOVERED: 'S', BAKSH_N2WS_FAILED: 'F'])

        then:
        dryRunHarness.sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') } == []
        dryRun.err.contains('baksh: ') == run.err.contains('baksh: ')

        when:
        List<String> lines = dryRun.out.readLines().findAll { it.startsWith('curl ') }
        Map<String, String> tokens = dryRunHarness.sandbox.requests().findAll { it.header('Authorization') }
            .collectEntries { [it.server(), it.header('Authorization').minus('Bearer ')] }
        lines.each { runInShell(it, tokens[it.contains(dryRunHarness.sandbox.n2wsUrl().authority) ? 'n2ws' : 'px']) }

        then:
        describeWrites(dryRunHarness) == describeWrites(realHarness)
        lines.size() == describeWrites(realHarness).size()

        cleanup:
        realHarness?.close()
        dryRunHarness?.close()

        where:
        recipe << ARGUMENTS.keySet()
    }

    private static List<String> describeWrites(SandboxHarness harness) {
        harness.writeRequests().collect { RecordedRequest request -> "${request.server()} ${request.method()} ${request.path()}?${request.query()} ${request.body()} ${request.status()}".toString() }
    }

    private void runInShell(String line, String token) {
        Path out = folder.resolve('curl.txt')
        ProcessBuilder shell = new ProcessBuilder('sh', '-c', line.replaceFirst('curl ', 'curl -sS -o /dev/null '))
        shell.environment().put('TOKEN', token)
        Process process = shell.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        assert process.waitFor(20, TimeUnit.SECONDS)
        assert process.exitValue() == 0: Files.readString(out)
    }
}
