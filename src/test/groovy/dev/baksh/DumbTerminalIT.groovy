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

/** The shell on a terminal that can do nothing, such as an editor's, on a pty that records each byte that it is sent. */
@Requires(value = { PtyProcess.there() }, reason = 'script of util-linux is not installed')
@Timeout(120)
class DumbTerminalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @TempDir
    Path home

    @AutoCleanup
    PtyProcess pty

    def "secrets are typed unseen, and Ctrl-C ends the line or the call and not the shell"() {
        given:
        pty = new PtyProcess(home, [TERM: 'dumb', BAKSH_N2WS_URL: sandbox.n2wsUrl().toString()])

        when:
        pty.start([])
        pty.type('RW> ', 'n2ws.policies.count()\r')
        pty.type('API key of n2ws', sandbox.n2wsApiKey() + '\r')
        pty.type('m RW> ', '1 +')
        pty.type('1 +', '')
        pty.interrupt()
        pty.type('^C\r\nbaksh n2ws', "println 'be' + 'gun'; sleep 60.seconds\r")
        pty.type('begun\r\n', '')
        pty.interrupt()
        pty.type('baksh: interrupted while sleeping', '40 + 2\r')
        pty.type('\n42', ':quit\r')
        String said = pty.end()

        then:
        said.contains('code=0')
        said.contains('14')
        !said.contains(sandbox.n2wsApiKey())
        !said.contains('\u001b')
    }
}
