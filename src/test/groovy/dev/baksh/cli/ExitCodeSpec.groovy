package dev.baksh.cli

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class ExitCodeSpec extends Specification {
    @TempDir
    Path home

    ManualClock clock = new ManualClock()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    CommandRunner baksh

    String n2ws

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.time = new ManualClockTimeSource(clock)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
    }

    def "a script ends with the given exit code: #code"() {
        expect:
        baksh.runExpression("exit $code; println 'never'") == new CommandResult(code, '', '')
        baksh.runStandardInput("println 1\nexit $code\nprintln 2") == new CommandResult(code, '1\n', '')

        where:
        code << [0, 3, 42, 255]
    }

    def "exit without a code is a success"() {
        expect:
        baksh.runExpression('exit()') == success()
    }

    def "an exit code that a shell would truncate is rejected: #code"() {
        expect:
        baksh.runExpression("exit($code)") == failure(1, "baksh: exit takes a number from 0 to 255, not $code", '  -e:1')

        where:
        code << [256, -1]
    }

    def "exit is not caught by a catch of exceptions"() {
        expect:
        baksh.runExpression('try { exit 7 } finally { println "last" }') == new CommandResult(7, 'last\n', '')
        baksh.runExpression('[1].each { exit 7 }') == new CommandResult(7, '', '')
    }

    def "fail ends with exit code 1 and prints the reason"() {
        expect:
        baksh.runExpression("fail 'no backup since yesterday'") == failure(1, 'baksh: no backup since yesterday', '  -e:1')
        baksh.runExpression('fail()') == failure(1,
            'baksh: the script failed without giving a reason', "  write fail 'reason'", '  -e:1')
    }

    def "a script error ends with exit code 1 and its location, without a stack trace"() {
        given:
        final String file = baksh.writeFile('drill.groovy', '\n\n1 / 0').toString()

        expect:
        baksh.start(file) == failure(1, 'baksh: division by zero', '  drill.groovy:3')
    }

    def "a stack trace is printed only with --debug"() {
        when:
        final CommandResult result = baksh.runExpression('1 / 0', '--debug')

        then:
        result.code() == 1
        result.err().startsWith('baksh: division by zero\n  -e:1\n')
        result.err().contains('\n    at ')
        result.err().contains('Caused by: java.lang.ArithmeticException')
    }

    def "a failed backup ends with exit code 1"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('failed')
        baksh.env.BAKSH_N2WS_FAILED = 'F'

        expect:
        baksh.runExpression("n2ws.policies['nightly'].backup().await()").with { [it.code(), it.out()] } == [1, '']
    }

    def "await returns the finished backup"() {
        expect:
        baksh.runExpression("n2ws.policies['nightly'].backup().await(timeout: 2.hours, every: 30.seconds).status") == success('B')
    }

    def "a rejected write ends with exit code 3"() {
        expect:
        baksh.runExpression("n2ws.policies['nightly'].update { enabled false }", '--read-only') == failure(3,
            "baksh: $n2ws is read-only: n2ws.policies.update 'nightly' was not sent", '  leave out --read-only', '  -e:1')
    }

    def "a missing permission ends with exit code 4 and is named"() {
        given:
        baksh.env.BAKSH_N2WS_API_KEY = sandbox.n2wsApiKey('readonly')

        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['nightly'].update { enabled false }")

        then:
        result.code() == 4
        result.out() == ''
        result.err().contains('  this needs the permission: allow_backup_changes\n')
    }

    def "a refusal in a body ends with exit code 4 whatever its HTTP status, and the write is not sent again: #status #body"() {
        given:
        List<Object> n2wsWrite = [sandbox.n2ws(), "n2ws (${sandbox.n2wsUrl().authority}): n2ws.policies.update 'nightly'", "(PUT ${sandbox.n2wsUrl()}/api/aws/policies/1/ -> $status)", 'allow_backup_changes']
        List<Object> pxWrite = [sandbox.px(), "px (${sandbox.pxUrl().authority}): px.roles.create 'new-role'", "(POST ${sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/create -> $status)", 'infra admin or super admin']
        String code = kind == 'n2ws' ? "n2ws.policies['nightly'].update { generations 4 }" : "px.roles.create('new-role') { viewOnly 'role' }"
        def (server, subject, request, permission) = kind == 'n2ws' ? n2wsWrite : pxWrite
        String method = kind == 'n2ws' ? 'PUT' : 'POST'
        server.faults().injectAlways(method, kind == 'n2ws' ? 'aws/policies' : 'roles/create', Fault.status(status, 'application/json', body))
        // Words without a code are no proof that nothing was created.
        List<String> lookup = kind == 'px' && status in [200, 500, 503] && !body.contains('code')
            ? ["$subject: the write was sent and the server responded with $status, which does not prove that nothing was done; looking for the result on the server for at most 5 s"] : []

        expect:
        baksh.runExpression(code) == failure(4,
            *lookup, "baksh: $subject: You do not have permission $request", "  this needs the permission: $permission", '  -e:1')
        sandbox.requests().count { it.method() == method && !it.path().contains('token') } == 1

        where:
        [kind, status, body] << [['n2ws', 'px'], [200, 400, 403, 404, 500, 503], ['{"SUCCESS":false,"MESSAGE":"You do not have permission"}']].combinations() +
            [['px'], [200, 400, 403, 404, 500, 503], ['{"code":7,"message":"You do not have permission"}']].combinations()
    }

    def "an unavailable server ends with exit code 5"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.html(503))

        expect:
        baksh.runExpression('n2ws.policies.count()').code() == 5
    }

    def "an expired wait ends with exit code 75 and shows how to continue"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('stuck')

        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['nightly'].backup().await(timeout: 10.minutes)")

        then:
        final int id = sandbox.n2ws().backups().last().get('id').intValue()
        final String startTime = sandbox.n2ws().backups().last().get('start_time').asText()
        result == failure(75,
            "baksh: $n2ws: backup $id of \"nightly\" has not ended within 10 min 0 s: status P (meaning not known) since $startTime or before, and no end_time",
            "  it may continue on the server; check again with n2ws.backups[$id].await()",
            '  if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it',
            '  -e:1')
    }

    def "a partial failure of a user mapping ends with exit code 6"() {
        when:
        CommandResult result = baksh.runExpression("px.roles['test-role'].mapTo('bob', 'nobody')")

        then: 'what became of each is a result, and why not all of it a message'
        result.code() == 6
        result.out() == '{"user":"bob","role":"test-role","result":"mapped"}\n{"user":"nobody","role":"test-role","result":"failed"}\n'
        result.err() == "baksh: 1 of 2 users were not mapped to \"test-role\"\n  px (${sandbox.pxUrl().authority}): user \"nobody\" not found\n  -e:1\n"
    }

    def "an unwritable journal ends with exit code 74, and nothing is sent"() {
        given:
        baksh.writeFile('journal', 'a file where the folder belongs')

        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['nightly'].update { enabled false }")

        then:
        result.code() == 74
        !sandbox.requests().any { it.method() == 'PUT' }
    }

    def "the deadline ends a wait with exit code 75"() {
        given:
        baksh.time = dev.baksh.client.api.TimeSource.SYSTEM

        expect:
        reached {
            sandbox.n2ws().behavior.backupResults.add('stuck')
            baksh.runExpression("n2ws.policies['nightly'].backup().await()", "--deadline=${it}s")
        } { CommandResult result, int seconds ->
            final int id = sandbox.n2ws().backups().last().get('id').intValue()
            result == failure(75,
                "baksh: the deadline of $seconds s has passed: stopped waiting for backup $id; it may continue on the server",
                "  check again with n2ws.backups[$id].await()",
                '  -e:1')
        }
    }

    def "the deadline ends a sleeping script with exit code 75 and frees the thread"() {
        given:
        baksh.time = dev.baksh.client.api.TimeSource.SYSTEM

        expect:
        reached { baksh.runExpression('sleep 60_000', "--deadline=${it}s") } { CommandResult result, int seconds ->
            result == failure(75, "baksh: the deadline of $seconds s has passed: interrupted while sleeping", '  -e:1')
        }
        !Thread.currentThread().interrupted
        reached { baksh.runExpression("try { sleep 10.minutes } catch (e) { println 'swallowed' }", "--deadline=${it}s") } { CommandResult result, int seconds ->
            result == new CommandResult(75,
                'swallowed\n',
                "baksh: the deadline of $seconds s passed before the end of the script\n"
                    + '  the script ignored the interrupt; check what it did after the deadline\n')
        }
        !Thread.currentThread().interrupted
    }

    def "the deadline ends a busy loop: #loop"() {
        given:
        baksh.time = dev.baksh.client.api.TimeSource.SYSTEM

        expect:
        reached { baksh.runExpression(loop, "--deadline=${it}s") } { CommandResult result, int seconds ->
            result == failure(75, "baksh: the deadline of $seconds s has passed: interrupted", '  -e:1')
        }

        where:
        loop << [
            'while (true) { }',
            'int n = 0; for (;;) n++',
            'def again; again = { again.trampoline() }.trampoline(); again()',
            'class Idle { static void on() { int n = 0; while (true) n++ } }; Idle.on()',
        ]
    }

    def "a script that ends in time is not affected by its deadline"() {
        expect:
        baksh.runExpression('sleep 2.hours; 1', '--deadline', '30m') == success('1')
        clock.now == new ManualClock().now + Duration.ofHours(2)
    }

    /** With a deadline that leaves a slow machine the time to reach the script: 1 s, or longer where it was too short. */
    private static boolean reached(Closure<CommandResult> start, Closure<Boolean> expected) {
        for (int seconds in [1, 4, 16]) {
            if (expected(start(seconds), seconds)) return true
        }
        final CommandResult last = start(32)
        assert expected(last, 32): last.toString()
        true
    }
}
