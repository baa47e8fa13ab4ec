package dev.baksh.shell

import dev.baksh.api.BakshException
import dev.baksh.script.Compiler
import dev.baksh.script.Faults
import dev.baksh.script.Session
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import org.jline.reader.Completer
import org.jline.terminal.Size
import org.jline.terminal.Terminal
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

@Timeout(120)
class ShellSpec extends Specification {
    @TempDir
    Path folder

    Binding binding = new Binding()
    Compiler compiler = new Compiler(ShellSpec.classLoader, Script, [])
    Session session = new Session(compiler, new Faults(compiler, [Leave]), { binding })
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    List<Object> printed = []
    List<String> errors = []
    List<String> notices = []
    List<String> ran = []
    Map<String, Command> commands = [
        servers: new Command('the servers', { ran << "servers $it".toString() }),
        lock: Command.alone('ends every unlock', { ran << 'lock' }),
        why: new Command('the last exchange', { throw BakshException.failed('nothing was sent', null) }),
    ]
    Path history
    boolean interactive = true
    Terminal terminal

    def "a typed line is evaluated and its value printed"() {
        expect:
        type('x = 20\n', 'x + 1\n', 'null\n', 'def y = 1\n') == 0
        printed == [20, 21]
        screen().contains('baksh> ')
    }

    def "a text goes on over lines until it is whole"() {
        expect:
        type('[1, 2].collect {\n', '  it * 2\n', '}\n') == 0
        printed == [[2, 4]]
        screen().contains('... ')
    }

    def "a line that ends in & is a job, and is no whole text while the rest is none"() {
        given:
        binding.setVariable('bg', { Closure work -> "job ${work.call()}".toString() })

        expect:
        type('1 + 2 &\n', '[3,\n', '4] & \n', 'x = 1 &&\n', 'true\n', '5 & // and\n', '7\n') == 0
        printed == ['job 3', 'job [3, 4]', true, 5]
    }

    def "a failure is shown and the shell goes on"() {
        expect:
        type('1 / 0\n', 'x = )\n', '3\n') == 0
        errors == ['division by zero', "')' is not expected here"]
        printed == [3]
    }

    def "a value that cannot be printed is a failure like another"() {
        expect:
        type('"bomb"\n', '"gone"\n', '3\n') == 0
        errors == ['this cannot be shown: boom', 'unreachable']
        printed == [3]
    }

    def "Ctrl-C during an evaluation ends it and gives the prompt back"() {
        given:
        binding.setVariable('press', { terminal.raise(Terminal.Signal.INT) })

        expect:
        type("press(); $work\n", 'Thread.currentThread().interrupted\n') == 0
        errors == ['interrupted']
        printed == [false]

        where:
        work << ['while (true) { }', 'Thread.sleep(100_000)']
    }

    def "Ctrl-C while a value is printed ends the printing"() {
        given:
        binding.setVariable('press', { terminal.raise(Terminal.Signal.INT) })

        expect:
        type('"press"\n', 'Thread.currentThread().interrupted\n') == 0
        printed == ['interrupted: true', false]
    }

    def "Ctrl-D leaves, and does not run what is half typed"() {
        expect:
        type('x = 1\n', '\u0004', 'x = 2\n') == 0
        printed == [1]
    }

    def "the end of the input leaves, and does not run what is half typed"() {
        expect:
        type('x = 1\n', 'x = 2') == 0
        printed == [1]
    }

    def "exit ends the input alone"() {
        given:
        binding.setVariable('exit', { int code -> throw new Leave() })

        expect:
        type('x = 1; exit 3; x = 2\n', 'x\n') == 0
        printed == [1]
        notices == ['exit ends this input only; :quit leaves']
    }

    def "#line leaves"() {
        expect:
        type("$line\n", '5\n') == 0
        printed == []

        where:
        line << [':quit', ':q', '  :quit  ']
    }

    def "words of the shell never reach Groovy"() {
        expect:
        type(':servers\n', ':servers  eu 1 \n', ':why\n', ':srevers\n', ':xyzzy\n', 'help nowhere\n', '3\n') == 0
        ran == ['servers ', 'servers eu 1']
        errors == ['nothing was sent', "there is no command ':srevers'", "there is no command ':xyzzy'", "there is no help on 'nowhere'"]
        printed == [3]
    }

    def "a command that takes nothing is not carried out with something behind it"() {
        expect:
        type(':lock prod\n', ':lock\n') == 0
        errors == [":lock takes nothing, not 'prod'"]
        ran == ['lock']
    }

    def "a command is listed with its line of help, and help on a path goes to whoever knows it"() {
        given:
        commands.help = new Command('help on a path', { ran << "help $it".toString() })

        expect:
        type(':help\n', 'help\n', 'help n2ws.policies\n', ':help px\n') == 0
        screen().contains('  :servers  the servers')
        screen().contains('  :quit     leave (also :q, Ctrl-D)')
        ran == ['help ', 'help n2ws.policies', 'help px']
    }

    def "an unknown command names the near ones, or all"() {
        given:
        List<String> hints = []

        when:
        new ShellCommands(commands, { }).run(ShellLine.of(line))

        then:
        BakshException e = thrown()
        e.hint() == hint

        where:
        line        || hint
        ':srevers'  || 'did you mean: :servers'
        ':xyzzy'    || 'there are: :servers, :lock, :why, :help, :history, :quit'
        ':history x' || ':history 50'
    }

