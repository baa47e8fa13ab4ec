package dev.baksh.cli

import dev.baksh.api.BakshException
import dev.baksh.exchange.Redaction
import dev.baksh.shell.Command
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** What a person changes while the shell runs, on two N2WS servers of which one is production. */
@Timeout(120)
class ControlSpec extends Specification {
    @TempDir
    Path home

    Lab lab = new Lab(home)
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    Options options = Options.parse([])
    Control.Settings settings = new Control.Settings()
    Map<String, Command> commands = [:]
    Wiring wiring
    Control control

    def setup() {
        Path file = Files.writeString(home.resolve('servers.yaml'), """\
lab: {kind: n2ws, url: "${lab.sandbox.n2wsUrl()}", credential: "env:KEY"}
prod: {kind: n2ws, url: "${lab.sandbox.n2wsUrl()}", credential: "env:KEY", production: true}
""")
        file.toFile().with { setReadable(false, false); setReadable(true, true); setWritable(false, false); setWritable(true, true) }
        Surroundings given = lab.surroundings()
        Surroundings surroundings = new Surroundings(
            given.in(), new PrintStream(out, true), new PrintStream(err, true), [BAKSH_HOME: home.toString(), KEY: lab.sandbox.n2wsApiKey()],
            false, false, 100, [], given.time())
        Redaction redaction = new Redaction()
        Console console = new Console(surroundings, options, redaction)
        wiring = new Wiring(surroundings, options, console, redaction)
        control = new Control(options, console, wiring, settings)
        control.commands(commands)
    }

    def cleanup() {
        wiring.close()
        lab.close()
    }

    def "the server in use is changed, and the prompt shows it without asking anybody"() {
        expect:
        prompt() == 'baksh> '

        when:
        run(':use lab')

        then:
        prompt() == 'baksh lab RW> '

        when:
        run(':use prod')

        then:
        prompt() == 'baksh prod RO> '
        err.toString() == "n2ws is n2ws 'lab' now\nn2ws is n2ws 'prod' now\n"
        lab.sandbox.requests().empty
    }

    def "production takes writes for a while after unlock, which is on record, and locks by itself"() {
        given:
        run(':use prod')

        when:
        enable(true)

        then:
        BakshException refused = thrown()
        refused.message == "n2ws 'prod' is read-only: n2ws.put 'aws/policies/1/' was not sent"

        when:
        control.unlock(Duration.ofMinutes(15), 'INC-1')
        enable(true)

        then:
        prompt() == 'baksh prod 15m UNLOCKED> '
        lab.writes()*.method() == ['PUT']
        Files.readString(home.resolve('journal/journal.jsonl')).contains('"what":"unlock for 15 min"')
        Files.readString(home.resolve('journal/journal.jsonl')).contains('"reason":"INC-1"')

        when:
        lab.clock.turn(Duration.ofMinutes(15))
        enable(true)

        then:
        thrown(BakshException)
        prompt().startsWith('baksh prod') && prompt().endsWith('RO> ')
        lab.writes().size() == 1
    }

    def "lock ends an unlock at once"() {
        given:
        run(':use prod')
        control.unlock(Duration.ofMinutes(15), 'INC-1')
        run(':lock')

        expect:
        prompt() == 'baksh prod RO> '
    }

    def "an unlock of #length for '#reason' is refused: #message"() {
        given:
        run(":use $server")

        when:
        control.unlock(length, reason)

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

    def "dry run and read-only are switched while the shell runs"() {
        given:
        run(':use lab')

        when:
        run(':dry on')
        enable(false)

        then:
        prompt() == 'baksh lab dry-run> '
        out.toString().startsWith('curl -X PUT')
        lab.writes().empty

        when:
        run(':dry off')
        run(':ro')
        enable(false)

        then:
        BakshException e = thrown()
        e.message == "n2ws 'lab' is read-only: n2ws.put 'aws/policies/1/' was not sent"
        prompt() == 'baksh lab RO> '
    }

    def "#command asked for twice stays on"() {
        given:
        run(':use lab')

        when:
        2.times { run(command) }

        then:
        prompt() == shown

        where:
        command || shown
        ':dry'  || 'baksh lab dry-run> '
        ':ro'   || 'baksh lab RO> '
    }

    def "why shows the last exchange without its secrets"() {
        given:
        run(':use lab')
        wiring.client('n2ws', null).resource('policies').list([:]).iterator().next()

        when:
        run(':why 5')

        then:
        String shown = out.toString()
        shown.contains("  GET ${lab.sandbox.n2wsUrl()}/api/aws/policies/")
        shown.contains('  HTTP 200, ')
        shown.contains('/token/')
        !shown.contains(lab.sandbox.n2wsApiKey())
        !shown.contains('eyJ')

        when:
        out.reset()
        run(':why')

        then:
        out.toString().readLines().size() == 3
    }

    def "#line is answered with #message"() {
        when:
        run(line)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        line               || message
        ':why'             || 'nothing was sent yet'
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
        run(':set tips off')
        run(':set format json')
        run(':timing')
        run(':set')

        then:
        !settings.tips
        settings.timing
        err.toString().readLines() == ['tips is off', 'format is json', 'timing is on']
        out.toString().readLines() == [
            '  format   json', '  timing   on', '  suggest  on', '  tips     off', '  paging   on', '  colour   on']
    }

    private void enable(boolean on) {
        wiring.client('n2ws', null).raw('PUT', 'aws/policies/1/', [:], [enabled: on])
    }

    private String prompt() {
        control.prompt(0).text(false, 200).replaceAll(/ \d+m (?=RW|RO|dry)/, ' ')
    }

    private void run(String line) {
        List<String> words = line.substring(1).split(' ', 2) as List
        commands[words[0]].action().accept(words[1] ?: '')
    }
}
