package dev.baksh.cli.daemon;

import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code baksh warm start|stop|status}: the process that {@code --warm} asks. */
public final class DaemonCommand {
    private static final List<String> SUBCOMMANDS = List.of("start", "stop", "status", "serve");
    /** A socket's address is at most 107 bytes on Linux, 103 elsewhere. */
    private static final int MAX_SOCKET_PATH = 103;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    /** Longer than the process takes to end that does nothing. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    /** What the process may see of the caller's environment: no server, no credential. */
    private static final List<String> PASSED_VARIABLES = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "TZ",
            "TMPDIR",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
            "JAVA_HOME",
            "BAKSH_HOME",
            "BAKSH_JAVA_OPTS",
            "BAKSH_NO_ARCHIVE");

    private final RequestHandler handler;
    private final ProcessEnvironment environment;
    private final Console console;
    private final AppDirectories directories;
    private final DaemonSocket daemonSocket;

    public DaemonCommand(
            RequestHandler handler, ProcessEnvironment environment, Console console, AppDirectories directories) {
        this.handler = handler;
        this.environment = environment;
        this.console = console;
        this.directories = directories;
        this.daemonSocket = DaemonSocket.of(directories);
    }

    public int run(List<String> args) {
        if (args.size() != 1 || !SUBCOMMANDS.contains(args.get(0))) {
            throw BakshException.usageError("warm takes start, stop or status", "baksh warm start");
        }
        try {
            return switch (args.get(0)) {
                case "start" -> start();
                case "stop" -> stop();
                case "status" -> status();
                default ->
                    new DaemonServer(
                                    handler,
                                    daemonSocket,
                                    environment,
                                    directories.config().resolve("servers.yaml"))
                            .serve();
            };
        } catch (IOException e) {
            throw BakshException.failure("the warm process: " + e.getMessage(), null);
        }
    }

    private int start() throws IOException {
        if (daemonSocket.socket().toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
            throw BakshException.usageError(
                    daemonSocket.socket() + " is too long for a socket",
                    "set BAKSH_HOME to a folder with a shorter name");
        }
        String currentStatus = daemonSocket.sendRequest("GET", "/status");
        if (currentStatus == null) {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(daemonSocket.folder());
            privateFiles.ensureFile(daemonSocket.log());
            awaitStart(launch());
        }
        return status();
    }

    private Process launch() throws IOException {
        String root = System.getProperty("baksh.root");
        if (root == null) throw BakshException.usageError("warm start needs the launcher, scripts/baksh", null);
        List<String> command = new ArrayList<>();
        // Away from the terminal, whose end would end it.
        if (isOnPath("setsid")) command.add("setsid");
        command.addAll(List.of(Path.of(root, "scripts", "baksh").toString(), "warm", "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !PASSED_VARIABLES.contains(name) && !name.startsWith("LC_"));
        File devNull = new File("/dev/null");
        builder.redirectInput(devNull)
                .redirectOutput(devNull)
                .redirectError(daemonSocket.log().toFile());
        return builder.start();
    }

    private boolean isOnPath(String program) {
        for (String folder : environment.env().getOrDefault("PATH", "").split(":"))
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) return true;
        return false;
    }

    private void awaitStart(Process process) throws IOException {
        long startNanos = environment.time().nanos();
        try {
            while (daemonSocket.sendRequest("GET", "/status") == null) {
                boolean timedOut = environment.time().nanos() - startNanos > START_TIMEOUT.toNanos();
                if (timedOut || !process.isAlive()) {
                    throw BakshException.failure(
                            "the warm process did not begin",
                            Files.readString(daemonSocket.log()).strip());
                }
                environment.time().pause(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private int stop() {
        String status = daemonSocket.sendRequest("GET", "/status");
        if (status == null || daemonSocket.sendRequest("POST", "/stop") == null) {
            console.showNotice("no warm process is there");
            return ExitCode.OK.code();
        }
        long pid = Long.parseLong(status.lines().findFirst().orElseThrow());
        if (!awaitExit(pid)) {
            throw BakshException.failure(
                    "the warm process (" + pid + ") takes no more calls, and is still carrying one out",
                    "it ends with that");
        }
        console.showNotice("the warm process has ended");
        return ExitCode.OK.code();
    }

    private boolean awaitExit(long pid) {
        long startNanos = environment.time().nanos();
        try {
            while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                if (environment.time().nanos() - startNanos > STOP_TIMEOUT.toNanos()) return false;
                environment.time().pause(Duration.ofMillis(20));
            }
            return true;
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private int status() {
        String response = daemonSocket.sendRequest("GET", "/status");
        if (response == null) throw BakshException.failure("no warm process is there", "baksh warm start");
        String[] lines = response.split("\n");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("pid", Long.valueOf(lines[0]));
        row.put("folder", lines[1]);
        row.put("served", Integer.valueOf(lines[2]));
        row.put("handed_back", Integer.valueOf(lines[3]));
        console.print(new Row(null, row), null, List.of());
        return ExitCode.OK.code();
    }
}