    def "lines are kept for the next shell, in a file of the owner's alone"() {
        given:
        history = folder.resolve('state/history')

        when:
        type('x = 1\n', 'x = [1,\n', '2]\n', 'a = "\\\\n"\n', ':servers\n')

        then:
        Files.readString(history) == 'x = 1\nx = [1,\\n2]\na = "\\\\\\\\n"\n:servers\n'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(history)) == 'rw-------'

        when:
        type(':history 4\n')

        then:
        screen().contains('x = [1,\r\n    2]') || screen().contains('x = [1,\n    2]')
        screen().contains('a = "\\\\n"')
        Files.readAllLines(history).size() == 5
    }

    def "a line with a secret is kept nowhere"() {
        given:
        history = folder.resolve('history')

        expect:
        type('x = "hunter2"\n', ':history\n', '3\n') == 0
        Files.readString(history) == ':history\n3\n'
        screen().count('hunter2') == 1
    }

    def "each set of servers has a history of its own"() {
        given:
        Path now = folder.resolve('eu')
        PrivateHistory kept = new PrivateHistory({ now }, { false }, { notices << it })
        Files.writeString(folder.resolve('dr'), 'x = 2\n')

        when:
        kept.follow()
        kept.add('x = 1')
        now = folder.resolve('dr')
        kept.follow()
        kept.add('x = 3')

        then:
        kept.collect { it.line() } == ['x = 2', 'x = 3']
        Files.readString(folder.resolve('eu')) == 'x = 1\n'
        Files.readString(folder.resolve('dr')) == 'x = 2\nx = 3\n'
        notices == []
    }

    def "a history that is a symbolic link is not touched"() {
        given:
        Path target = Files.writeString(folder.resolve('target'), 'precious\n')
        history = Files.createSymbolicLink(folder.resolve('history'), target)

        expect:
        type('x = 1\n') == 0
        Files.readString(target) == 'precious\n'
        notices == ["history is not kept: $history is a symbolic link"]
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'only root can give a file to another user')
    def "a history of another user is neither read nor written"() {
        given:
        history = Files.writeString(folder.resolve('history'), 'n2ws.policies.delete()\n')
        Files.setOwner(history, folder.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody'))

        expect:
        type('x = 1\n', ':history\n') == 0
        !screen().contains('n2ws.policies.delete()')
        Files.readString(history) == 'n2ws.policies.delete()\n'
        notices == ["history is not kept: $history belongs to somebody else"]
    }

    def "a history that others could read is closed to them"() {
        given:
        history = Files.writeString(folder.resolve('history'), 'x = 1\n')
        Files.setPosixFilePermissions(history, PosixFilePermissions.fromString('rw-r--r--'))

        expect:
        type('3\n') == 0
        PosixFilePermissions.toString(Files.getPosixFilePermissions(history)) == 'rw-------'
    }

    def "a long history is cut when a shell starts"() {
        given:
        history = folder.resolve('history')
        Files.writeString(history, (1..count).collect { "x = $it" }.join('\n') + '\n')

        expect:
        type('3\n') == 0
        Files.readAllLines(history).size() == left
        Files.list(folder).toList() == [history]

        where:
        count || left
        2000  || 2001
        2001  || 1001
    }

    def "a history that cannot be written is told once and stops nothing"() {
        given:
        history = Files.createDirectory(folder.resolve('history'))

        expect:
        type('3\n', '4\n') == 0
        printed == [3, 4]
        notices.size() == 1
        notices[0].startsWith("history is not kept: $history")
    }

    def "without a person there is no prompt and no echo, and the exit code is that of the last failure"() {
        given:
        interactive = false

        expect:
        type('x = [1,\n', '  2]\n', ':servers\n', '\n', source) == code
        screen() == ''
        printed[0] == [1, 2]
        ran == ['servers ']
        errors == told

        where:
        source           || code | told
        'x.size()'       || 0    | []
        '1 / 0\nx\n'     || 1    | ['division by zero']
        ':nowhere'       || 2    | ["there is no command ':nowhere'"]
        'x = [3,'        || 1    | ['the text ends too early']
        ':quit\n1 / 0\n' || 0    | []
    }

    private int type(String... keys) {
        terminal = new DumbTerminal('test', 'dumb', new ByteArrayInputStream(keys.join('').getBytes('UTF-8')), out, java.nio.charset.StandardCharsets.UTF_8)
        terminal.setSize(new Size(100, 30))
        new Shell(terminal, session, new Surroundings(
            interactive, { 'baksh> ' }, { r, l, c -> } as Completer, this.&print, { errors << it.message }, { notices << it },
            commands, history, { it.contains('hunter2') })).run()
    }

    private void print(Object value) {
        switch (value) {
            case 'bomb': throw new IllegalStateException('boom')
            case 'gone': throw new BakshException(dev.baksh.api.Exit.UNREACHABLE, 'unreachable', null)
            case 'press':
                binding.getVariable('press').call()
                printed << "interrupted: ${Thread.currentThread().interrupted}".toString()
                break
            default: printed << value
        }
    }

    private String screen() {
        out.toString('UTF-8')
    }

    static class Leave extends RuntimeException { }
}
