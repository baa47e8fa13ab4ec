package dev.baksh

import dev.baksh.cli.PtyProcess
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

/** The shell on a terminal that can do nothing, such as an editor's, or that has no UTF-8, on a pty that records each byte that it is sent. */
@Requires(value = { PtyProcess.isAvailable() }, reason = 'script of util-linux is not installed')
@Timeout(120)
class DumbTerminalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    @AutoCleanup
    PtyProcess pty

    def "secrets are read without echo, and Ctrl-C ends the line or the call but not the shell"() {
        given:
        pty = new PtyProcess(home, [TERM: 'dumb', BAKSH_N2WS_URL: sandbox.n2wsUrl().toString()])

        when:
        pty.start([])
        pty.answerPrompt('RW> ', 'n2ws.policies.count()\r')
        pty.answerPrompt('API key of n2ws', sandbox.n2wsApiKey() + '\r')
        pty.answerPrompt('m RW> ', '1 +')
        pty.answerPrompt('1 +', '')
        pty.pressCtrlC()
        pty.answerPrompt('^C\r\nbaksh n2ws', "println 'be' + 'gun'; sleep 60.seconds\r")
        pty.answerPrompt('begun\r\n', '')
        pty.pressCtrlC()
        pty.answerPrompt('baksh: interrupted while sleeping', '40 + 2\r')
        pty.answerPrompt('\n42', ':quit\r')
        String screen = pty.awaitExit()

        then:
        screen.contains('code=0')
        screen.contains('14')
        !screen.contains(sandbox.n2wsApiKey())
        !screen.contains('\u001b')
        // Each key draws the prompt at most a few times.
        screen.count('RW> ') < 100
    }

    def "a terminal without UTF-8 gets only ASCII from baksh: prompt, tables, charts and errors"() {
        given:
        pty = new PtyProcess(home, [TERM: 'dumb', BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey()])

        when:
        pty.start([], ['-Dbaksh.lc_all=C'])
        pty.answerPrompt('RW> ', "table([[name: 'x' * 400, n: 1], [name: 'y', n: 2]])\r")
        pty.answerPrompt('2 rows', 'spark(1..8) + bar(a: 1)\r')
        pty.answerPrompt('_.:-=+*#', "n2ws.policies['' + 'z' * 400]\r")
        pty.answerPrompt('not found', ':quit\r')
        String screen = pty.awaitExit()

        then:
        screen.contains('xxx~  1')
        screen.chars().allMatch { it < 0x80 }
    }
}
