package dev.baksh.cli.repl;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.http.RequestLog;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.OutputFormat;
import dev.baksh.shell.Prompt;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings that the user changes while the shell runs: server, read-only, dry run, display; also creates the prompt
 * that shows them.
 */
final class ShellSettings {
    /** The length of a long change window. */
    private static final Duration LONGEST_UNLOCK = Duration.ofHours(4);

    private final CommandLineOptions options;
    private final Console console;
    private final Wiring wiring;
    private final Settings settings;

    ShellSettings(CommandLineOptions options, Console console, Wiring wiring, Settings settings) {
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.settings = settings;
    }

    void addCommands(Map<String, ShellCommand> commands) {
        commands.put(
                "use",
                new ShellCommand(
                        "selects the server for n2ws or px: :use NAME",
                        this::use,
                        ArgumentCompleter.completions(this::completeServers)));
        commands.put(
                "dry",
                ShellCommand.withChoices(
                        "dry run: :dry on, :dry off; writes are printed, not sent", this::setDryRun, "on", "off"));
        commands.put(
                "ro",
                ShellCommand.withChoices(
                        "read-only: :ro on, :ro off; writes are refused", this::setReadOnly, "on", "off"));
        commands.put(
                "lock",
                ShellCommand.withoutArgument("ends every unlock; unlock 15.minutes, 'INC-1' starts one", this::lock));
        commands.put("why", new ShellCommand("the last request and its response; :why 5 for more", this::showRequests));
        commands.put(
                "timing",
                ShellCommand.withChoices(
                        "prints the duration of each input: :timing on, :timing off", this::setTiming, "on", "off"));
        commands.put(
                "set",
                new ShellCommand(
                        "settings: :set lists them, :set format json",
                        this::changeSetting,
                        ArgumentCompleter.completions(this::completeSettings)));
    }

    private List<String> completeServers(String typed) {
        return wiring.servers().all().stream().map(ServerConfig::name).toList();
    }

    /** Completes the name of a setting, then its value. */
    private List<String> completeSettings(String typed) {
        if (typed.indexOf(' ') < 0)
            return List.copyOf(settings.toMap(options.format).keySet());
        if (!typed.startsWith("format ")) return List.of("on", "off");
        List<String> formats = new ArrayList<>(List.of("usual"));
        for (OutputFormat format : OutputFormat.values())
            formats.add(format.name().toLowerCase(Locale.ROOT));
        return formats;
    }

    private void use(String name) {
        if (name.isEmpty()) {
            throw BakshException.usageError(":use takes the name of a server", ":servers lists them");
        }
        wiring.use(name);
        ServerConfig server = wiring.servers().get(name);
        console.showNotice(server.kind() + " now uses " + server.label());
    }

    private void setDryRun(String value) {
        WriteGuard guard = wiring.guard();
        boolean enabled = parseOnOff("dry", value);
        guard.setMode(guard.mode().withDryRun(enabled));
        console.showNotice(
                enabled ? "dry run: writes are printed as curl and not sent" : "dry run is off: writes are sent");
    }

    private void setReadOnly(String value) {
        WriteGuard guard = wiring.guard();
        boolean enabled = parseOnOff("ro", value);
        if (!enabled && options.readOnly) {
            throw BakshException.refusal("baksh was started with --read-only", "start baksh without --read-only");
        }
        guard.setMode(guard.mode().withReadOnly(enabled));
        console.showNotice(
                enabled
                        ? "read-only: every write is refused"
                        : "read-only is off; servers with read-only in their configuration stay read-only");
    }

    private void lock() {
        wiring.servers().all().forEach(wiring.guard()::lock);
        console.showNotice("every unlock has ended");
    }

