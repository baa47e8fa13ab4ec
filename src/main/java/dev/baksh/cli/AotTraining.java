package dev.baksh.cli;

import dev.baksh.cli.app.SandboxConfiguration;
import dev.baksh.cli.console.TempDirectories;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.shell.SanitizingLineReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.PosixSysTerminal;

/**
 * Training run that the launcher starts to create the class archive or AOT cache of the JVM: executes the usual
 * operations once, so that the archive contains their classes. The run uses a separate sandbox, discards the output of
 * baksh, and deletes its files at the end.
 */
public final class AotTraining {
    private static final String RUNBOOK = """
            def off = n2ws.policies.findAll { !it.enabled }
            off.each { println "${it.name} of ${it.account}" }
            table n2ws.policies.list(ordering: '-name'), 'id', 'name', 'last_modified'
            println px.users.collect { it.username }.sort().join(', ')
            """;
    private static final String STEPS = """
            title 'Training'
            def policies = step('policies') { n2ws.policies.list(search: 'linux')*.name }
            step('roles') { px.roles.list()[0].name }
            println "${policies.size()} policies"
            """;

    private AotTraining() {}

    /**
     * @param args {@code runs}: without the shell, and with the sandbox in a separate process; {@code servers}: only
     * the sandbox, for {@code runs}; empty: everything
     */
    public static void main(String[] args) throws IOException {
        Path home = Files.createTempDirectory("baksh-training");
        String mode = args.length == 0 ? "" : args[0];
        try {
            if (mode.equals("servers")) runServers(home);
            else if (mode.equals("runs")) runSeparately(home);
            else runAll(home);
        } finally {
            TempDirectories.deleteRecursively(home);
        }
    }

    private static void runAll(Path home) throws IOException {
        try (Sandbox sandbox = SandboxConfiguration.startForTraining()) {
            Map<String, String> env = SandboxConfiguration.trainingEnvironment(sandbox, home);
            runScripts(env);
            startBaksh(env, false, "n2ws.policies['nightly']\n");
            startShell(env);
        }
    }

    private static void runSeparately(Path home) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process serverProcess = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), AotTraining.class.getName(), "servers")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = serverProcess.inputReader(StandardCharsets.UTF_8)) {
            Map<String, String> env = new LinkedHashMap<>();
            for (String line = output.readLine(); line != null && !line.isEmpty(); line = output.readLine())
                env.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            env.put("BAKSH_HOME", home.toString());
            runScripts(env);
        } finally {
            serverProcess.getOutputStream().close(); // This process ends when its standard input ends.
        }
    }

    /** Prints the variables of the sandbox and an empty line, and serves until the end of standard input. */
    private static void runServers(Path home) throws IOException {
        try (Sandbox sandbox = SandboxConfiguration.startForTraining()) {
            SandboxConfiguration.trainingEnvironment(sandbox, home)
                    .forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println();
            while (System.in.read() >= 0) continue;
        }
    }

    private static void runScripts(Map<String, String> env) throws IOException {
        startBaksh(env, false, "", "-e", "n2ws.policies.list(search: 'linux')*.name", "-o", "json");
        startBaksh(env, false, "", "-e", "n2ws.backups.list(status: 'B')", "-o", "table");
        startBaksh(env, false, RUNBOOK, "-");
        Path runbook = Files.writeString(Path.of(env.get("BAKSH_HOME"), "training.groovy"), STEPS);
        startBaksh(env, false, "", "run", runbook.toString());
    }

    /** Starts a shell as in a terminal. No terminal exists here, so JLine's terminal classes are loaded separately. */
    private static void startShell(Map<String, String> env) throws IOException {
        startBaksh(env, true, "n2ws.policies\n:quit\n");
        InputStream terminalInput = new ByteArrayInputStream(new byte[0]);
        try (Terminal terminal = TerminalBuilder.builder()
                .system(false)
                .streams(terminalInput, OutputStream.nullOutputStream())
                .type("xterm-256color")
                .jni(true)
                .build()) {
            PosixSysTerminal.class.getName();
            new SanitizingLineReader(terminal).ask("> ", null);
        } catch (EndOfFileException e) {
            return; // The end of the input.
        }
    }

    private static void startBaksh(Map<String, String> env, boolean terminal, String input, String... args) {
        Main.start(SandboxConfiguration.discardingEnvironment(env, terminal, input), List.of(args));
    }
}
