package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.http.SecretRedactor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Command {@code baksh warm start|stop|status}, which controls the process that {@code --warm} uses. */
public final class DaemonCommand {
    private static final List<String> SUBCOMMANDS = List.of("start", "stop", "status", "serve");
    /** In bytes: the address of a socket has at most 107 on Linux and 103 on other systems. */
    private static final int MAX_SOCKET_PATH = 103;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    /** Longer than an idle process takes to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    /**
     * Variables that the process inherits from the caller: no server, no credential, and no options that the JVM would print on
     * the standard error of each call.
     */
    private static final Pattern PASSED_VARIABLES =
            Pattern.compile("PATH|USER|LOGNAME|TMPDIR|XDG_(CONFIG|STATE|CACHE)_HOME"
                    + "|BAKSH_(HOME|JAVA_OPTS|NO_ARCHIVE)|(?!.*JAVA_(TOOL_)?OPTIONS)(" + DaemonRequest.READ_AT_START
                    + ")");

    /** Handler of the requests to the warm process: executes one command line. */
    @FunctionalInterface
    public interface RequestHandler {
        /**
         * Executes one command line; an error has been printed when this method returns.
         *
         * @param environment streams and environment of the caller
         * @param cache       caches of earlier requests of the same caller
         * @param redactor    collects the secrets that the request uses
         * @return the exit code
         */
        int handle(
                ProcessEnvironment environment,
                InterruptHandler.SignalSource signals,
                ProcessCache cache,
                List<String> args,
                SecretRedactor redactor);
    }

    private final RequestHandler handler;
    private final ProcessEnvironment environment;
    private final Console console;
    private final DaemonSocket daemonSocket;

    public DaemonCommand(RequestHandler handler, ProcessEnvironment environment, Console console) {
        this.handler = handler;
        this.environment = environment;
        this.console = console;
        this.daemonSocket = DaemonSocket.of(environment.directories());
    }

    /**
     * Starts, stops or describes the warm process; returns the exit code.
     *
     * @param args {@code start}, {@code stop} or {@code status}
     */
    public int run(List<String> args) {
        if (args.size() != 1 || !SUBCOMMANDS.contains(args.get(0))) {
            throw BakshException.usageError("warm needs start, stop or status", "baksh warm start");
        }
        try {
            return switch (args.get(0)) {
                case "start" -> start();
                case "stop" -> stop();
                case "status" -> status();
                default -> new DaemonServer(handler, daemonSocket, environment).serve();
            };
        } catch (IOException e) {
            throw BakshException.failure("the warm process failed: " + e.getMessage(), null);
        }
    }

    private int start() throws IOException {
        if (daemonSocket.socket().toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
            throw BakshException.usageError(
                    "the path of the socket is too long: " + daemonSocket.socket(),
                    "set BAKSH_HOME to a folder with a shorter name");
        }
        if (!isOnPath("perl") || !System.getProperty("os.name").equals("Linux"))
            console.showNotice("--warm needs Linux and Perl; without them each call runs in a process of its own");
        if (daemonSocket.sendRequest("GET", "/status") == null) {
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
        // A session of its own, so that the end of the terminal does not end the process.
        if (isOnPath("setsid")) command.add("setsid");
        command.addAll(List.of(Path.of(root, "scripts", "baksh").toString(), "warm", "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> !PASSED_VARIABLES.matcher(name).matches());
        // The launcher may have replaced LC_ALL for this process.
        String callerLocale = environment.env().get("LC_ALL");
        if (callerLocale == null) builder.environment().remove("LC_ALL");
        else builder.environment().put("LC_ALL", callerLocale);
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
        boolean started =
                await(START_TIMEOUT, () -> daemonSocket.sendRequest("GET", "/status") != null, process::isAlive);
        if (started) return;
        throw BakshException.failure(
                "the warm process did not start",
                Files.readString(daemonSocket.log()).strip());
    }

    /** Waits for the condition; false after the timeout, or when the condition can no longer become true. */
    private boolean await(Duration timeout, BooleanSupplier condition, BooleanSupplier isPossible) {
        TimeSource time = environment.time();
        long startNanos = time.nanos();
        try {
            while (!condition.getAsBoolean()) {
                if (time.nanos() - startNanos > timeout.toNanos() || !isPossible.getAsBoolean()) return false;
                time.pause(Duration.ofMillis(20));
            }
            return true;
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private int stop() {
        String status = daemonSocket.sendRequest("GET", "/status");
        if (status == null || daemonSocket.sendRequest("POST", "/stop") == null) {
            console.showNotice("no warm process is running");
            return ExitCode.OK.code();
        }
        long pid = Long.parseLong(status.lines().findFirst().orElseThrow());
        boolean ended = await(
                STOP_TIMEOUT,
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty(),
                () -> true);
        if (!ended) {
            throw BakshException.failure(
                    "the warm process (" + pid + ") accepts no more calls, and is still executing one",
                    "the process ends after that call");
        }
        console.showNotice("the warm process has ended");
        return ExitCode.OK.code();
    }

    private int status() {
        String response = daemonSocket.sendRequest("GET", "/status");
        if (response == null) throw BakshException.failure("no warm process is running", "baksh warm start");
        String[] lines = response.split("\n");
        console.print(Row.of(
                "pid", Long.valueOf(lines[0]),
                "folder", lines[1],
                "served", Integer.valueOf(lines[2]),
                "handed_back", Integer.valueOf(lines[3])));
        return ExitCode.OK.code();
    }
}
