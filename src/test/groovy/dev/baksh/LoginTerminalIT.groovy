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
@Requires(value = { PtyProcess.isAvailable() }, reason = 'script of util-linux is not installed')
@Timeout(240)
class LoginTerminalIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    @AutoCleanup
    PtyProcess pty

    def setup() {
        pty = new PtyProcess(home, [BAKSH_PX_URL: sandbox.pxUrl().toString()])
    }

    def "the password is read without echo, is in no recording and no file, and the stored token lists the roles"() {
        when:
        pty.start(['--record', home.resolve('tape').toString(), 'login', 'px'])
        pty.answerPrompt('paste a token: ', 'admin\r')
        pty.answerPrompt('Password of admin: ', sandbox.pxPassword() + '\r')
        String login = pty.awaitExit()
        pty.start(['--record', home.resolve('tape-2').toString(), '-e', 'px.roles.count()'])
        String roles = pty.awaitExit()
        List<String> storedTokens = storedTokens()
        List<File> recordings = files().findAll { it.name == 'recording.jsonl' }

        then:
        login.contains(': logged in as admin, token fresh, ')
        login.contains('code=0')
        roles.readLines().first() == '5'
        !login.contains(sandbox.pxPassword())
        storedTokens.size() == 1
        files().every { !it.text.contains(sandbox.pxPassword()) }
        recordings.size() == 2
        !recordings.any { recording -> storedTokens.any { recording.text.contains(it) } }
    }

    def "Ctrl-C in the password prompt stores nothing and restores the terminal"() {
        when:
        pty.start(['login', 'px'])
        pty.answerPrompt('paste a token: ', 'admin\r')
        pty.answerPrompt('Password of admin: ', 'half-of-it')
        pty.pressCtrlC()
        String screen = pty.awaitExit()

        then:
        screen.contains('Password of admin: \ncode=130')
        !screen.contains('half-of-it')
        storedTokens() == []
        !files().any { it.text.contains('half-of-it') }
    }

    def "Ctrl-D in the password prompt does not ask again with echo"() {
        when:
        pty.start(['login', 'px'])
        pty.answerPrompt('paste a token: ', 'admin\r')
        pty.answerPrompt('Password of admin: ', '\u0004')
        String screen = pty.awaitExit()

        then:
        screen.count('Password of admin: ') == 1
        screen.contains('baksh: login cancelled: the input is empty')
        screen.contains('code=3')
        storedTokens() == []
    }

    def "#what is reported, and nothing is stored"() {
        when:
        pty.start(['login', 'px'])
        pty.answerPrompt('paste a token: ', user + '\r')
        pty.answerPrompt(question, secret + '\r')
        String screen = pty.awaitExit()

        then:
        screen.contains('code=4')
        screen.contains(message)
        screen.contains(hint)
        !screen.contains(secret)
        storedTokens() == []

        where:
        what               | user    | question              | secret            || message                                                      | hint
        'a wrong password' | 'admin' | 'Password of admin: ' | 'wrong-secret'    || ': the credential is not accepted: Invalid user credentials' | '  nothing was stored; run baksh login px again; the client pxcentral (BAKSH_PX_CLIENT_ID) must allow direct access grants'
        'a wrong token'    | ''      | 'Token: '             | 'wrong.tok.secret' || ': the pasted token has expired or is not accepted'           | '  nothing was stored; run baksh login px again with a current token from the browser'
    }

    private List<String> storedTokens() {
        files().findAll { it.name ==~ /tokens-.*\.json/ }.collect { it.text.replaceAll(/(?s).*"access" ?: ?"([^"]+)".*/, '$1') }
    }

    private List<File> files() {
        List<File> files = []
        home.toFile().eachFileRecurse { if (it.file) files << it }
        files
    }
}
