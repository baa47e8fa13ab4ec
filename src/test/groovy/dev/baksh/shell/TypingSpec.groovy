package dev.baksh.shell

import dev.baksh.api.Catalog
import dev.baksh.script.Compiler
import dev.baksh.script.Faults
import dev.baksh.script.Session
import java.nio.charset.StandardCharsets
import org.jline.terminal.Size
import org.jline.terminal.Terminal
import org.jline.terminal.impl.ExternalTerminal
import spock.lang.Specification
import spock.lang.Timeout

/** The shell under a person's fingers: signals, pasting and TAB, on a terminal that knows escape sequences. */
@Timeout(60)
class TypingSpec extends Specification {
    static final String PROMPT = 'baksh> '

    Binding binding = new Binding()
    Compiler compiler = new Compiler(TypingSpec.classLoader, Script, [])
    Session session = new Session(compiler, new Faults(compiler, []), { binding })
    Keyboard.Screen screen = new Keyboard.Screen()
    List<Object> printed = Collections.synchronizedList([])
    List<String> errors = []

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

    private int type(List... steps) {
        Terminal terminal = new ExternalTerminal('test', 'xterm', new Keyboard(screen, steps as List), screen, StandardCharsets.UTF_8)
        terminal.setSize(new Size(120, 40))
        binding.setVariable('say', { show(terminal, "said $it") })
        WordCompleter words = new WordCompleter(
            new Lexicon([n2ws: Catalog.of('n2ws')], { session.names() }), { kind, server, noun -> ['n2ws.policies': ['nightly db']]["$kind.$noun" as String] ?: [] },
            [servers: new Command('the servers', { })])
        try {
            new Shell(terminal, session, new Surroundings(
                true, { PROMPT }, words, { printed << it; show(terminal, "printed $it") },
                { errors << it.message; show(terminal, "error $it.message") }, { }, [:], null, { false })).run()
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
