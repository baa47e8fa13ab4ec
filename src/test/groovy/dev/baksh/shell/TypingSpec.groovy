package dev.baksh.shell

import dev.baksh.api.Catalog
import dev.baksh.script.Compiler
import dev.baksh.script.Faults
import dev.baksh.script.Session
import java.nio.charset.StandardCharsets
import java.util.concurrent.CountDownLatch
import org.jline.terminal.Size
import org.jline.terminal.Terminal
import org.jline.terminal.impl.ExternalTerminal
import spock.lang.Specification
import spock.lang.Timeout

/** The shell under a person's fingers: signals, pasting and TAB, on a terminal that knows escape sequences. */
@Timeout(120)
class TypingSpec extends Specification {
    static final String PROMPT = 'baksh> '
    static final String FAINT = '\u001b[2m'

    Binding binding = new Binding()
    Compiler compiler = new Compiler(TypingSpec.classLoader, Script, [])
    CountDownLatch ready = new CountDownLatch(0)
    Session session = new Session(compiler, new Faults(compiler, []), { ready.await(); binding })
    Keyboard.Screen screen = new Keyboard.Screen()
    List<Object> printed = Collections.synchronizedList([])
    List<String> errors = []
    List<String> notices = []
    List<String> ran = []
    Keyboard keyboard
    Closure promptAsked = { }

    def "a pasted script is one text"() {
        given:
        String script = 'def f(n) {\n\tn + 1\n}\n\ndef list = [1, 2]\nlist.collect { f(it) }'

        expect:
        type([PROMPT, 1, "\u001b[200~${script.replace('\n', '\r')}\u001b[201~\r"], ['printed [2, 3]', 1, '\u0004']) == 0
        printed == [[2, 3]]
        errors == []
    }

    def "Ctrl-C at the prompt drops what is typed, and leaves no mark on the next text"() {
        expect:
        type(
            [PROMPT, 1, 'x = 41 + '], ['41 + ', 1, '\u0003'],
            [PROMPT, 2, 'Thread.currentThread().interrupted\r'], ['printed false', 1, '\u0004']) == 0
        printed == [false]
        errors == []
    }

    def "Ctrl-C drops all lines of a text that is not whole"() {
        expect:
        type(
            [PROMPT, 1, 'x = [1,\r'], ['... ', 1, '2,'], ['2,', 1, '\u0003'],
            [PROMPT, 2, '5\r'], ['printed 5', 1, '\u0004']) == 0
        printed == [5]
    }

    def "Ctrl-C during an evaluation ends it and gives the prompt back"() {
        expect:
        type(
            [PROMPT, 1, 'say("begun"); while (true) { }\r'], ['said begun', 1, '\u0003'],
            ['error interrupted', 1, '6\r'], ['printed 6', 1, '\u0004']) == 0
        printed == [6]
    }

    def "TAB shows what there is and evaluates nothing"() {
        given:
        binding.setVariable('boom', new Untouchable())

        expect:
        type(
            [PROMPT, 1, 'boom.na\t'], ['boom.na', 1, '\u0003'],
            [PROMPT, 2, 'n2ws.pol\t'], ['policies', 1, '\u0003'],
            [PROMPT, 3, "n2ws.policies['ni\t"], ["nightly db']", 1, '\u0003'],
            [PROMPT, 4, ':ser\t'], [':servers', 1, '\u0003'],
            [PROMPT, 5, '7\r'], ['printed 7', 1, '\u0004']) == 0
        printed == [7]
        errors == []
    }

    def "the prompt is there before Groovy is, and the line that is typed meanwhile is run"() {
        given:
        ready = new CountDownLatch(1)
        Thread.startDaemon { screen.await(PROMPT, 1); keyboard.awaitTyped(1); ready.countDown() }

        expect:
        type([PROMPT, 1, '6 * 7\r'], ['printed 42', 1, '\u0004']) == 0
        printed == [42]
    }

    def "what is typed before the first prompt is the first line"() {
        expect:
        type(['nothing', 0, 'x = 5\r'], ['printed 5', 1, '\u0004']) == 0
        printed == [5]
    }

    def "lines that are typed while another runs are run after it, and what is half typed stands at the prompt"() {
        given:
        binding.setVariable('slow', { show(it, 'begun'); keyboard.awaitTyped(2); 'slow' })

        expect:
        type(
            [PROMPT, 1, 'slow(terminal)\r'], ['begun', 1, '1 + 1\r[3,\r4]\r2 + '],
            [PROMPT + '2 + ', 1, '3\r'], ['printed 5', 1, '\u0004']) == 0
        printed == ['slow', 2, [3, 4], 5]
        errors == []
    }

