package dev.baksh.cli;

import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runner that executes a baksh command line inside another program, for example a test: without a terminal, and with
 * only the given environment variables.
 */
public final class BakshRunner {
    private BakshRunner() {}

    /**
     * Result of a start.
     *
     * @param exit the exit code
     * @param out  standard output
     * @param err  standard error
     */
    public record RunResult(int exit, String out, String err) {}

    /**
     * Starts baksh.
     *
     * @param args as on the command line: {@code ['--replay', 'tapes/drill', 'run', 'drill.groovy']}
     * @param env  the environment variables; those of this process are not used
     */
    public static RunResult start(List<String> args, Map<String, String> env) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = InputStream.nullInputStream();
        PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
        List<Path> libraries = ProcessEnvironment.installedLibraries();
        ProcessEnvironment environment = new ProcessEnvironment(
                in, outStream, errStream, Map.copyOf(env), false, false, 80, libraries, TimeSource.SYSTEM);
        int exit = Application.start(environment, args);
        outStream.flush();
        errStream.flush();
        return new RunResult(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
