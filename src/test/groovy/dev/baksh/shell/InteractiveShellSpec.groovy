package dev.baksh.shell

import dev.baksh.client.api.Catalog
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.DslCompleter
import dev.baksh.shell.complete.ShellCommand
import org.jline.terminal.Size
import org.jline.terminal.Terminal
import org.jline.terminal.impl.ExternalTerminal
import spock.lang.Specification
import spock.lang.Timeout

import java.nio.charset.StandardCharsets
import java.util.concurrent.CountDownLatch

/** Spec of the interactive shell: signals, pasted input and TAB, on a terminal with escape sequences. */
@Timeout(120)
class InteractiveShellSpec extends Specification {
    static final String PROMPT = 'baksh> '
    static final String FAINT_STYLE = '\u001b[2m'

    Binding binding = new Binding()
    ScriptCompiler compiler = new ScriptCompiler(InteractiveShellSpec.classLoader, Script, [])
    CountDownLatch sessionReady = new CountDownLatch(0)
    EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { sessionReady.await(); binding })
    ScriptedKeyboard.Screen screen = new ScriptedKeyboard.Screen()
    List<Object> printed = Collections.synchronizedList([])
    List<String> errors = []
    List<String> notices = []
    List<String> executed = []
    ScriptedKeyboard keyboard
    Closure promptRequested = { }

    def "a pasted script is one input"() {
        given:
        String script = 'def f(n) {\n\tn + 1\n}\n\ndef list = [1, 2]\nlist.collect { f(it) }'

        expect:
        typeSteps([PROMPT, 1, "\u001b[200~${script.replace('\n', '\r')}\u001b[201~\r"], ['printed [2, 3]', 1, '\u0004']) == 0
        printed == [[2, 3]]
        errors == []
    }

    def "a pasted CR LF is one line end"() {
        expect:
        typeSteps([PROMPT, 1, "\u001b[200~'''a\r\nb'''\u001b[201~\r"], ['printed a', 1, '\u0004']) == 0
        printed == ['a\nb']
    }

    def "Ctrl-C at the prompt discards the typed line and does not affect the next input"() {
        expect:
        typeSteps(
            [PROMPT, 1, 'x = 41 + '], ['41 + ', 1, '\u0003'],
            [PROMPT, 2, 'Thread.currentThread().interrupted\r'], ['printed false', 1, '\u0004']) == 0
        printed == [false]
        errors == []
    }

    def "Ctrl-C discards all lines of an incomplete input"() {
        expect:
        typeSteps(
            [PROMPT, 1, 'x = [1,\r'], ['... ', 1, '2,'], ['2,', 1, '\u0003'],
            [PROMPT, 2, '5\r'], ['printed 5', 1, '\u0004']) == 0
        printed == [5]
    }

    def "Ctrl-C ends an evaluation and returns to the prompt"() {
        expect:
        typeSteps(
            [PROMPT, 1, 'say("begun"); while (true) { }\r'], ['said begun', 1, '\u0003'],
            ['error interrupted', 1, '6\r'], ['printed 6', 1, '\u0004']) == 0
        printed == [6]
    }

    def "TAB shows candidates and evaluates nothing"() {
        given:
        binding.setVariable('boom', new FailingObject())

        expect:
        typeSteps(
            [PROMPT, 1, 'boom.na\t'], ['boom.na', 1, '\u0003'],
            [PROMPT, 2, 'n2ws.pol\t'], ['policies', 1, '\u0003'],
            [PROMPT, 3, "n2ws.policies['ni\t"], ["nightly db']", 1, '\u0003'],
            [PROMPT, 4, ':ser\t'], [':servers', 1, '\u0003'],
            [PROMPT, 5, '7\r'], ['printed 7', 1, '\u0004']) == 0
        printed == [7]
        errors == []
    }

    def "the prompt appears before Groovy is loaded, and a line typed meanwhile is run"() {
        given:
        sessionReady = new CountDownLatch(1)
        Thread.startDaemon { screen.awaitOutput(PROMPT, 1); keyboard.awaitTyped(1); sessionReady.countDown() }

        expect:
        typeSteps([PROMPT, 1, '6 * 7\r'], ['printed 42', 1, '\u0004']) == 0
        printed == [42]
    }

    def "input typed before the first prompt is the first line"() {
        expect:
        typeSteps(['nothing', 0, 'x = 5\r'], ['printed 5', 1, '\u0004']) == 0
        printed == [5]
    }

    def "lines typed during an evaluation run after it, and a partial line appears at the prompt"() {
        given:
        binding.setVariable('slow', { stepsShowing(it, 'begun'); keyboard.awaitTyped(2); 'slow' })

        expect:
        typeSteps(
            [PROMPT, 1, 'slow(terminal)\r'], ['begun', 1, '1 + 1\r[3,\r4]\r2 + '],
            [PROMPT + '2 + ', 1, '3\r'], ['printed 5', 1, '\u0004']) == 0
        printed == ['slow', 2, [3, 4], 5]
        errors == []
    }

    def "a Ctrl-C between two lines has no effect"() {
        given:
        List<Terminal.SignalHandler> handlers = []
        promptRequested = { Terminal terminal ->
            handlers << terminal.handle(Terminal.Signal.INT, Terminal.SignalHandler.SIG_IGN)
            terminal.handle(Terminal.Signal.INT, handlers.last())
        }

        expect:
        typeSteps([PROMPT, 1, '5\r'], ['printed 5', 1, '\u0004']) == 0
        handlers.size() == 2
        // The default handler ends the process.
        !handlers.contains(Terminal.SignalHandler.SIG_DFL)
    }

    def "an earlier line is suggested behind the cursor, and the right arrow accepts it"() {
        given:
        binding.setVariable('n2ws', [policies: 'all of them'])

        expect:
        typeSteps(
            [PROMPT, 1, 'n2ws.policies\r'], ['printed all of them', 1, 'n2'],
            [FAINT_STYLE + '2ws.policies', 1, '\u001bOC\r'], ['printed all of them', 2, '\u0004']) == 0
        printed == ['all of them'] * 2
    }

    def "a suggestion that is not accepted is not part of the line"() {
        given:
        binding.setVariable('n2ws', [policies: 'all of them'])

        expect:
        typeSteps(
            [PROMPT, 1, 'n2ws.policies\r'], ['printed all of them', 1, 'n2'],
            [FAINT_STYLE + '2ws.policies', 1, 'ws.size()\r'], ['printed 1', 1, '\u0004']) == 0
        printed == ['all of them', 1]
    }

    def "a TAB in a suggested line is shown as a blank, and accepted as a TAB"() {
        expect:
        typeSteps(
            [PROMPT, 1, paste('[1,\t2]')], ['printed [1, 2]', 1, '['],
            [FAINT_STYLE + '1, 2]', 1, '\u001bOC\r'], ['printed [1, 2]', 2, '\u0004']) == 0
        printed == [[1, 2]] * 2
        !screen.toString('UTF-8').contains('\t')
    }

    def "a line that may write is not suggested"() {
        given:
        binding.setVariable('sweep', { 'swept' })

        expect:
        typeSteps(
            [PROMPT, 1, 'sweep()\r'], ['printed swept', 1, 'swe'],
            [PROMPT + 'swe', 1, '\u001bOC + 1'], [' + 1', 1, '\u0003'], [PROMPT, 3, '\u0004']) == 0
        printed == ['swept']
        !screen.toString('UTF-8').contains(FAINT_STYLE)
    }

    def "the arguments of an operation are shown behind its bracket and are not part of the line"() {
        given:
        binding.setVariable('n2ws', [policies: [list: { 'listed' }]])

        expect:
        typeSteps(
            [PROMPT, 1, 'n2ws.policies.list('], [FAINT_STYLE + '   search, user, account, ordering', 1, ')\r'],
            ['printed listed', 1, '\u0004']) == 0
        printed == ['listed']
        errors == []
    }

    def "a pasted input that starts with commands runs line by line and stops at the first failure"() {
        expect:
        typeSteps(
            [PROMPT, 1, paste(':lock\n\n:lock\nx = 5\nx + 1')], ['printed 6', 1, paste(':lock\n:lokc\n7')],
            ["error there is no command ':lokc'", 1, '\u0004']) == 0
        printed == [6]
        executed == ['lock'] * 3
        notices == ['the lines below this command were not run']
    }

    private static String paste(String text) {
        "\u001b[200~${text.replace('\n', '\r')}\u001b[201~\r"
    }

    private int typeSteps(List... steps) {
        keyboard = new ScriptedKeyboard(screen, steps as List)
        Terminal terminal = new ExternalTerminal('test', 'xterm', keyboard, screen, StandardCharsets.UTF_8)
        binding.setVariable('terminal', terminal)
        terminal.setSize(new Size(120, 40))
        binding.setVariable('say', { stepsShowing(terminal, "said $it") })
        Map<String, ShellCommand> commands = [servers: new ShellCommand('the servers', { }), lock: ShellCommand.withoutArgument('locks', { executed << 'lock' })]
        CompletionContext completionContext = new CompletionContext([n2ws: Catalog.of('n2ws')], { session.visibleNames() }, { null }, { null }, [:])
        DslCompleter completer = new DslCompleter(
            completionContext, { kind, server, noun -> ['n2ws.policies': ['nightly db']]["$kind.$noun" as String] ?: [] },
            commands)
        InputHighlighter assistant = new InputHighlighter(completionContext, commands, { false }, { true }, { true })
        try {
            new Shell(terminal, session, new ShellConfig(
                true, { promptRequested(terminal); PROMPT }, completer, { printed << it; stepsShowing(terminal, "printed $it") },
                { errors << it.message; stepsShowing(terminal, "error $it.message") },
                { it.each { line -> stepsShowing(terminal, line) } }, { notices << it },
                commands, { null }, { false }, assistant, { true }, { })).run { }
        } finally {
            terminal.close()
        }
    }

    private static void stepsShowing(Terminal terminal, String text) {
        terminal.writer().println(text)
        terminal.flush()
    }

    static class FailingObject {
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
