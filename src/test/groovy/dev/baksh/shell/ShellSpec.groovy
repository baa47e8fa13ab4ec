package dev.baksh.shell

import dev.baksh.client.api.BakshException
import dev.baksh.dsl.ScriptExit
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import dev.baksh.shell.complete.ShellCommand
import dev.baksh.shell.complete.ShellCommandLine
import org.jline.reader.Completer
import org.jline.terminal.Size
import org.jline.terminal.Terminal
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

@Timeout(120)
class ShellSpec extends Specification {
    @TempDir
    Path folder

    Binding binding = new Binding()
    ScriptCompiler compiler = new ScriptCompiler(ShellSpec.classLoader, Script, [])
    EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, [ScriptExit]), { binding })
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    List<Object> printed = []
    List<String> errors = []
    List<String> notices = []
    Closure<?> onError = { BakshException e -> }
    List<String> executed = []
    Map<String, ShellCommand> commands = [
        servers: new ShellCommand('the servers', { executed << "servers $it".toString() }),
        lock: ShellCommand.withoutArgument('ends every unlock', { executed << 'lock' }),
        why: new ShellCommand('the last exchange', { throw BakshException.failure('nothing was sent', null) }),
    ]
    Path history
    boolean interactive = true
    Terminal terminal

    def "a typed line is evaluated and its value printed"() {
        expect:
        typeLines('x = 20\n', 'x + 1\n', 'null\n', 'def y = 1\n') == 0
        printed == [20, 21]
        screenText().contains('baksh> ')
    }

    def "an input continues over several lines until it is complete"() {
        expect:
        typeLines('[1, 2].collect {\n', '  it * 2\n', '}\n') == 0
        printed == [[2, 4]]
        screenText().contains('... ')
    }

    def "a line that ends with & is a job, and is incomplete while the rest is incomplete"() {
        given:
        binding.setVariable('bg', { Closure work -> "job ${work.call()}".toString() })

        expect:
        typeLines('1 + 2 &\n', '[3,\n', '4] & \n', 'x = 1 &&\n', 'true\n', '5 & // and\n', '7\n') == 0
        printed == ['job 3', 'job [3, 4]', true, 5]
    }

    def "a failure is shown and the shell continues"() {
        expect:
        typeLines('1 / 0\n', 'x = )\n', '3\n') == 0
        errors == ['division by zero', "')' is not expected here"]
        printed == [3]
    }

    def "a value that cannot be printed is a normal failure"() {
        expect:
        typeLines('"bomb"\n', '"gone"\n', '3\n') == 0
        errors == ['the result cannot be shown: boom', 'unreachable']
        printed == [3]
    }

    def "Ctrl-C ends an evaluation and returns to the prompt"() {
        given:
        binding.setVariable('press', { terminal.raise(Terminal.Signal.INT) })

        expect:
        typeLines("press(); $work\n", 'Thread.currentThread().interrupted\n') == 0
        errors == ['interrupted']
        printed == [false]

        where:
        work << ['while (true) { }', 'Thread.sleep(100_000)']
    }

    def "Ctrl-C while a value is printed ends the printing"() {
        given:
        binding.setVariable('press', { terminal.raise(Terminal.Signal.INT) })

        expect:
        typeLines('"press"\n', 'Thread.currentThread().interrupted\n') == 0
        printed == ['interrupted: true', false]
    }

    def "Ctrl-D exits and does not run a partial line"() {
        expect:
        typeLines('x = 1\n', '\u0004', 'x = 2\n') == 0
        printed == [1]
    }

    def "the end of the input exits and does not run a partial line"() {
        expect:
        typeLines('x = 1\n', 'x = 2') == 0
        printed == [1]
    }

    def "exit ends the current input and not the shell"() {
        given:
        binding.setVariable('exit', { int code -> throw new ScriptExit(code) })

        expect:
        typeLines('x = 1; exit 3; x = 2\n', 'x\n') == 0
        printed == [1]
        notices == ['exit ended this input only; :quit leaves the shell']
    }

    def "#line exits the shell"() {
        expect:
        typeLines("$line\n", '5\n') == 0
        printed == []

        where:
        line << [':quit', ':q', '  :quit  ', 'exit', 'quit', 'q', '\\q', 'logout', 'bye', ' exit ', 'exit()', 'quit;', 'exit ( ) ;',
            'EXIT', 'Quit', 'Q', '/exit', '.quit', '/q', ':exit', ':logout', ':q!', ':wq', ':x', ':bye']
    }

    def "a word that leaves the shell, in the lines of an incomplete input, says how to leave the input: #line"() {
        given:
        List<String> hints = []
        onError = { BakshException e -> hints << e.hint() }

        expect:
        typeLines('[1, 2].collect {\n', "$line\n", '5\n') == 0
        errors == ['the input is not complete; it was not run']
        hints == ['Ctrl-C discards an input of several lines; :quit at the prompt leaves the shell']
        printed == [5]

        where:
        line << ['exit', ':quit', ':q', 'quit', '\\q', ' logout ', ':help']
    }

    def "a word that leaves the shell is a part of a complete input: #lines"() {
        expect:
        typeLines(*lines) == 0
        errors == []
        printed == values

        where:
        lines                                              || values
        ['x = [1,\n', '2\n', ']\n', 'x.size()\n']          || [[1, 2], 2]
        ['quit = 4\n', '[1].collect {\n', 'quit }\n']      || [4, [4]]
    }

    def "a word that leaves the shell keeps its meaning as a variable or a method: #lines"() {
        expect:
        typeLines(*lines, '5\n') == 0
        printed == values + [5]

        where:
        lines                                 || values
        ['q = 7\n', 'q\n']                     || [7, 7]
        ['def quit() { 8 }\n', 'quit()\n']     || [8]
        ['exit = 1\n', 'exit + 1\n']           || [1, 2]
        ['head = 1\n', '6 | head\n']           || [1, 7]
        ['[1].collect { tail -> 6 | tail }\n', "'a | grep b'\n", 'true || false\n'] || [[7], 'a | grep b', true]
    }

    def "a word of another shell gets an answer: #line"() {
        given:
        List<String> hints = []
        onError = { BakshException e -> hints << e.hint() }

        expect:
        typeLines("$line\n", '5\n') == 0
        errors == [message]
        hints == [hint]
        printed == [5]

        where:
        line             || message                                                | hint
        'servers'        || "'servers' is a command of the shell and needs a colon"     | 'write :servers'
        'servers eu'     || "'servers' is a command of the shell and needs a colon"     | 'write :servers eu'
        ' why '          || "'why' is a command of the shell and needs a colon"         | 'write :why'
        'history 50'     || "'history' is a command of the shell and needs a colon"     | 'write :history 50'
        'clear'          || "'clear' is not a command of this shell"                | 'Ctrl-L clears the screen'
        'cls'            || "'cls' is not a command of this shell"                  | 'Ctrl-L clears the screen'
        'ls'             || "'ls' is not a command of this shell"                   | 'a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs'
        'show policies'  || "'show' is not a command of this shell"                 | 'a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs'
        'LS'             || "'LS' is not a command of this shell"                   | 'a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs'
        'ls *.groovy'    || "'ls' is not a command of this shell"                   | 'a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs'
        'cd ..'          || "'cd' is not a command of this shell"                   | 'for a command of the system use another terminal; help lists the words of this shell'
        'pwd'            || "'pwd' is not a command of this shell"                  | 'for a command of the system use another terminal; help lists the words of this shell'
        'cat /etc/hosts' || "'cat' is not a command of this shell"                  | 'for a command of the system use another terminal; help lists the words of this shell'
        'echo $HOME'     || "'echo' is not a command of this shell"                 | 'for a command of the system use another terminal; help lists the words of this shell'
        'SERVERS'        || "'SERVERS' is a command of the shell and needs a colon"     | 'write :servers'
        "step('a') { 1 }"     || "'step' is a word of a runbook, and the input was not run"   | 'write the lines to a file, then :run FILE; :save FILE writes this session as a runbook'
        "title 'Drill'"       || "'title' is a word of a runbook, and the input was not run"  | 'write the lines to a file, then :run FILE; :save FILE writes this session as a runbook'
        '[1, 2] -o json'      || "'-o json' is an option of the command line"            | 'write :set format json before the expression'
        '!ls -l'              || "'ls' is not a command of this shell"                   | 'a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs'
        '/tmp/drill.groovy'   || "'/tmp/drill.groovy' is a script"                       | 'write :run /tmp/drill.groovy'
        'drill.groovy --a b'  || "'drill.groovy' is a script"                            | 'write :run drill.groovy --a b'
        'n2ws.policies | grep night' || "'| grep' is a pipe, and this shell has none"   | "findAll { } selects rows, take(5) the first rows; for a pipe use another terminal: baksh -e 'EXPR' | grep"
        "json([1]) | jq '.[0]'" || "'| jq' is a pipe, and this shell has none"          | "findAll { } selects rows, take(5) the first rows; for a pipe use another terminal: baksh -e 'EXPR' | jq"
        '[1]|head -5'         || "'| head' is a pipe, and this shell has none"         | "findAll { } selects rows, take(5) the first rows; for a pipe use another terminal: baksh -e 'EXPR' | head"
        '[1] | jq .'          || "'| jq' is a pipe, and this shell has none"           | "findAll { } selects rows, take(5) the first rows; for a pipe use another terminal: baksh -e 'EXPR' | jq"
        "params { }"          || "'params' is a word of a runbook, and the input was not run" | 'write the lines to a file, then :run FILE; :save FILE writes this session as a runbook'
    }

    def "a pasted runbook is refused at its first word"() {
        when:
        new ForeignInput([], { false }).check("// Drill\n\ntitle 'Drill'\nstep('a') { 1 }", { false })

        then:
        BakshException e = thrown()
        e.message == "'title' is a word of a runbook, and the input was not run"
    }

    def "a command line of baksh gets the form of the shell: #line"() {
        given:
        List<String> hints = []
        onError = { BakshException e -> hints << e.hint() }

        expect:
        typeLines("$line\n", '5\n') == 0
        errors == ['this is the shell of baksh; the input is a command line']
        hints == [hint]
        printed == [5]

        where:
        line                          || hint
        'baksh servers'               || 'write :servers'
        '  ./scripts/baksh why 5'     || 'write :why 5'
        'baksh --sandbox --dry-run x.groovy' || 'write :run --dry-run x.groovy'
        'baksh'                       || 'write an expression; help lists the words, :help the commands'
    }

    def "a variable with the name baksh keeps its meaning"() {
        expect:
        typeLines('baksh = 4\n', 'baksh\n') == 0
        errors == []
        printed.last() == 4
    }

    def "the name of a command is a variable where the user sets a variable: #line"() {
        expect:
        typeLines("$line\n", '5\n') == 0
        errors == []

        where:
        line << ['servers = 1', 'servers = { it }; servers(1)', 'def why() { 2 }', 'ls = [1]; ls.size()', 'note = { it }; note(1)', 'title = 1; title + 1', 'def step(n) { n }', 'drill = [groovy: 1]; drill.groovy']
    }

    def "#line asks for help"() {
        given:
        commands.help = new ShellCommand('help on a path', { executed << "help $it".toString() })

        expect:
        typeLines("$line\n") == 0
        executed == ['help ']

        where:
        line << ['?', 'h', '\\?', '\\h', 'man', 'help me', ' ? ', '??', 'HELP', 'help()', 'help;', 'help!', 'Man', ':?', ':h', '-h', '--help', '/help', '.help', '/?']
    }

    def "#line asks for the help of a topic"() {
        given:
        commands.help = new ShellCommand('help on a path', { executed << "help $it".toString() })

        expect:
        typeLines("$line\n") == 0
        executed == ["help $topic".toString()]

        where:
        line                        || topic
        '? table'                   || 'table'
        '?n2ws.policies'            || 'n2ws.policies'
        'man n2ws.policies'         || 'n2ws.policies'
        "help('n2ws.policies')"     || "'n2ws.policies'"
        'help(n2ws.policies);'      || 'n2ws.policies'
        'help (n2ws.policies)'      || 'n2ws.policies'
        'HELP table'                || 'table'
        '\\h table'                 || 'table'
        ':? table'                  || 'table'
    }

    def "shell commands are never evaluated by Groovy"() {
        expect:
        typeLines(':servers\n', ':servers  eu 1 \n', ':why\n', ':srevers\n', ':xyzzy\n', 'help nowhere\n', '3\n') == 0
        executed == ['servers ', 'servers eu 1']
        errors == ['nothing was sent', "there is no command ':srevers'", "there is no command ':xyzzy'", "there is no help on 'nowhere'"]
        printed == [3]
    }

    def "a command without arguments is not executed with an argument"() {
        expect:
        typeLines(':lock prod\n', ':lock\n') == 0
        errors == [":lock takes no argument, not 'prod'"]
        executed == ['lock']
    }

    def "commands are listed with their help line, and help for a path is delegated"() {
        given:
        commands.help = new ShellCommand('help on a path', { executed << "help $it".toString() })

        expect:
        typeLines(':help\n', 'help\n', 'help n2ws.policies\n', ':help px\n') == 0
        screenText().contains('  :servers  the servers')
        screenText().contains('  :quit     leaves the shell (also :q, exit, Ctrl-D)')
        executed == ['help ', 'help n2ws.policies', 'help px']
    }

    def "an unknown command lists similar commands or all commands"() {
        given:
        List<String> hints = []

        when:
        new ShellCommands(commands, { }, { 0 }).run(ShellCommandLine.parse(line))

        then:
        BakshException e = thrown()
        e.hint() == hint

        where:
        line        || hint
        ':srevers'  || 'did you mean: :servers'
        ':xyzzy'    || 'there are: :servers, :lock, :why, :help, :history, :quit'
        ':unlock'   || "write it without the colon: unlock 15.minutes, 'INC-1'"
        ":unlock 5.minutes, 'INC-2'" || "write it without the colon: unlock 5.minutes, 'INC-2'"
        ':n2ws.policies' || 'write it without the colon: n2ws.policies'
        ':history x' || ':history 50'
    }

    def "the history is kept for the next shell in a private file"() {
        given:
        history = folder.resolve('state/history')

        when:
        typeLines('x = 1\n', 'x = [1,\n', '2]\n', 'a = "\\\\n"\n', ':servers\n')

        then:
        Files.readString(history) == 'x = 1\nx = [1,\\n2]\na = "\\\\\\\\n"\n:servers\n'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(history)) == 'rw-------'

        when:
        typeLines(':history 4\n')

        then:
        screenText().contains('x = [1,\r\n    2]') || screenText().contains('x = [1,\n    2]')
        screenText().contains('a = "\\\\n"')
        Files.readAllLines(history).size() == 5
    }

    def "a line with a secret is not stored"() {
        given:
        history = folder.resolve('history')

        expect:
        typeLines('x = "hunter2"\n', ':history\n', '3\n') == 0
        Files.readString(history) == ':history\n3\n'
        screenText().count('hunter2') == 1
    }

    def "each set of servers has its own history"() {
        given:
        Path now = folder.resolve('eu')
        PrivateHistory savedHistory = new PrivateHistory({ now }, { false }, { notices << it })
        Files.writeString(folder.resolve('dr'), 'x = 2\n')

        when:
        savedHistory.reopenIfFileChanged()
        savedHistory.add('x = 1')
        now = folder.resolve('dr')
        savedHistory.reopenIfFileChanged()
        savedHistory.add('x = 3')

        then:
        savedHistory.collect { it.line() } == ['x = 2', 'x = 3']
        Files.readString(folder.resolve('eu')) == 'x = 1\n'
        Files.readString(folder.resolve('dr')) == 'x = 2\nx = 3\n'
        notices == []
    }

    def "a history that is a symbolic link is not touched"() {
        given:
        Path linkTarget = Files.writeString(folder.resolve('target'), 'precious\n')
        history = Files.createSymbolicLink(folder.resolve('history'), linkTarget)

        expect:
        typeLines('x = 1\n') == 0
        Files.readString(linkTarget) == 'precious\n'
        notices == ["history is not saved: $history is a symbolic link"]
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'only root can give a file to another user')
    def "a history file of another user is neither read nor written"() {
        given:
        history = Files.writeString(folder.resolve('history'), 'n2ws.policies.delete()\n')
        Files.setOwner(history, folder.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody'))

        expect:
        typeLines('x = 1\n', ':history\n') == 0
        !screenText().contains('n2ws.policies.delete()')
        Files.readString(history) == 'n2ws.policies.delete()\n'
        notices == ["history is not saved: $history belongs to another user"]
    }

    def "a history file that other users can read becomes private"() {
        given:
        history = Files.writeString(folder.resolve('history'), 'x = 1\n')
        Files.setPosixFilePermissions(history, PosixFilePermissions.fromString('rw-r--r--'))

        expect:
        typeLines('3\n') == 0
        PosixFilePermissions.toString(Files.getPosixFilePermissions(history)) == 'rw-------'
    }

    def "a long history is truncated at the start of the shell"() {
        given:
        history = folder.resolve('history')
        Files.writeString(history, (1..count).collect { "x = $it" }.join('\n') + '\n')

        expect:
        typeLines('3\n') == 0
        Files.readAllLines(history).size() == left
        Files.list(folder).toList() == [history]

        where:
        count || left
        2000  || 2001
        2001  || 1001
    }

    def "an unwritable history is reported once and does not stop the shell"() {
        given:
        history = Files.createDirectory(folder.resolve('history'))

        expect:
        typeLines('3\n', '4\n') == 0
        printed == [3, 4]
        notices.size() == 1
        notices[0].startsWith("history is not saved: $history")
    }

    def "without a terminal there is no prompt and no echo, and the exit code is the one of the last failure"() {
        given:
        interactive = false

        expect:
        typeLines('x = [1,\n', '  2]\n', ':servers\n', '\n', source) == code
        screenText() == ''
        printed[0] == [1, 2]
        executed == ['servers ']
        errors == told

        where:
        source           || code | told
        'x.size()'       || 0    | []
        '1 / 0\nx\n'     || 1    | ['division by zero']
        ':nowhere'       || 2    | ["there is no command ':nowhere'"]
        'x = [3,'        || 1    | ['the script ends too early']
        ':quit\n1 / 0\n' || 0    | []
    }

    private int typeLines(String... keys) {
        terminal = new DumbTerminal('test', 'dumb', new ByteArrayInputStream(keys.join('').getBytes('UTF-8')), out, java.nio.charset.StandardCharsets.UTF_8)
        terminal.setSize(new Size(100, 30))
        new Shell(terminal, session, new ShellConfig(
            interactive, { 'baksh> ' }, { r, l, c -> } as Completer, this.&printValue, { errors << it.message; onError.call(it) }, { out << it.collect { line -> "$line\n" }.join('').getBytes('UTF-8') }, { notices << it },
            commands, { history }, { it.contains('hunter2') }, null, { true }, { })).run { }
    }

    private void printValue(Object value) {
        switch (value) {
            case 'bomb': throw new IllegalStateException('boom')
            case 'gone': throw new BakshException(dev.baksh.client.api.ExitCode.UNREACHABLE, 'unreachable', null)
            case 'press':
                binding.getVariable('press').call()
                printed << "interrupted: ${Thread.currentThread().interrupted}".toString()
                break
            default: printed << value
        }
    }

    private String screenText() {
        out.toString('UTF-8')
    }
}
