package dev.baksh.reliability

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.text.GroovyCode
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.InvalidPathException
import java.nio.file.Path

/**
 * Control sequences in arguments, file names, environment variables, settings, journals and shell commands. The texts are those
 * of the bad inputs 48 to 68. At full scale each text goes through each command, otherwise through a part of them.
 */
@Scaled
@Timeout(300)
class TerminalOutputSpec extends Specification {
    static final List<List<String>> COMMANDS = [
        ['TEXT'], ['run', 'TEXT'], ['run', 'FILE'], ['FILE', '--TEXT', 'x'], ['FILE', 'TEXT'], ['-e', 'TEXT'], ['-e', 'throw new Exception(LITERAL)'],
        ['--debug', '-e', 'throw new Exception(LITERAL)'], ['--debug', '-e', 'fail LITERAL'], ['-e', 'n2ws.policies[LITERAL]'], ['-e', 'n2ws.get(LITERAL)'],
        ['-e', 'n2ws(LITERAL).policies'], ['-e', 'Thread.start { throw new Exception(LITERAL) }.join()'], ['-e', 'n2ws.policies.create(LITERAL) { account "main" }'], ['-e', 'note LITERAL'],
        ['-e', 'progress LITERAL'], ['-e', '[(LITERAL): LITERAL]'], ['-e', 'n2ws.policies.list(search: LITERAL)'], ['-e', 'px.roles.create(LITERAL) { description LITERAL }'], ['--dry-run', '-e', 'px.roles.create(LITERAL) { description LITERAL }'],
        ['check', 'TEXT'], ['check', 'FILE'], ['help', 'TEXT'], ['help', 'FILE'], ['help', 'n2ws', 'TEXT'], ['help', 'find', 'TEXT'], ['runs', 'TEXT'], ['resume', 'TEXT'], ['resume', 'last', '--from', 'TEXT'], ['report', 'TEXT'], ['report', 'last', 'DIR/TEXT'], ['report', 'last', 'DIR/TEXT.md'],
        ['undo', 'TEXT'], ['undo', 'last', 'DIR/TEXT'], ['undo', 'last', 'DIR/TEXT.groovy'], ['journal'], ['journal', 'TEXT'], ['journal', 'verify'], ['journal', 'settle', 'TEXT', '--happened'], ['servers'], ['servers', '-o', 'json'], ['doctor'], ['doctor', 'TEXT'], ['login', 'TEXT'],
        ['warm', 'TEXT'], ['sandbox', 'TEXT'], ['sandbox', '--n2ws-port', 'TEXT'], ['--server', 'TEXT', '-e', 'n2ws.policies'], ['-o', 'TEXT', '-e', '1'], ['--deadline', 'TEXT', '-e', '1'],
        ['--record', 'DIR/TEXT', '-e', '1'], ['--replay', 'DIR/TEXT', '-e', '1'], ['--TEXT', '-e', '1'], ['version'], ['version', 'TEXT'], ['help'], ['help', 'run'],
    ]
    @Shared
    final List<String> filesBefore = new File('.').list()

    static final List<String> VARIABLES = [
        'BAKSH_N2WS_URL', 'BAKSH_N2WS_API_KEY', 'BAKSH_N2WS_CA', 'BAKSH_N2WS_PIN', 'BAKSH_PX_URL', 'BAKSH_PX_TOKEN', 'BAKSH_PX_GROUPS', 'BAKSH_PX_GATEWAY_URL', 'BAKSH_SETTLE', 'HTTPS_PROXY', 'NO_PROXY', 'TZ', 'TERM', 'BAKSH_HOME', 'TMPDIR',
    ]
    static final List<String> SHELL_LINES = [
        ':TEXT', 'help TEXT', ':help TEXT', ':history TEXT', ':watch TEXT', ':watch 1s x1 [LITERAL]', ':watch 1s x1 TEXT', ':save DIR/TEXT', ':jobs TEXT', ':jobs cancel TEXT', 'bg { fail LITERAL }.await()',
        ':use TEXT', ':dry TEXT', ':ro TEXT', ':lock TEXT', ':why TEXT', ':timing TEXT', ':set TEXT', ':set TEXT on', ':set format TEXT', ':run TEXT', ':run FILE', ':resume TEXT', ':runs TEXT', ':report TEXT', ':undo TEXT',
        ':journal TEXT', ':journal settle TEXT --happened', ':servers TEXT', ':servers', ':reload TEXT', 'help FILE', 'unlock 15.minutes, LITERAL', 'def x = LITERAL; x', 'n2ws.policies[LITERAL]', '_err', ':why',
    ]

