package dev.baksh

import dev.baksh.sandbox.Sandbox
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Base class of tests that start scripts/baksh as a process, with the jars of the current build. */
abstract class LauncherSpecification extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()

    @TempDir
    Path home

    static Map<String, String> serverVariables(Sandbox sandbox) {
        [
            BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(),
            BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_N2WS_CA: sandbox.caFile().toString()
        ]
    }

    Result baksh(Map<String, String> env, String... args) {
        run(ROOT, env, ['scripts/baksh', *args])
    }

    Result run(Path folder, Map<String, String> env, List<String> command, String input = '') {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([BAKSH_HOME: home.toString(), COLUMNS: '80'] + env)
        Process process = builder.start()
        process.outputStream.withCloseable { it.write(input.getBytes('UTF-8')) }
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        new Result(process.exitValue(), out.toString(), err.toString())
    }

    record Result(int exit, String out, String err) {}
}
