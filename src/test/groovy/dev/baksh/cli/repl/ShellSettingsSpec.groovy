package dev.baksh.cli.repl

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ServerKind
import dev.baksh.shell.complete.ShellCommand
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** Spec of settings that the user changes in the shell, with two N2WS servers, one of them production. */
@Timeout(120)
class ShellSettingsSpec extends Specification {
    @TempDir
    Path home

    SandboxHarness harness = new SandboxHarness(home)
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    Set<ShellSettings.Setting> settings = ShellSettings.Setting.defaults()
    Map<String, ShellCommand> commands = [:]
    AppContext app
    ShellSettings settingsControl

    def setup() {
        Path file = Files.writeString(home.resolve('servers.yaml'), """\
lab: {kind: n2ws, url: "${harness.sandbox.n2wsUrl()}", credential: "env:KEY"}
prod: {kind: n2ws, url: "${harness.sandbox.n2wsUrl()}", credential: "env:KEY", production: true}
""")
        file.toFile().with { setReadable(false, false); setReadable(true, true); setWritable(false, false); setWritable(true, true) }
        ProcessEnvironment environment = harness.processEnvironment()
        ProcessEnvironment shellEnvironment = new ProcessEnvironment(
            environment.in(), new PrintStream(out, true), new PrintStream(err, true), [BAKSH_HOME: home.toString(), KEY: harness.sandbox.n2wsApiKey()],
            false, false, 100, [], environment.time())
        app = SandboxHarness.createContext(shellEnvironment)
        settingsControl = new ShellSettings(app, settings)
        settingsControl.addCommands(commands)
    }

    def cleanup() {
        app.close()
        harness.close()
    }

    def ":use changes the current server, and the prompt shows it without a request"() {
        expect:
        promptText() == 'baksh> '

        when:
        runCommand(':use lab')

        then:
        promptText() == 'baksh lab RW> '

        when:
        runCommand(':use prod')

        then:
        promptText() == 'baksh prod RO> '
        err.toString() == "n2ws now uses n2ws 'lab'\nn2ws now uses n2ws 'prod'\n"
        harness.sandbox.requests().empty
    }

    def "unlock allows writes to production for a limited time and is recorded"() {
        given:
        runCommand(':use prod')

        when:
        setPolicyEnabled(true)

        then:
        BakshException refusal = thrown()
        refusal.message == "n2ws 'prod' is read-only: n2ws.put 'aws/policies/1/' was not sent"

        when:
        settingsControl.unlock(Duration.ofMinutes(15), 'INC-1')
        setPolicyEnabled(true)

        then:
        promptText() == 'baksh prod UNLOCKED 15m> '
        harness.writeRequests()*.method() == ['PUT']
        Files.readString(home.resolve('journal/journal.jsonl')).contains('"what":"unlock for 15 min"')
        Files.readString(home.resolve('journal/journal.jsonl')).contains('"reason":"INC-1"')

        when:
        harness.clock.advance(Duration.ofMinutes(15))
        setPolicyEnabled(true)

        then:
        thrown(BakshException)
        promptText().startsWith('baksh prod') && promptText().endsWith('RO> ')
        harness.writeRequests().size() == 1
    }

    def "an unlock is recorded and shown with its length: #length"() {
        given:
        runCommand(':use prod')
        err.reset()

        when:
        settingsControl.unlock(length, 'INC-1')

        then:
        Files.readString(home.resolve('journal/journal.jsonl')).contains("\"what\":\"unlock for $shown\"")
        err.toString() == "n2ws 'prod' accepts writes for $shown (INC-1), then is read-only again; :lock ends the unlock now\n"

        where:
        length                   || shown
        Duration.ofSeconds(30)   || '30 s'
        Duration.ofSeconds(90)   || '90 s'
        Duration.ofMinutes(2)    || '2 min'
        Duration.ofHours(1)      || '60 min'
        Duration.ofMillis(1500)  || '1500 ms'
    }

    def "lock ends an unlock immediately"() {
        given:
        runCommand(':use prod')
        settingsControl.unlock(Duration.ofMinutes(15), 'INC-1')
        runCommand(':lock')

        expect:
        promptText() == 'baksh prod RO> '
        err.toString().readLines().last() == 'every unlock has ended'

        when:
        settingsControl.unlock(Duration.ofMinutes(5), 'INC-2')

        then:
        promptText() == 'baksh prod UNLOCKED 5m> '
    }

