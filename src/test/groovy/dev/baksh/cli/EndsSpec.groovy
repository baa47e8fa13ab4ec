package dev.baksh.cli

import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import dev.baksh.sandbox.TurnedClock
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration

import static dev.baksh.cli.Printed.failure
import static dev.baksh.cli.Printed.result

class EndsSpec extends Specification {
    @TempDir
    Path home

    TurnedClock clock = new TurnedClock()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(clock).build())

    Typist baksh

    String n2ws

    def setup() {
        baksh = new Typist(home).at(sandbox)
        baksh.time = new TurnedTime(clock)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
    }

    def "a script ends with the code that it gives: #code"() {
        expect:
        baksh.says("exit $code; println 'never'") == new Printed(code, '', '')
        baksh.reads("println 1\nexit $code\nprintln 2") == new Printed(code, '1\n', '')

        where:
        code << [0, 3, 42, 255]
    }

    def "exit without a code is a good end"() {
        expect:
        baksh.says('exit()') == result()
    }

    def "a code that a shell would cut is refused: #code"() {
        expect:
        baksh.says("exit($code)") == failure(1, "baksh: exit takes a number from 0 to 255, not $code", '  -e:1')

        where:
        code << [256, -1]
    }

    def "exit is not caught as an error by the way"() {
        expect:
        baksh.says('try { exit 7 } finally { println "last" }') == new Printed(7, 'last\n', '')
        baksh.says('[1].each { exit 7 }') == new Printed(7, '', '')
    }

    def "fail ends with 1 and gives the reason"() {
        expect:
        baksh.says("fail 'no backup since yesterday'") == failure(1, 'baksh: no backup since yesterday', '  -e:1')
        baksh.says('fail()') == failure(1,
            'baksh: the script failed without giving a reason', "  write fail 'reason'", '  -e:1')
    }

    def "an error of the script ends with 1, its place and no stack trace"() {
        given:
        final String file = baksh.file('drill.groovy', '\n\n1 / 0').toString()

        expect:
        baksh.start(file) == failure(1, 'baksh: division by zero', '  drill.groovy:3')
    }

    def "a stack trace is shown for --debug alone"() {
        when:
        final Printed printed = baksh.says('1 / 0', '--debug')

        then:
        printed.code() == 1
        printed.err().startsWith('baksh: division by zero\n  -e:1\n')
        printed.err().contains('\n    at ')
        printed.err().contains('Caused by: java.lang.ArithmeticException')
    }

    def "a backup that failed ends with 1"() {
        given:
        sandbox.n2ws().nextBackupEnds('failed')

        expect:
        baksh.says("n2ws.policies['nightly'].backup().await()").with { [it.code(), it.out()] } == [1, '']
    }

    def "a backup that is awaited comes back as it ended"() {
        expect:
        baksh.says("n2ws.policies['nightly'].backup().await(timeout: 2.hours, every: 30.seconds).status") == result('B')
    }

    def "a refused write ends with 3"() {
        expect:
        baksh.says("n2ws.policies['nightly'].update { enabled false }", '--read-only') == failure(3,
            "baksh: $n2ws is read-only: n2ws.policies.update 'nightly' was not sent", '  leave out --read-only', '  -e:1')
    }

    def "a missing permission ends with 4 and names what is needed"() {
        given:
        baksh.env.BAKSH_N2WS_API_KEY = sandbox.n2wsApiKey('readonly')

        when:
        final Printed printed = baksh.says("n2ws.policies['nightly'].update { enabled false }")

        then:
        printed.code() == 4
        printed.out() == ''
        printed.err().contains('  this needs the permission: allow_backup_changes\n')
    }

    def "a server that is not available ends with 5"() {
        given:
        sandbox.n2ws().faults().always('GET', 'aws/policies', Fault.html(503))

        expect:
        baksh.says('n2ws.policies.count()').code() == 5
    }

    def "a wait that is over too early ends with 75 and says how to go on"() {
        given:
        sandbox.n2ws().nextBackupEnds('stuck')

        when:
        final Printed printed = baksh.says("n2ws.policies['nightly'].backup().await(timeout: 10.minutes)")

        then:
        final int id = sandbox.n2ws().backups().last().get('id').intValue()
        final String begin = sandbox.n2ws().backups().last().get('start_time').asText()
        printed == failure(75,
            "baksh: $n2ws: backup $id of \"nightly\" has not ended within 10 min 0 s: status P since $begin or before, and no end_time",
            "  it goes on by itself; look again with n2ws.backups[$id].await()",
            '  if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it',
            '  -e:1')
    }

    def "some of many users that cannot be mapped end with 6"() {
        when:
        Printed printed = baksh.says("px.roles['test-role'].mapTo('bob', 'nobody')")

        then: 'what became of each is a result, and why not all of it a message'
        printed.code() == 6
        printed.out() == '{"user":"bob","role":"test-role","result":"mapped"}\n{"user":"nobody","role":"test-role","result":"failed"}\n'
        printed.err() == "baksh: 1 of 2 users were not mapped to \"test-role\"\n  px (${sandbox.pxUrl().authority}): user \"nobody\" not found\n  -e:1\n"
    }

    def "a journal that cannot be written ends with 74, and nothing is sent"() {
        given:
        baksh.file('journal', 'a file where the folder belongs')

        when:
        final Printed printed = baksh.says("n2ws.policies['nightly'].update { enabled false }")

        then:
        printed.code() == 74
        !sandbox.requests().any { it.method() == 'PUT' }
    }

    def "the deadline ends a wait with 75"() {
        given:
        sandbox.n2ws().nextBackupEnds('stuck')
        baksh.time = dev.baksh.api.Time.SYSTEM

        when:
        final Printed printed = baksh.says("n2ws.policies['nightly'].backup().await()", '--deadline', '1s')

        then:
        final int id = sandbox.n2ws().backups().last().get('id').intValue()
        printed == failure(75,
            "baksh: the deadline of 1 s has passed: stopped waiting for backup $id; it goes on by itself",
            "  look again with n2ws.backups[$id].await()",
            '  -e:1')
    }

    def "the deadline ends a sleeping script with 75, and the thread is free again"() {
        given:
        baksh.time = dev.baksh.api.Time.SYSTEM

        expect:
        reached { baksh.says('sleep 60_000', "--deadline=${it}s") } { Printed printed, int seconds ->
            printed == failure(75, "baksh: the deadline of $seconds s has passed: interrupted while sleeping", '  -e:1')
        }
        !Thread.currentThread().interrupted
        reached { baksh.says("try { sleep 10.minutes } catch (e) { println 'swallowed' }", "--deadline=${it}s") } { Printed printed, int seconds ->
            printed == new Printed(75,
                'swallowed\n',
                "baksh: the deadline of $seconds s passed while the script ran on to its end\n"
                    + '  it caught or swallowed the interrupt; look at what it did after that\n')
        }
        !Thread.currentThread().interrupted
    }

    def "the deadline ends a script that waits for nothing: #loop"() {
        given:
        baksh.time = dev.baksh.api.Time.SYSTEM

        expect:
        reached { baksh.says(loop, "--deadline=${it}s") } { Printed printed, int seconds ->
            printed == failure(75, "baksh: the deadline of $seconds s has passed: interrupted", '  -e:1')
        }

        where:
        loop << [
            'while (true) { }',
            'int n = 0; for (;;) n++',
            'def again; again = { again.trampoline() }.trampoline(); again()',
            'class Idle { static void on() { int n = 0; while (true) n++ } }; Idle.on()',
        ]
    }

    def "a script in time does not meet its deadline"() {
        expect:
        baksh.says('sleep 2.hours; 1', '--deadline', '30m') == result('1')
        clock.now == new TurnedClock().now + Duration.ofHours(2)
    }

    /** With a deadline that leaves a slow machine the time to reach the script: 1 s, or longer where it was too short. */
    private static boolean reached(Closure<Printed> start, Closure<Boolean> expected) {
        for (int seconds in [1, 4, 16]) {
            if (expected(start(seconds), seconds)) return true
        }
        final Printed last = start(32)
        assert expected(last, 32): last.toString()
        true
    }
}
