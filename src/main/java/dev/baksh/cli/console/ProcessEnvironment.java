package dev.baksh.cli.console;

import dev.baksh.client.api.TimeSource;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Environment of the process: streams, variables, terminal and time. Specs pass their own.
 *
 * @param isOutTerminal standard output is a terminal
 * @param canAskUser  standard input and standard error are terminals, so baksh can ask the user
 * @param columns         columns of the terminal
 * @param libraries     folders of Groovy classes that come with the installation
 */
public record ProcessEnvironment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> env,
        boolean isOutTerminal,
        boolean canAskUser,
        int columns,
        List<Path> libraries,
        TimeSource time) {
    private static final int DEFAULT_WIDTH = 80;

    /** Returns the environment of this process. The launcher passes as properties which streams are terminals, and their width. */
    public static ProcessEnvironment ofProcess() {
        String root = System.getProperty("baksh.root");
        String terminals = System.getProperty("baksh.terminals");
        if (terminals == null) terminals = System.console() == null ? "" : "ioe";
        return new ProcessEnvironment(
                System.in,
                openStream(FileDescriptor.out),
                openStream(FileDescriptor.err),
                System.getenv(),
                terminals.contains("o"),
                terminals.contains("i") && terminals.contains("e"),
                parseWidth(System.getProperty("baksh.columns", System.getenv("COLUMNS"))),
                root == null ? List.of() : List.of(Path.of(root, "lib")),
                TimeSource.SYSTEM);
    }

    public static int parseWidth(String columns) {
        return columns != null && columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    private static PrintStream openStream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13), false, StandardCharsets.UTF_8);
    }

    /** Asks and reads a line without echo; null if this process has no terminal. */
    String readHidden(String question) {
        java.io.Console terminal = System.getProperty("baksh.terminals") == null ? null : System.console();
        char[] password = terminal == null ? null : terminal.readPassword("%s", question);
        return password == null ? null : new String(password);
    }

    /** The folder of temporary files. */
    public Path tempDirectory() {
        String configured = env.get("TMPDIR");
        return Path.of(configured == null || configured.isBlank() ? System.getProperty("java.io.tmpdir") : configured);
    }

    /** Returns a copy with another time source. */
    public ProcessEnvironment withTime(TimeSource newTime) {
        return new ProcessEnvironment(in, out, err, env, isOutTerminal, canAskUser, columns, libraries, newTime);
    }

    /** Stream for the output of scripts. */
    public PrintStream scriptOut() {
        return scriptOut(UnaryOperator.identity());
    }

    /** @param redactor replaces the secrets in printed text */
    public PrintStream scriptOut(UnaryOperator<String> redactor) {
        return new ScriptPrintStream(out, isOutTerminal, redactor);
    }

    boolean supportsColour() {
        String noColour = env.get("NO_COLOR");
        return isOutTerminal && (noColour == null || noColour.isEmpty()) && !"dumb".equals(env.get("TERM"));
    }
}