    def "lock makes a shell with write access read-only until :ro off"() {
        given:
        runCommand(':use lab')

        when:
        runCommand(':lock')
        runCommand(':lock')

        then:
        promptText() == 'baksh lab RO> '
        err.toString().readLines().drop(1) == ['read-only: every write is refused until :ro off', 'read-only already: every write is refused']

        when:
        setPolicyEnabled(true)

        then:
        BakshException e = thrown()
        e.message == "n2ws 'lab' is read-only: n2ws.put 'aws/policies/1/' was not sent"

        when:
        runCommand(':ro off')
        setPolicyEnabled(true)

        then:
        promptText() == 'baksh lab RW> '
        harness.writeRequests()*.method() == ['PUT']
    }

    def "an unlock of #length for '#reason' is rejected: #message"() {
        given:
        runCommand(":use $server")

        when:
        settingsControl.unlock(length, reason)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        server | length                | reason  || message
        'prod' | Duration.ofHours(5)   | 'INC-1' || 'unlock takes a time up to 4 hours'
        'prod' | Duration.ZERO         | 'INC-1' || 'unlock takes a time up to 4 hours'
        'prod' | Duration.ofMinutes(5) | ' '     || 'unlock takes a reason'
        'lab'  | Duration.ofMinutes(5) | 'INC-1' || 'no server in use is read-only'
    }

    def "dry run and read-only can be switched in the shell"() {
        given:
        runCommand(':use lab')

        when:
        runCommand(':dry on')
        setPolicyEnabled(false)

        then:
        promptText() == 'baksh lab dry-run> '
        out.toString().startsWith('curl -X PUT')
        harness.writeRequests().empty

        when:
        runCommand(':dry off')
        runCommand(':ro')
        setPolicyEnabled(false)

        then:
        BakshException e = thrown()
        e.message == "n2ws 'lab' is read-only: n2ws.put 'aws/policies/1/' was not sent"
        promptText() == 'baksh lab RO> '

        when:
        runCommand(':dry on')
        runCommand(':dry off')

        then:
        err.toString().readLines().last() == 'dry run is off; read-only stays on: every write is refused until :ro off'
        promptText() == 'baksh lab RO> '
    }

    def "#command given twice stays on"() {
        given:
        runCommand(':use lab')

        when:
        2.times { runCommand(command) }

        then:
        promptText() == printedText

        where:
        command || printedText
        ':dry'  || 'baksh lab dry-run> '
        ':ro'   || 'baksh lab RO> '
    }

    def ":why shows the last request and response without secrets"() {
        given:
        runCommand(':use lab')
        app.client(ServerKind.N2WS, null).resource('policies').list([:]).iterator().next()

        when:
        runCommand(':why 5')

        then:
        String printedText = out.toString()
        printedText.contains("  GET ${harness.sandbox.n2wsUrl()}/api/aws/policies/")
        printedText.contains('  HTTP 200, ')
        printedText.contains('/token/')
        !printedText.contains(harness.sandbox.n2wsApiKey())
        !printedText.contains('eyJ')

        when:
        out.reset()
        runCommand(':why')

        then:
        out.toString().readLines().size() == 3
    }

    def "#line prints #message"() {
        when:
        runCommand(line)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        line               || message
        ':why'             || 'no request was sent yet'
        ':why x'           || ":why takes a number, not 'x'"
        ':use'             || ':use takes the name of a server'
        ':use nowhere'     || "no server 'nowhere' is configured"
        ':dry maybe'       || ":dry takes on or off, not 'maybe'"
        ':set colour'      || ':set takes a name and a value'
        ':set colur off'   || "there is no setting 'colur'"
        ':set format pdf'  || "unknown output format 'pdf'"
    }

    def "settings are listed and changed"() {
        when:
        runCommand(':set tips off')
        runCommand(':set format json')
        runCommand(':timing')
        runCommand(':set')

        then:
        !settings.contains(ShellSettings.Setting.TIPS)
        settings.contains(ShellSettings.Setting.TIMING)
        err.toString().readLines() == ['tips is off', 'format is json', 'timing is on']
        out.toString().readLines() == [
            '  format   json', '  timing   on', '  suggest  on', '  tips     off', '  paging   on', '  colour   on']
    }

    private void setPolicyEnabled(boolean on) {
        app.client(ServerKind.N2WS, null).sendRaw('PUT', 'aws/policies/1/', [:], [enabled: on])
    }

    private String promptText() {
        settingsControl.prompt(0).render(false, 200).replaceAll(/ token \d+m/, '')
    }

    private void runCommand(String line) {
        List<String> parts = line.substring(1).split(' ', 2) as List
        commands[parts[0]].action().accept(parts[1] ?: '')
    }
}
