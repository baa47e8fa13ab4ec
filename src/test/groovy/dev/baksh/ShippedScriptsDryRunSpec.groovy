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
    static final Map<String, List<String>> WORDS = [
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

    def "every recipe is rehearsed here"() {
        expect:
        new File('scripts').list().findAll { it.endsWith('.groovy') }*.minus('.groovy').toSet() == WORDS.keySet()
    }

    def "check has nothing to say against a recipe: #recipe"() {
        given:
        SandboxHarness lab = new SandboxHarness(folder)

        expect:
        lab.start(['check', "scripts/${recipe}.groovy".toString()]).out.readLines().first().contains(': no findings, ')

        cleanup:
        lab.close()

        where:
        recipe << WORDS.keySet()
    }

    def "the dry run of #recipe writes nothing, and its curl lines do what the run does"() {
        given:
        Files.writeString(folder.resolve('users.csv'), 'bob,test-role\ncarol,px-backup-app.user\n')
        SandboxHarness real = new SandboxHarness(folder.resolve('real'))
        SandboxHarness rehearsed = new SandboxHarness(folder.resolve('rehearsed'))
        List<String> words = ["scripts/${recipe}.groovy".toString()] + WORDS[recipe]*.replace('FOLDER', folder.toString())

        when:
        SandboxHarness.Ended run = real.start(['--yes'] + words, [BAKSH_N2WS_RECOVERED: 'S'])
        Files.list(folder).withCloseable { it.toList() }.findAll { it.toString().endsWith('log.csv') || it.toFile().name.startsWith('sandbox') }.each { it.toFile().directory ? it.toFile().deleteDir() : Files.delete(it) }
        SandboxHarness.Ended dry = rehearsed.start(['--dry-run'] + words, [BAKSH_N2WS_RECOVERED: 'S'])

        then:
        rehearsed.sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') } == []
        dry.err.contains('baksh: ') == run.err.contains('baksh: ')

        when:
        List<String> lines = dry.out.readLines().findAll { it.startsWith('curl ') }
        Map<String, String> tokens = rehearsed.sandbox.requests().findAll { it.header('Authorization') }
            .collectEntries { [it.server(), it.header('Authorization').minus('Bearer ')] }
        lines.each { pasted(it, tokens[it.contains(rehearsed.sandbox.n2wsUrl().authority) ? 'n2ws' : 'px']) }

        then:
        asked(rehearsed) == asked(real)
        lines.size() == asked(real).size()

        cleanup:
        real?.close()
        rehearsed?.close()

        where:
        recipe << WORDS.keySet()
    }

    private static List<String> asked(SandboxHarness lab) {
        lab.writes().collect { RecordedRequest seen -> "${seen.server()} ${seen.method()} ${seen.path()}?${seen.query()} ${seen.body()} ${seen.status()}".toString() }
    }

    private void pasted(String line, String token) {
        Path out = folder.resolve('curl.txt')
        ProcessBuilder shell = new ProcessBuilder('sh', '-c', line.replaceFirst('curl ', 'curl -sS -o /dev/null '))
        shell.environment().put('TOKEN', token)
        Process process = shell.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        assert process.waitFor(20, TimeUnit.SECONDS)
        assert process.exitValue() == 0: Files.readString(out)
    }
}
