package dev.baksh.cli.repl

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.TimeSource
import dev.baksh.shell.ShellForm
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.DslCompleter
import org.jline.reader.Candidate
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure

/** Spec of the commands that the shell shares with the command line. */
@Timeout(300)
class SharedCommandsSpec extends Specification {
    @TempDir
    Path home

    CommandRunner runner
    Path book

    def setup() {
        runner = new CommandRunner(home)
        book = runner.writeFile('rename.groovy', "title 'Rename'\nstep('rename it') { n2ws.policies['nightly'].update { description 'by the run' } }\n")
    }

    def "every command of the command line is a command of the shell, or its absence is explained: #name"() {
        when:
        CommandResult result = typeLines(":$name")

        then:
        !result.err().contains('there is no command')

        where:
        name << CommandLineOptions.COMMANDS
    }

    def "a command of the shell prints the same as the command line: #words"() {
        given:
        runner.start('--sandbox', 'run', book.toString())
        List<String> args = words*.replace('BOOK', book.toString())
        CommandResult expected = runner.start('--sandbox', *args)

        expect:
        typeLines(":${args.join(' ')}") == new CommandResult(expected.code(), expected.out(), new ShellForm(CommandLineOptions.COMMANDS).translate(expected.err()))

        where:
        words << [['report', 'last'], ['undo', 'last'], ['check', 'BOOK'], ['check', '-o', 'json', 'BOOK'], ['runs'], ['runs', 'last'], ['journal'], ['journal', 'verify'],
            ['journal', '1', '-o', 'json'], ['version'], ['version', '--verbose'], ['report'], ['undo', 'none'], ['login', 'px'], ['login'], ['warm', 'no']]
    }

    def "a command with findings ends with its exit code and leaves the shell open"() {
        given:
        Path bad = runner.writeFile('bad.groovy', "n2ws.polices\n")

        when:
        CommandResult result = typeLines(":check $bad", '1 + 1')
        CommandResult last = typeLines(":check $bad")

        then:
        result.out().readLines().last() == '2'
        last.code() == 1
        last.err() == ''
        last.out().contains("n2ws has no 'polices'")
    }

    def ":doctor tests the servers of the shell"() {
        given:
        CommandResult result = typeLines(':doctor', ':doctor none')

        expect:
        result.out().contains('"server":"sandbox","link":"read","state":"ok"')
        result.err().contains("baksh: no server 'none' is configured")
    }

    def ":undo and :report write files"() {
        given:
        runner.start('--sandbox', 'run', book.toString())
        Path undo = home.resolve('undo.groovy')
        Path report = home.resolve('report.md')

        expect:
        typeLines(":undo last $undo", ":report last $report") ==
            new CommandResult(0, '', "1 change to revert\ncheck the file, then: :run --dry-run $undo\n".toString())
        report.toFile().text.contains('Rename')
    }

    def "#line is explained: #hint"() {
        expect:
        typeLines(line) == failure(2, "baksh: $message", "  $hint")

        where:
        line                              | message                                                                | hint
        ':sandbox'                        | ':sandbox does not work in the shell'                                  | 'in another terminal: baksh sandbox; or start the shell with its own servers: baksh --sandbox'
        ':check --dry-run x.groovy'       | '--dry-run is an option for the start of baksh; :check does not take it' | 'write :dry on before the command'
        ':doctor --server eu'             | '--server is an option for the start of baksh; :doctor does not take it' | 'write :use NAME before the command'
        'baksh check x.groovy'            | 'this is the shell of baksh; the input is a command line'              | 'write :check x.groovy'
        'scripts/baksh undo last u.groovy' | 'this is the shell of baksh; the input is a command line'             | 'write :undo last u.groovy'
        'baksh --sandbox doctor'          | 'this is the shell of baksh; the input is a command line'              | 'write :doctor'
        'baksh --dry-run run x.groovy'    | 'this is the shell of baksh; the input is a command line'              | 'write :run --dry-run x.groovy'
        'baksh scripts/x.groovy --a b'    | 'this is the shell of baksh; the input is a command line'              | 'write :run scripts/x.groovy --a b'
        'baksh help table'                | 'this is the shell of baksh; the input is a command line'              | 'write help table'
        "baksh -e 'n2ws.policies'"        | 'this is the shell of baksh; the input is a command line'              | 'write only the expression, without baksh -e and its quotes'
        'baksh'                           | 'this is the shell of baksh; the input is a command line'              | 'write an expression; help lists the words, :help the commands'
        'baksh --read-only'               | 'this is the shell of baksh; the input is a command line'              | 'options belong to the start of baksh; :help lists the commands of the shell'
        'check x.groovy'                  | "'check' is a command of the shell and needs a colon"                      | 'write :check x.groovy'
    }

