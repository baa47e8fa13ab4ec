package dev.baksh.cli;

import dev.baksh.cli.app.TrainingSandbox;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.TempDirectories;
import dev.baksh.client.api.TimeSource;
import dev.baksh.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.PosixSysTerminal;

/**
 * Does once what people do, so that the JVM's archive of loaded classes holds what they need; the launcher runs it when it
 * makes the archive. It talks to a sandbox of its own, keeps its files in a folder that it removes, and prints nothing.
 */
public final class AotTraining {
    private static final String RUNBOOK = """
            def off = n2ws.policies.findAll { !it.enabled }
            off.each { println "${it.name} of ${it.account}" }
            table n2ws.policies.list(ordering: '-name'), 'id', 'name', 'last_modified'
            println px.users.collect { it.username }.sort().join(', ')
            """;

    private AotTraining() {}

    /** @param args {@code runs}: without the shell, and the sandbox is in a process of its own; nothing: everything */
    public static void main(String[] args) throws IOException {
        Path home = Files.createTempDirectory("baksh-training");
        String kind = args.length == 0 ? "" : args[0];
        try {
            if (kind.equals("servers")) servers(home);
            else if (kind.equals("runs")) apart(home);
            else everything(home);
        } finally {
            TempDirectories.remove(home);
        }
    }

    private static void everything(Path home) throws IOException {
        try (Sandbox sandbox = TrainingSandbox.start()) {
            Map<String, String> env = TrainingSandbox.env(sandbox, home);
            runs(env);
            start(env, "n2ws.policies['nightly']\n");
            shell(env);
        }
    }

    private static void apart(Path home) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), AotTraining.class.getName(), "servers")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            Map<String, String> env = new LinkedHashMap<>();
            for (String line = said.readLine(); line != null && !line.isEmpty(); line = said.readLine())
                env.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            env.put("BAKSH_HOME", home.toString());
            runs(env);
        } finally {
            other.getOutputStream().close(); // It ends by that.
        }
    }

    /** Says where its servers are, and an empty line; stays until nobody can ask any more. */
    private static void servers(Path home) throws IOException {
        try (Sandbox sandbox = TrainingSandbox.start()) {
            TrainingSandbox.env(sandbox, home).forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println();
            while (System.in.read() >= 0) continue;
        }
    }

    private static void runs(Map<String, String> env) {
        start(env, "", "-e", "n2ws.policies.list(search: 'linux')*.name", "-o", "json");
        start(env, "", "-e", "n2ws.backups.list(status: 'B')", "-o", "table");
        start(env, RUNBOOK, "-");
    }

    private static void start(Map<String, String> env, String input, String... words) {
        start(env, false, input, words);
    }

    /** As at a terminal; there is none here, so that JLine's own is loaded beside it. */
    private static void shell(Map<String, String> env) throws IOException {
        start(env, true, "n2ws.policies\n:quit\n");
        InputStream typed = new ByteArrayInputStream(new byte[0]);
        try (Terminal terminal = TerminalBuilder.builder()
                .system(false)
                .streams(typed, OutputStream.nullOutputStream())
                .type("xterm-256color")
                .jni(true)
                .build()) {
            PosixSysTerminal.class.getName();
            LineReaderBuilder.builder().terminal(terminal).build().readLine("> ");
        } catch (EndOfFileException e) {
            return; // The end of what was typed.
        }
    }

    private static void start(Map<String, String> env, boolean terminal, String input, String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        ProcessEnvironment surroundings = new ProcessEnvironment(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                nowhere,
                nowhere,
                env,
                terminal,
                terminal,
                80,
                List.of(),
                TimeSource.SYSTEM);
        Main.start(surroundings, List.of(words));
    }
}
