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
 * What baksh is started in; specs give their own.
 *
 * @param outTerminal standard output is a terminal
 * @param inTerminal  standard input and standard error are one, so a person can be asked
 * @param width       columns of the terminal
 * @param libraries   folders of Groovy classes that come with the installation
 */
public record ProcessEnvironment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> env,
        boolean outTerminal,
        boolean inTerminal,
        int width,
        List<Path> libraries,
        TimeSource time) {
    private static final int DEFAULT_WIDTH = 80;

    /** The launcher says by properties what Java cannot see: which streams are terminals, and how wide. */
    public static ProcessEnvironment ofProcess() {
        String root = System.getProperty("baksh.root");
        String terminals = System.getProperty("baksh.terminals");
        if (terminals == null) terminals = System.console() == null ? "" : "ioe";
        return new ProcessEnvironment(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                terminals.contains("o"),
                terminals.contains("i") && terminals.contains("e"),
                width(System.getProperty("baksh.columns", System.getenv("COLUMNS"))),
                root == null ? List.of() : List.of(Path.of(root, "lib")),
                TimeSource.SYSTEM);
    }

    public static int width(String columns) {
        return columns != null && columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13), false, StandardCharsets.UTF_8);
    }

    /** What is typed after a question, not shown; null when this process has no terminal of its own to turn the echo off. */
    String unseen(String question) {
        java.io.Console terminal = System.getProperty("baksh.terminals") == null ? null : System.console();
        char[] typed = terminal == null ? null : terminal.readPassword("%s", question);
        return typed == null ? null : new String(typed);
    }

    /** The folder of temporary files. */
    public Path temporary() {
        String said = env.get("TMPDIR");
        return Path.of(said == null || said.isBlank() ? System.getProperty("java.io.tmpdir") : said);
    }

    /** The same at another time. */
    public ProcessEnvironment at(TimeSource other) {
        return new ProcessEnvironment(in, out, err, env, outTerminal, inTerminal, width, libraries, other);
    }

    /** Standard output as scripts have it. */
    public PrintStream scriptOut() {
        return scriptOut(UnaryOperator.identity());
    }

    /** @param redaction takes secrets out of what is printed */
    public PrintStream scriptOut(UnaryOperator<String> redaction) {
        return new ScriptPrintStream(out, outTerminal, redaction);
    }

    boolean colour() {
        String none = env.get("NO_COLOR");
        return outTerminal && (none == null || none.isEmpty()) && !"dumb".equals(env.get("TERM"));
    }
}
