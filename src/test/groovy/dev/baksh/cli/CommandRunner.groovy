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
    List<Path> libraries = []
    TimeSource time = TimeSource.SYSTEM

    CommandRunner(Path home) {
        this.home = home
        this.env = [BAKSH_HOME: home.toString()]
    }

    /** Points baksh at these two servers by the environment; otherwise it starts servers of its own. */
    CommandRunner useSandbox(Sandbox sandbox) {
        env.BAKSH_N2WS_URL = sandbox.n2wsUrl().toString()
        env.BAKSH_N2WS_API_KEY = sandbox.n2wsApiKey()
        env.BAKSH_PX_URL = sandbox.pxUrl().toString()
        env.BAKSH_PX_CLIENT_ID = sandbox.pxClientId()
        env.BAKSH_PX_CLIENT_SECRET = sandbox.pxClientSecret()
        return this
    }

    /** Simulates a user who types this text: standard input and both outputs are a terminal. */
    CommandRunner useTerminal(String typedText = '') {
        terminal = true
        outTerminal = true
        input = typedText
        return this
    }

    /** A file of the home folder that only its owner can change. */
    Path writeFile(String name, String text) {
        final Path writeFile = home.resolve(name)
        Files.createDirectories(writeFile.parent)
        Files.writeString(writeFile, text)
        Files.setPosixFilePermissions(writeFile, PosixFilePermissions.fromString('rw-------'))
        return writeFile
    }

    /** These words and nothing else. */
    CommandResult start(String... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        final ByteArrayOutputStream err = new ByteArrayOutputStream()
        final ProcessEnvironment environment = new ProcessEnvironment(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), printStream(out), printStream(err), env,
            outTerminal, terminal, width, libraries, time)
        final int code = Application.start(environment, args as List<String>)
        environment.out().flush()
        environment.err().flush()
        return new CommandResult(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8))
    }

    /** {@code -e} after these options. */
    CommandResult runExpression(String expression, String... options) {
        return start(*sandboxOption(), *options, '-e', expression)
    }

    /** A script on standard input. */
    CommandResult runStandardInput(String script, String... options) {
        input = script
        return start(*sandboxOption(), *options, '-')
    }

    /** A script in a file. */
    CommandResult runScriptFile(String script, String... options) {
        return start(*sandboxOption(), *options, writeFile('script.groovy', script).toString())
    }

    private List<String> sandboxOption() {
        return env.containsKey('BAKSH_N2WS_URL') || env.containsKey('BAKSH_PX_URL') ? [] : ['--sandbox']
    }

    private static PrintStream printStream(ByteArrayOutputStream output) {
        return new PrintStream(output, false, StandardCharsets.UTF_8)
    }
}
