package dev.baksh.client.exchange

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Slow
import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.Effect
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.http.RequestTarget
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.RecordedRequest
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** Curl lines of a dry run, as a user pastes them into a shell. */
@Slow
@Requires({ new File('/usr/bin/curl').canExecute() })
class CurlCommandIT extends Specification {
    static final int NAMES = 1_000
    static final List<String> PARTS = ["'", '"', '`', '$', '$(id)', '${HOME}', '\\', '!', '!!', '*', '[1-3]', '{a,b}', '{', '}', '[', ']', '(', ')', '<', '>', '|', '&', ';', '#', '~', '?', '=', '+', '%', '%20',
                                       '@', '@/etc/hosts', '-', '--next', ' ', '\n', '\r\n', '\t', '\u0000', '\u001b[2J', '\u007f', '\u009b', '\u202e', '\u2028', '\ufeff', 'ü', '名前', '😀', 'a', 'B', '7', '/', ':', ',', '^', '\'\\\'\'']

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @TempDir
    Path folder

    final Random random = new Random(15)

    String name() {
        return (1..(1 + random.nextInt(8))).collect { PARTS[random.nextInt(PARTS.size())] }.join('')
    }

    /** Characters that a path may contain unencoded. */
    String pathName() {
        String text = name().codePoints().filter { it > 32 && it < 127 && !('?#\\%/;'.indexOf(it) >= 0) }.collect { new String(Character.toChars(it)) }.join('')
        return text ==~ /\.*/ ? 'x' + text : text
    }

    /** Returns the parts of a request as text. JSON is parsed, because the printed body escapes invisible characters. */
    static String content(RecordedRequest request) {
        final String body = request.body() ? new ObjectMapper().readTree(request.body()).toString() : ''
        return [request.server(), request.method(), request.path(), request.query(), body, request.header('Content-Type')].join(' ')
    }

    def "a printed command sends exactly the request that would be sent, with #shell"() {
        given:
        ServerConfig server = ClientFixture.serverConfig('n2ws', sandbox.n2wsUrl())
        List<ApiCall> calls = (1..NAMES).collect {
            new ApiCall('a call', ['POST', 'PUT', 'DELETE'][it % 3], "things/${pathName()}/", it % 2 ? [search: name(), '[x]': name()] : [:], it % 5 ? [name: name(), list: [name(), [(name()): it]]] : null, Effect.START, null, null)
        }
        String script = calls.collect { CurlCommand.format(server, it, RequestTarget.format('/api/', it), { text -> text }) + ' -s -o /dev/null\n' }.join('')
        Path file = Files.writeString(folder.resolve('commands.sh'), script)

        when:
        calls.each { call ->
            try {
                fixture.createExecutor(server, N2wsClient.dialect()).send(call)
            } catch (dev.baksh.client.api.BakshException e) {
                assert e.message // The server knows no such path.
            }
        }
        List<String> expected = sandbox.requests().takeRight(NAMES).collect { content(it) }
        Process process = new ProcessBuilder(shell, file.toString()).directory(folder.toFile()).redirectErrorStream(true).tap { environment().TOKEN = 'a token' }.start()
        String output = process.inputStream.text
        boolean ended = process.waitFor(300, TimeUnit.SECONDS)

        then:
        ended
        output == ''
        script.readLines().size() == NAMES
        [sandbox.requests().takeRight(NAMES).collect { content(it) }, expected].transpose().find { it[0] != it[1] } == null
        Files.list(folder).withCloseable { it.toList() } == [file]

        where:
        shell << ['sh', 'bash', 'dash']
    }
}