    def "TAB completes the arguments of the shared commands"() {
        given:
        runner.start('--sandbox', 'run', book.toString())
        AppContext app = SandboxHarness.createContext(new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()),
            [BAKSH_HOME: home.toString(), BAKSH_N2WS_URL: 'https://n2ws.example.com', BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_URL: 'https://px.example.com', BAKSH_PX_TOKEN: 't'],
            false, false, 80, [], TimeSource.SYSTEM), CommandLineOptions.parse([]))
        DslCompleter completer = new DslCompleter(new CompletionContext([:], { [] as Set }, { null }, { null }, [:]), { kind, server, noun -> [] }, Repl.commandsForHelp(app))
        Closure<List<String>> offers = { String before ->
            List<Candidate> candidates = []
            completer.complete(before, candidates)
            candidates*.value()
        }
        String run = app.journals.runs().get('last').id()

        expect:
        offers(':check scripts/mor') .contains('scripts/morning-check.groovy')
        offers(':check a.groovy scripts/mor').contains('scripts/morning-check.groovy')
        ['report', 'undo', 'runs', 'resume', 'journal verify'].every { offers(":$it ") == ['last', run] }
        offers(':undo last src/d').contains('src/doc/')
        offers(':resume last ') == ['--from', '--only', '--skip', '--resend', '--accept', '--answer', '--ticket']
        offers(':resume last --from ') == ["'rename it'"]
        offers(':resume last --answer ') == []
        offers(":resume last --from 'rename it' ").contains('--answer')
        offers(":resume last --from 'rename ") == ["'rename it'"]
        offers(':resume last --from "re') == ['"rename it"']
        offers(':doctor ') == ['n2ws', 'px']
        offers(':doctor n2ws ') == ['n2ws', 'px']
        offers(':login ') == ['px']
        offers(':journal ') == ['last', 'open', 'verify', 'settle ']
        offers(':journal settle 1 ') == ['--happened', '--did-not-happen', '--note ']
        offers(':warm ') == ['start', 'stop', 'status']
        offers(':version ') == ['--verbose']
        offers(':servers ') == []

        cleanup:
        app.close()
    }

    def "an expression whose value is a row that does not exist says so: #line"() {
        expect:
        typeLines("n2ws.policies.create('empty') { account 'main' }; null", line) == new CommandResult(0, out, err)

        where:
        line                                                              || out      | err
        "n2ws.backups.latest(policy: 'empty')"                            || ''       | '(no row)\n'
        "n2ws.policies.list().find { it.name == 'nowhere' }"              || ''       | '(no row)\n'
        "n2ws.backups.list(policy: 'nightly').find { it.id == 0 }"        || ''       | '(no row)\n'
        "n2ws.policies.list().find { it.name == 'nowhere' }; println 'x'" || 'x\n'    | ''
        "def y = n2ws.policies.list().find { it.name == 'nowhere' }"      || ''       | ''
        "println 'end'"                                                   || 'end\n'  | ''
    }

    private CommandResult typeLines(String... lines) {
        runner.input = lines.join('\n') + '\n'
        runner.start('--sandbox')
    }
}
