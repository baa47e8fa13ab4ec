package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.output.AsciiGlyphs;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Environment of one call: standard streams, environment variables, terminal and time. The warm process and specs
 * create environments that differ from the environment of the process.
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

    /**
     * Returns the environment of this process. The launcher passes as properties which streams are terminals, and their
     * width.
     */
    public static ProcessEnvironment ofProcess() {
        String terminals = System.getProperty("baksh.terminals");
        if (terminals == null) terminals = System.console() == null ? "" : "ioe";
        int columns = parseWidth(System.getProperty("baksh.columns", System.getenv("COLUMNS")));
        boolean isOutTerminal = terminals.contains("o");
        PrintStream out =
                new StandardOutput(AsciiGlyphs.forStream(new FileOutputStream(FileDescriptor.out), isOutTerminal));
        PrintStream err = new StandardOutput(
                AsciiGlyphs.forStream(new FileOutputStream(FileDescriptor.err), terminals.contains("e")));
        boolean canAskUser = terminals.contains("i") && terminals.contains("e");
        List<Path> libraries = installedLibraries();
        Map<String, String> env = PlatformText.ofProcess(System.getenv(), System.getProperty("baksh.lc_all"));
        return new ProcessEnvironment(
                System.in, out, err, env, isOutTerminal, canAskUser, columns, libraries, TimeSource.SYSTEM);
    }

    /** Returns the folders of the Groovy classes that come with the installation. */
    public static List<Path> installedLibraries() {
        String root = System.getProperty("baksh.root");
        return root == null ? List.of() : List.of(Path.of(root, "lib"));
    }

    /** Returns the width of the terminal in columns, or the default width if the text is null or not a valid width. */
    public static int parseWidth(String columns) {
        return columns != null && columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    /** Waits until all standard output is written, or its failure is known. */
    void confirmOutput() {
        if (out instanceof StandardOutput output) output.confirm();
    }

    /** Returns why standard output could not be written, or null. */
    String outputFailure() {
        return out instanceof StandardOutput standardOutput ? standardOutput.failure() : null;
    }

    /**
     * Asks and reads a line without echo; returns an empty text at the end of the input, and null in a process that the
     * launcher has not started.
     *
     * @throws BakshException (exit 3) the input would be visible: in the warm process, whose terminal is that of its
     *     caller, and if standard output is not a terminal
     */
    String readHidden(String question) {
        String terminals = System.getProperty("baksh.terminals");
        if (terminals == null) return null;
        java.io.Console terminal = terminals.contains("i") && terminals.contains("o") ? System.console() : null;
        if (terminal == null)
            throw BakshException.refusal(
                    "no question for a secret, because the input would be visible: " + question.strip(),
                    "repeat the call without --warm and BAKSH_WARM, and with a terminal as standard output");
        char[] password = terminal.readPassword("%s", question);
        return password == null ? "" : new String(password);
    }

    public AppDirectories directories() {
        return AppDirectories.of(env);
    }

    /** Returns the folders of the classes that every script may use: those of the installation and of the user. */
    public List<Path> sharedLibraries() {
        List<Path> folders = new ArrayList<>(libraries);
        folders.add(directories().config().resolve("lib"));
        return folders;
    }

    /** Returns the scripts that come with the installation, by name. */
    public List<Path> shippedScripts() {
        List<Path> scripts = new ArrayList<>();
        for (Path library : libraries) {
            try (Stream<Path> files = Files.list(library.resolveSibling("scripts"))) {
                files.filter(file -> file.toString().endsWith(".groovy"))
                        .sorted()
                        .forEach(scripts::add);
            } catch (IOException | UncheckedIOException e) {
                continue; // An installation without scripts.
            }
        }
        return scripts;
    }

    /** Returns the folders of the classes that a script may use: {@code lib} in its folder and in the folder above. */
    public static List<Path> scriptLibraries(Path script) {
        List<Path> folders = new ArrayList<>();
        Path folder = script.toAbsolutePath().getParent();
        folders.add(folder.resolve("lib"));
        if (folder.getParent() != null) folders.add(folder.getParent().resolve("lib"));
        return folders;
    }

    /** Returns the directory for temporary files: {@code TMPDIR}, or the directory of the JVM. */
    public Path tempDirectory() {
        String configured = env.get("TMPDIR");
        return Path.of(configured == null || configured.isBlank() ? System.getProperty("java.io.tmpdir") : configured);
    }

    /** Returns a copy with another source of time. */
    public ProcessEnvironment withTime(TimeSource newTime) {
        return new ProcessEnvironment(in, out, err, env, isOutTerminal, canAskUser, columns, libraries, newTime);
    }

    /**
     * Returns a stream for the output of scripts.
     *
     * @param redactor replaces the secrets in printed text
     */
    public PrintStream scriptOut(UnaryOperator<String> redactor) {
        return new ScriptPrintStream(out, isOutTerminal, redactor);
    }

    boolean supportsColour() {
        String noColour = env.get("NO_COLOR");
        return isOutTerminal && (noColour == null || noColour.isEmpty()) && !"dumb".equals(env.get("TERM"));
    }
}
