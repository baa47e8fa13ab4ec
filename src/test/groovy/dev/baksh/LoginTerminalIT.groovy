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

/** {@code baksh login px} on a pty that records each byte that the terminal is sent. */
@Requires(value = { PtyProcess.there() }, reason = 'script of util-linux is not installed')
@Timeout(240)
class LoginTerminalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @TempDir
    Path home

    @AutoCleanup
    PtyProcess pty

    def setup() {
        pty = new PtyProcess(home, [BAKSH_PX_URL: sandbox.pxUrl().toString()])
    }

    def "the password is typed unseen, and is on no tape and in no file; what is kept lists the roles"() {
        when:
        pty.start(['--record', home.resolve('tape').toString(), 'login', 'px'])
        pty.type('paste a token: ', 'admin\r')
        pty.type('Password of admin: ', sandbox.pxPassword() + '\r')
        String login = pty.end()
        pty.start(['--record', home.resolve('tape-2').toString(), '-e', 'px.roles.count()'])
        String roles = pty.end()
        List<String> kept = kept()
        List<File> tapes = files().findAll { it.name == 'recording.jsonl' }

        then:
        login.contains(': logged in as admin, token fresh, ')
        login.contains('code=0')
        roles.readLines().first() == '5'
        !login.contains(sandbox.pxPassword())
        kept.size() == 1
        files().every { !it.text.contains(sandbox.pxPassword()) }
        tapes.size() == 2
        !tapes.any { tape -> kept.any { tape.text.contains(it) } }
    }

    def "Ctrl-C in the middle of the password leaves nothing behind, and the terminal as it was"() {
        when:
        pty.start(['login', 'px'])
        pty.type('paste a token: ', 'admin\r')
        pty.type('Password of admin: ', 'half-of-it')
        pty.interrupt()
        String said = pty.end()

        then:
        said.contains('Password of admin: \ncode=130')
        !said.contains('half-of-it')
        kept() == []
        !files().any { it.text.contains('half-of-it') }
    }

    def "#what is told, and nothing is kept"() {
        when:
        pty.start(['login', 'px'])
        pty.type('paste a token: ', user + '\r')
        pty.type(question, secret + '\r')
        String said = pty.end()

        then:
        said.contains('code=4')
        said.contains(message)
        said.contains(hint)
        !said.contains(secret)
        kept() == []

        where:
        what               | user    | question              | secret            || message                                                      | hint
        'a wrong password' | 'admin' | 'Password of admin: ' | 'wrong-secret'    || ': the credential is not accepted: Invalid user credentials' | '  nothing was kept; say baksh login px again; the client pxcentral (BAKSH_PX_CLIENT_ID) has to allow direct access grants'
        'a wrong token'    | ''      | 'Token: '             | 'wrong.tok.secret' || ': the pasted token has ended or is not accepted'           | '  nothing was kept; say baksh login px again, with a token that the browser uses now'
    }

    private List<String> kept() {
        files().findAll { it.name ==~ /tokens-.*\.json/ }.collect { it.text.replaceAll(/(?s).*"access" ?: ?"([^"]+)".*/, '$1') }
    }

    private List<File> files() {
        List<File> files = []
        home.toFile().eachFileRecurse { if (it.file) files << it }
        files
    }
}
