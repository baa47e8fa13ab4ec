package dev.baksh.cli

import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.TimeSource
import dev.baksh.sandbox.Sandbox

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Starts baksh in this process, as a shell would: words, variables and input go in, what it printed comes out. */
class CommandRunner {
    final Path home
    final Map<String, String> env
    String input = ''
    boolean terminal
    boolean outTerminal
    int width = 200
    TimeSource time = TimeSource.SYSTEM

    CommandRunner(Path home) {
        this.home = home
        this.env = [BAKSH_HOME: home.toString()]
    }

    /** Points baksh at these two servers by the environment; otherwise it starts servers of its own. */
    CommandRunner at(Sandbox sandbox) {
        env.BAKSH_N2WS_URL = sandbox.n2wsUrl().toString()
        env.BAKSH_N2WS_API_KEY = sandbox.n2wsApiKey()
        env.BAKSH_PX_URL = sandbox.pxUrl().toString()
        env.BAKSH_PX_CLIENT_ID = sandbox.pxClientId()
        env.BAKSH_PX_CLIENT_SECRET = sandbox.pxClientSecret()
        return this
    }

    /** A person sits there who types this: standard input and both outputs are a terminal. */
    CommandRunner atTerminal(String typed = '') {
        terminal = true
        outTerminal = true
        input = typed
        return this
    }

    /** A file of the home folder that only its owner can change. */
    Path file(String name, String text) {
        final Path file = home.resolve(name)
        Files.createDirectories(file.parent)
        Files.writeString(file, text)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))
        return file
    }

    /** These words and nothing else. */
    CommandResult start(String... words) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        final ByteArrayOutputStream err = new ByteArrayOutputStream()
        final ProcessEnvironment surroundings = new ProcessEnvironment(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), stream(out), stream(err), env,
            outTerminal, terminal, width, [], time)
        final int code = new Application(surroundings).start(words as List<String>)
        surroundings.out().flush()
        surroundings.err().flush()
        return new CommandResult(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8))
    }

    /** {@code -e} after these options. */
    CommandResult says(String expression, String... options) {
        return start(*servers(), *options, '-e', expression)
    }

    /** A script on standard input. */
    CommandResult reads(String script, String... options) {
        input = script
        return start(*servers(), *options, '-')
    }

    /** A script in a file. */
    CommandResult runs(String script, String... options) {
        return start(*servers(), *options, file('script.groovy', script).toString())
    }

    private List<String> servers() {
        return env.containsKey('BAKSH_N2WS_URL') || env.containsKey('BAKSH_PX_URL') ? [] : ['--sandbox']
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8)
    }
}
