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
    private static final List<String> WORDS = List.of("start", "stop", "status", "serve");
    /** A socket's address is at most 107 bytes on Linux, 103 elsewhere. */
    private static final int LONGEST = 103;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than the process takes to end that does nothing. */
    private static final Duration PARTING = Duration.ofSeconds(10);
    /** What the process may see of the caller's environment: no server, no credential. */
    private static final List<String> SEEN = List.of(
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
    private final ProcessEnvironment surroundings;
    private final Console console;
    private final AppDirectories home;
    private final DaemonSocket place;

    public DaemonCommand(
            RequestHandler handler, ProcessEnvironment surroundings, Console console, AppDirectories home) {
        this.handler = handler;
        this.surroundings = surroundings;
        this.console = console;
        this.home = home;
        this.place = DaemonSocket.of(home);
    }

    public int run(List<String> words) {
        if (words.size() != 1 || !WORDS.contains(words.get(0))) {
            throw BakshException.usage("warm takes start, stop or status", "baksh warm start");
        }
        try {
            return switch (words.get(0)) {
                case "start" -> start();
                case "stop" -> stop();
                case "status" -> status();
                default ->
                    new DaemonServer(handler, place, surroundings, home.config().resolve("servers.yaml")).serve();
            };
        } catch (IOException e) {
            throw BakshException.failed("the warm process: " + e.getMessage(), null);
        }
    }

    private int start() throws IOException {
        if (place.socket().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw BakshException.usage(
                    place.socket() + " is too long for a socket", "set BAKSH_HOME to a folder with a shorter name");
        }
        String there = place.ask("GET", "/status");
        if (there == null) {
            PrivateFiles custody = PrivateFiles.own();
            custody.folder(place.folder());
            custody.file(place.log());
            await(launch());
        }
        return status();
    }

    private Process launch() throws IOException {
        String root = System.getProperty("baksh.root");
        if (root == null) throw BakshException.usage("warm start needs the launcher, scripts/baksh", null);
        List<String> command = new ArrayList<>();
        // Away from the terminal, whose end would end it.
        if (onPath("setsid")) command.add("setsid");
        command.addAll(List.of(Path.of(root, "scripts", "baksh").toString(), "warm", "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !SEEN.contains(name) && !name.startsWith("LC_"));
        File nothing = new File("/dev/null");
        builder.redirectInput(nothing)
                .redirectOutput(nothing)
                .redirectError(place.log().toFile());
        return builder.start();
    }

    private boolean onPath(String program) {
        for (String folder : surroundings.env().getOrDefault("PATH", "").split(":"))
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) return true;
        return false;
    }

    private void await(Process process) throws IOException {
        long start = surroundings.time().nanos();
        try {
            while (place.ask("GET", "/status") == null) {
                boolean late = surroundings.time().nanos() - start > PATIENCE.toNanos();
                if (late || !process.isAlive()) {
                    throw BakshException.failed(
                            "the warm process did not begin",
                            Files.readString(place.log()).strip());
                }
                surroundings.time().pause(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private int stop() {
        String status = place.ask("GET", "/status");
        if (status == null || place.ask("POST", "/stop") == null) {
            console.note("no warm process is there");
            return ExitCode.OK.code();
        }
        long pid = Long.parseLong(status.lines().findFirst().orElseThrow());
        if (!gone(pid)) {
            throw BakshException.failed(
                    "the warm process (" + pid + ") takes no more calls, and is still carrying one out",
                    "it ends with that");
        }
        console.note("the warm process has ended");
        return ExitCode.OK.code();
    }

    private boolean gone(long pid) {
        long start = surroundings.time().nanos();
        try {
            while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                if (surroundings.time().nanos() - start > PARTING.toNanos()) return false;
                surroundings.time().pause(Duration.ofMillis(20));
            }
            return true;
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private int status() {
        String answer = place.ask("GET", "/status");
        if (answer == null) throw BakshException.failed("no warm process is there", "baksh warm start");
        String[] lines = answer.split("\n");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("pid", Long.valueOf(lines[0]));
        row.put("folder", lines[1]);
        row.put("served", Integer.valueOf(lines[2]));
        row.put("handed_back", Integer.valueOf(lines[3]));
        console.print(new Row(null, row), null, List.of());
        return ExitCode.OK.code();
    }
}