    def "a Ctrl-C that comes between two lines ends nothing"() {
        given:
        List<Terminal.SignalHandler> handlers = []
        promptAsked = { Terminal terminal ->
            handlers << terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_IGN)
            terminal.handle(Terminal.Signal.INT, handlers.last())
        }

        expect:
        type([PROMPT, 1, '5\r'], ['printed 5', 1, '\u0004']) == 0
        handlers.size() == 2
        // The usual one ends the process.
        !handlers.contains(Terminal.SignalHandler.SIG_DFL)
    }

    def "an earlier line stands behind the cursor, and the right arrow takes it"() {
        given:
        binding.setVariable('n2ws', [policies: 'all of them'])

        expect:
        type(
            [PROMPT, 1, 'n2ws.policies\r'], ['printed all of them', 1, 'n2'],
            [FAINT + '2ws.policies', 1, '\u001bOC\r'], ['printed all of them', 2, '\u0004']) == 0
        printed == ['all of them'] * 2
    }

    def "what is offered and not taken is no part of the line"() {
        given:
        binding.setVariable('n2ws', [policies: 'all of them'])

        expect:
        type(
            [PROMPT, 1, 'n2ws.policies\r'], ['printed all of them', 1, 'n2'],
            [FAINT + '2ws.policies', 1, 'ws.size()\r'], ['printed 1', 1, '\u0004']) == 0
        printed == ['all of them', 1]
    }

    def "no line that may write stands behind the cursor"() {
        given:
        binding.setVariable('sweep', { 'swept' })

        expect:
        type(
            [PROMPT, 1, 'sweep()\r'], ['printed swept', 1, 'swe'],
            [PROMPT + 'swe', 1, '\u001bOC + 1'], [' + 1', 1, '\u0003'], [PROMPT, 3, '\u0004']) == 0
        printed == ['swept']
        !screen.toString('UTF-8').contains(FAINT)
    }

    def "the arguments of a verb stand behind its bracket, and are no part of the line"() {
        given:
        binding.setVariable('n2ws', [policies: [list: { 'listed' }]])

        expect:
        type(
            [PROMPT, 1, 'n2ws.policies.list('], [FAINT + '   search, user, account, ordering', 1, ')\r'],
            ['printed listed', 1, '\u0004']) == 0
        printed == ['listed']
        errors == []
    }

    def "a pasted text that begins with commands is carried out line by line, and stops at the first that fails"() {
        expect:
        type(
            [PROMPT, 1, paste(':lock\n\n:lock\nx = 5\nx + 1')], ['printed 6', 1, paste(':lock\n:lokc\n7')],
            ["error there is no command ':lokc'", 1, '\u0004']) == 0
        printed == [6]
        ran == ['lock'] * 3
        notices == ['the lines below it were not run']
    }

    private static String paste(String text) {
        "\u001b[200~${text.replace('\n', '\r')}\u001b[201~\r"
    }

    private int type(List... steps) {
        keyboard = new Keyboard(screen, steps as List)
        Terminal terminal = new ExternalTerminal('test', 'xterm', keyboard, screen, StandardCharsets.UTF_8)
        binding.setVariable('terminal', terminal)
        terminal.setSize(new Size(120, 40))
        binding.setVariable('say', { show(terminal, "said $it") })
        Map<String, Command> commands = [servers: new Command('the servers', { }), lock: Command.alone('locks', { ran << 'lock' })]
        Lexicon lexicon = new Lexicon([n2ws: Catalog.of('n2ws')], { session.names() })
        WordCompleter words = new WordCompleter(
            lexicon, { kind, server, noun -> ['n2ws.policies': ['nightly db']]["$kind.$noun" as String] ?: [] },
            commands)
        Assistant assistant = new Assistant(lexicon, commands, { false }, { true }, { true })
        try {
            new Shell(terminal, session, new Surroundings(
                true, { promptAsked(terminal); PROMPT }, words, { printed << it; show(terminal, "printed $it") },
                { errors << it.message; show(terminal, "error $it.message") }, { notices << it },
                commands, { null }, { false }, assistant, { true }, { })).run()
        } finally {
            terminal.close()
        }
    }

    private static void show(Terminal terminal, String text) {
        terminal.writer().println(text)
        terminal.flush()
    }

    static class Untouchable {
        @Override
        Object getProperty(String name) {
            throw new AssertionError("read $name")
        }

        @Override
        Object invokeMethod(String name, Object arguments) {
            throw new AssertionError("called $name")
        }
    }
}
