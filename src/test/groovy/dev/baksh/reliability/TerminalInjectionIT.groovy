package dev.baksh.reliability

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.ChildSignals
import dev.baksh.Slow
import dev.baksh.cli.Main
import dev.baksh.client.exchange.FaultyHttpServer
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.client.exchange.FaultyHttpServer.json

/**
 * Bad inputs 48 to 68 in the shell itself, on a pty that records each byte. JLine moves the cursor with bytes of its own,
 * so each text stands between marks, and between the marks no byte may stand that a terminal obeys.
 */
@Slow
@Requires(value = { System.getenv('PATH').split(':').any { new File(it, 'script').canExecute() } }, reason = 'script of util-linux is not installed')
@Timeout(240)
class TerminalInjectionIT extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    def "no server text controls the terminal: tables, TAB, colors, errors, :why, :watch, System.err"() {
        given:
        // The long one is for tables and pages; a menu cuts it before its end.
        List<String> names = TerminalInjectionInputs.TEXTS.collect { it[1] }.findAll { it.length() < 6000 }.withIndex().collect { text, i -> "hq$i${text}qh".toString() }
        List<Map> rows = names.withIndex().collect { name, i -> [id: i + 1, name: name, status: 'B'] }
        String list = new ObjectMapper().writeValueAsString([count: rows.size(), next: null, results: rows])
        String errorBody = new ObjectMapper().writeValueAsString([detail: names.join(' ')])
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') :
                request.methodAndPath.contains('broken') ? json(400, errorBody) : json(200, list)
        }
        Path typescript = home.resolve('typescript')
        Process process = start(typescript)
        Writer keys = process.outputStream.newWriter('UTF-8')

        when:
        awaitText(typescript, 'RW> ')
        [
            'n2ws.policies', 'n2ws.policies.list()[9]', 'n2ws.policies.list()*.name', 'n2ws.get("broken")', ':why 3', "n2ws.policies['hq1nope']",
            'n2ws.policies.list().each { println it.name }; 0', 'n2ws.policies.list().each { System.err.println it.name }; 0', ':watch 1s x2 n2ws.policies', 'json(n2ws.policies.list())',
            'throw new RuntimeException(n2ws.policies.list()*.name.join(" "))',
        ].eachWithIndex { String line, int i ->
            keys << "$line\r'done' + $i\r"
            keys.flush()
            awaitText(typescript, "done$i")
        }
        int countBefore = screenText(typescript).count('hq1')
        keys << "n2ws.policies['hq\t\t"
        keys.flush()
        awaitText(typescript, 'hq1', countBefore + 1)
        keys << '\u0003:quit\r'
        keys.close()
        process.waitFor()
        String screen = screenText(typescript)

        then:
        screen.count('hq1') > 10
        // A TAB of println is the script's own way of layout.
        List<String> controlsFound = names.withIndex().collectMany { String name, int i ->
            TerminalInjectionInputs.findControls(name) - ['U+0009'] && screen.contains(name) ? [name + ' in ' + screen.substring(Math.max(0, screen.indexOf(name) - 60), screen.indexOf(name)).inspect()] : []
        }
        controlsFound == []

        cleanup:
        process?.destroyForcibly()
    }

    private Process start(Path typescript) {
        final ProcessBuilder java = JavaProcesses.javaProcess([
            BAKSH_HOME: home.resolve('home').toString(), BAKSH_N2WS_URL: server.url.toString(), BAKSH_N2WS_API_KEY: 'key-of-a-spec', TERM: 'xterm-256color'],
            ['-Dbaksh.terminals=ioe', '-Dbaksh.columns=300'], Main, [])
        final String command = 'stty cols 300 rows 5000 -echo; ' + java.command().collect { "'$it'" }.join(' ')
        final ProcessBuilder script = new ProcessBuilder(ChildSignals.RESET + ['script', '-qfec', command, typescript.toString()])
        script.environment().putAll(java.environment())
        script.environment().SHELL = '/bin/sh'
        return script.redirectErrorStream(true).redirectOutput(home.resolve('said').toFile()).start()
    }

    private static String screenText(Path typescript) {
        return Files.exists(typescript) ? new String(Files.readAllBytes(typescript), StandardCharsets.UTF_8) : ''
    }

    private static void awaitText(Path typescript, String text, int times = 1) {
        for (int i = 0; i < 2_000; i++) {
            if (screenText(typescript).count(text) >= times) return
            Thread.sleep(100)
        }
        throw new AssertionError("'$text' does not come: " + screenText(typescript).takeRight(800))
    }
}