    @TempDir
    Path home

    /** Receives all files that a command writes to a path with the text. */
    @TempDir
    Path folder

    @Shared
    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions([:]))

    def "no command writes a control character of an argument, a file or its name to the terminal: text #number"() {
        given:
        Path file = hostileFile(text)
        start(text, file, ['--yes', 'run', 'FILE'])

        expect:
        Scale.scaledShare(COMMANDS, number).collectMany { List<String> args -> findControls(args.join(' '), start(text, file, args)) } == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size()).step(Scale.FACTOR < 1 ? 5 : 1)
        text = TerminalInjectionInputs.TEXTS[number - 1][1].take(2000)
    }

    def "no command writes a control character of a variable to the terminal: text #number"() {
        expect:
        Scale.scaledShare([VARIABLES, [['servers'], ['doctor'], ['-e', 'n2ws.policies; px.roles']]].combinations(), number).collectMany { String name, List<String> args ->
            findControls(name + ' ' + args.join(' '), start(text, home.resolve('none'), args, [(name): (name in ['BAKSH_HOME', 'TMPDIR'] ? folder.toString() + '/x' : 'x') + text.replaceAll('\u0000|\ud800', '?')]))
        } == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size()).step(Scale.FACTOR < 1 ? 5 : 1)
        text = TerminalInjectionInputs.TEXTS[number - 1][1].take(2000)
    }

    def "no command writes a control character of the settings or of a journal to the terminal: text #number"() {
        given:
        String quoted = '"' + text.codePoints().mapToObj { int cp -> cp < 0x10000 ? String.format('\\u%04x', cp) : String.format('\\U%08x', cp) }.toList().join('') + '"'
        List<String> settings = [
            "$quoted: {kind: n2ws, url: 'https://a', credential: 'env:X'}", "a: {kind: $quoted, url: 'https://a'}", "a: {kind: n2ws, url: $quoted, credential: 'env:X'}", "a: {kind: n2ws, url: 'http://127.0.0.1:1', credential: $quoted}",
            "a: {kind: n2ws, url: 'https://a', credential: 'env:X', ca: $quoted}", "a: {kind: n2ws, url: 'https://a', credential: 'env:X', pin: $quoted}", "a: {kind: n2ws, url: 'https://a', mode: $quoted}", "a: {$quoted: 1}", quoted, "a: {$text",
        ]*.toString()

        expect:
        Scale.scaledShare([settings, [['servers'], ['doctor'], ['-e', 'n2ws.policies']]].combinations(), number).collectMany { String yaml, List<String> args ->
            write(home.resolve('servers.yaml'), yaml)
            findControls(yaml + ' ' + args.join(' '), start(text, home.resolve('none'), args, [X: text, BAKSH_N2WS_URL: '', BAKSH_N2WS_API_KEY: '', BAKSH_PX_URL: '', BAKSH_PX_CLIENT_ID: '', BAKSH_PX_CLIENT_SECRET: '']))
        } == []

        when:
        Files.deleteIfExists(home.resolve('servers.yaml'))
        CommandResult written = start(text, home.resolve('none'), ['-e', "n2ws.policies['nightly'].update { description 'x' }"])
        List<Path> journals = home.toFile().listFiles().findAll { it.file && it.name.endsWith('.jsonl') }*.toPath() + (home.resolve('journal').toFile().listFiles() ?: []).findAll { it.file }*.toPath()
        journals.each { write(it, Files.readString(it) + '{"seq": "' + text + '"}\n' + text + '\n') }

        then:
        written.code == 0
        !journals.empty
        [['journal'], ['journal', 'verify'], ['runs'], ['-e', "n2ws.policies['nightly'].update { description 'y' }"]].collectMany { List<String> args ->
            findControls('journal ' + args.join(' '), start(text, home.resolve('none'), args))
        } == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size()).step(Scale.FACTOR < 1 ? 5 : 1)
        text = TerminalInjectionInputs.TEXTS[number - 1][1].take(2000)
    }

    def "no command of the shell writes a control character to the terminal: text #number"() {
        given:
        Path file = hostileFile(text)

        expect:
        Scale.scaledShare(SHELL_LINES, number).collectMany { String line -> findControls(line, start(text, file, [], [:], line)) } == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size()).step(Scale.FACTOR < 1 ? 5 : 1)
        text = TerminalInjectionInputs.TEXTS[number - 1][1].take(2000)
    }

    def cleanupSpec() {
        assert new File('.').list().toList() - filesBefore == []
    }

    def "a pipe gets the text of a server unchanged in json and csv"() {
        given:
        CommandRunner runner = runner()

        expect:
        runner.runExpression("[[a: 'a\\u009b31m\\u202eb']]", '-o', format) == CommandResult.success(*lines)

        where:
        format   || lines
        'json'   || ['[{"a":"a\u009b31m\u202eb"}]']
        'ndjson' || ['{"a":"a\u009b31m\u202eb"}']
        'csv'    || ['a\r', 'a\u009b31m\u202eb\r']
    }

    /** Creates a runbook whose name and texts contain the text; the name is plain where no file can have this name. */
    private Path hostileFile(String text) {
        String literal = GroovyCode.quote('n' + text + 'o')
        Path file
        try {
            file = folder.resolve('n' + text.take(40).replace('/', '-') + 'o.groovy')
            write(file, '')
        } catch (InvalidPathException | IOException ignored) {
            file = folder.resolve('plain.groovy')
        }
        write(file, "title $literal\nparams { string 'p', default: $literal, help: $literal }\nstep($literal) { n2ws.policies['adhoc'].update { description $literal }; null }\nprintln $literal\n")
        file
    }

    private static void write(Path file, String text) {
        Files.writeString(file, text.replaceAll(/[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])/, '?'))
    }

    private CommandRunner runner() {
        CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        runner.env.putAll([BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_GROUPS: 'keycloak', BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()])
        runner
    }

    /** Starts baksh at a terminal. Without arguments the shell reads the line from a pipe and writes to a terminal. */
    private CommandResult start(String text, Path file, List<String> args, Map<String, String> env = [:], String line = null) {
        CommandRunner runner = runner().useTerminal('no\n')
        runner.env.putAll(env)
        Closure<String> fill = { String it -> it.replace('TEXT', text).replace('LITERAL', GroovyCode.quote(text)).replace('FILE', file.toString()).replace('DIR', folder.toString()) }
        if (line != null) {
            runner.terminal = false
            runner.input = fill(line) + '\n'
        }
        // An argument of a process contains neither NUL nor half a surrogate pair.
        runner.start('--no-color', *args.collect(fill)*.replaceAll('\u0000|\ud800', '?'))
    }

    /** Returns the control characters of a screen, which has no colours. */
    private static List<String> findControls(String name, CommandResult result) {
        String screen = (result.out + result.err).replace('\r\u001b[K', '')
        List<String> found = screen.contains('\u001b') ? ['U+001B'] : []
        found += TerminalInjectionInputs.findControls(screen) - ['U+0009']
        found.unique().collect { "$name: $it".toString() }
    }
}