    /**
     * Permits writes to the servers in use that are read-only by configuration. Writes the journal entry before the
     * unlock takes effect.
     */
    void unlock(Duration duration, String reason) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_UNLOCK) > 0) {
            throw BakshException.refusal(
                    "unlock takes a time up to " + LONGEST_UNLOCK.toHours() + " hours", "unlock 15.minutes, 'INC-123'");
        }
        if (reason.isBlank()) throw BakshException.refusal("unlock takes a reason", "unlock 15.minutes, 'INC-123'");
        if (wiring.guard().mode().readOnly()) {
            throw BakshException.refusal(
                    "the shell is read-only", options.readOnly ? "start baksh without --read-only" : ":ro off");
        }
        List<String> unlockedServers = new ArrayList<>();
        for (ServerConfig server : serversInUse()) {
            if (!server.readOnly()) continue;
            wiring.journals().recordAction(server, "unlock for " + duration.toMinutes() + " min", reason);
            wiring.guard().unlock(server, duration);
            unlockedServers.add(server.label());
        }
        if (unlockedServers.isEmpty())
            throw BakshException.failure("no server in use is read-only", ":servers shows the mode of each server");
        console.showNotice(String.join(", ", unlockedServers) + " accepts writes for " + duration.toMinutes() + " min ("
                + reason + "), then is read-only again; :lock ends the unlock now");
    }

    private void showRequests(String count) {
        if (!count.isEmpty() && !count.matches("[1-9]\\d{0,3}")) {
            throw BakshException.usageError(":why takes a number, not '" + count + "'", ":why 5");
        }
        List<RequestLog.Entry> entries = wiring.requestLog().recentEntries();
        if (entries.isEmpty()) throw BakshException.failure("no request was sent yet", null);
        int firstIndex = Math.max(0, entries.size() - (count.isEmpty() ? 1 : Integer.parseInt(count)));
        for (RequestLog.Entry entry : entries.subList(firstIndex, entries.size())) showRequests(entry);
    }

    private void showRequests(RequestLog.Entry entry) {
        String response = entry.status() == 0
                ? "no complete response"
                : "HTTP " + entry.status() + ", " + entry.bodyLength() + " bytes";
        console.println(entry.server() + "  " + entry.sentAt().truncatedTo(ChronoUnit.SECONDS));
        console.println("  " + entry.method() + " " + entry.url());
        console.println("  " + response + ", " + entry.duration().toMillis() + " ms");
        if (entry.message() != null) entry.message().lines().forEach(line -> console.println("  " + line));
    }

    private void setTiming(String value) {
        settings.timing = parseOnOff("timing", value);
        console.showNotice("timing is " + (settings.timing ? "on" : "off"));
    }

    private void changeSetting(String argument) {
        String[] parts = argument.split("\\s+", 2);
        if (argument.isEmpty()) {
            settings.toMap(options.format)
                    .forEach((name, value) -> console.println("  " + String.format("%-9s", name) + value));
        } else if (parts.length < 2) {
            throw BakshException.usageError(":set takes a name and a value", ":set lists them");
        } else {
            if (parts[0].equals("format"))
                options.format = parts[1].equals("usual") ? null : OutputFormat.parse(parts[1]);
            else settings.set(parts[0], parts[1]);
            console.showNotice(parts[0] + " is "
                    + settings.toMap(options.format).get(parts[0]).toString());
        }
    }

    /**
     * Parses {@code on}, {@code off}, or an empty string for on: a second {@code :dry} must not end the dry run, since
     * the next write would be sent.
     */
    private static boolean parseOnOff(String command, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "" -> true;
            case "off" -> false;
            default -> throw BakshException.usageError(":" + command + " takes on or off, not '" + value + "'", null);
        };
    }

    /**
     * Returns the servers that {@code n2ws} and {@code px} use; none of a kind with several servers and no selection.
     */
    List<ServerConfig> serversInUse() {
        List<ServerConfig> servers = new ArrayList<>();
        for (ServerKind kind : ServerKind.values()) {
            try {
                servers.add(wiring.servers().requireSingle(kind));
            } catch (BakshException e) {
                continue; // Not configured or not selected: a request reports the error; the prompt omits the server.
            }
        }
        return servers;
    }

    /** Returns the prompt; sends no request and does not wait. */
    Prompt prompt(int jobCount) {
        List<Prompt.Server> servers = new ArrayList<>();
        for (ServerConfig server : serversInUse()) servers.add(promptServer(server));
        return new Prompt(servers, jobCount);
    }

    private Prompt.Server promptServer(ServerConfig server) {
        WriteGuard guard = wiring.guard();
        Duration unlockedFor = server.readOnly() ? guard.remainingUnlockTime(server) : null;
        Prompt.Mode mode = guard.mode().dryRun()
                ? Prompt.Mode.DRY_RUN
                : guard.isReadOnly(server)
                        ? Prompt.Mode.RO
                        : unlockedFor != null ? Prompt.Mode.UNLOCKED : Prompt.Mode.RW;
        ServerClient client = wiring.existingClient(server);
        TokenProvider.Status tokenStatus =
                client == null ? null : client.executor().tokenStatus();
        Duration remaining =
                mode == Prompt.Mode.UNLOCKED ? unlockedFor : tokenStatus == null ? null : tokenStatus.remaining();
        return new Prompt.Server(server.name(), server.production(), mode, remaining);
    }

    /** Display settings of the shell. */
    static final class Settings {
        boolean timing;
        boolean suggest = true;
        boolean tips = true;
        boolean paging = true;
        boolean colour = true;

        Map<String, Object> toMap(OutputFormat format) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("format", format == null ? "usual" : format.name().toLowerCase(Locale.ROOT));
            map.put("timing", formatOnOff(timing));
            map.put("suggest", formatOnOff(suggest));
            map.put("tips", formatOnOff(tips));
            map.put("paging", formatOnOff(paging));
            map.put("colour", formatOnOff(colour));
            return map;
        }

        void set(String name, String value) {
            boolean enabled = parseOnOff("set " + name, value);
            switch (name) {
                case "timing" -> timing = enabled;
                case "suggest" -> suggest = enabled;
                case "tips" -> tips = enabled;
                case "paging" -> paging = enabled;
                case "colour" -> colour = enabled;
                default ->
                    throw BakshException.usageError(
                            "there is no setting '" + name + "'",
                            NameSuggestions.suggest(name, toMap(null).keySet(), "there are"));
            }
        }

        private static String formatOnOff(boolean enabled) {
            return enabled ? "on" : "off";
        }
    }
}
