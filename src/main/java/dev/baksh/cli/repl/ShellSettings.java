package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
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
import dev.baksh.shell.complete.ShellCommand;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Shell commands for the settings that the user changes while the shell runs: server, dry run, read-only, unlock and
 * display. Also creates the prompt that shows the settings.
 *
 * @param settings the display settings that are on
 */
record ShellSettings(AppContext app, Set<Setting> settings) {
    /** Maximum duration of an unlock: a long change window. */
    private static final Duration LONGEST_UNLOCK = Duration.ofHours(4);

    void addCommands(Map<String, ShellCommand> commands) {
        commands.put(
                "use",
                ShellCommand.withCompletions(
                        "selects the server for n2ws or px: :use NAME", this::use, this::completeServers));
        commands.put("dry", onOff("dry run: :dry on, :dry off; writes are printed, not sent", this::setDryRun));
        commands.put("ro", onOff("read-only: :ro on, :ro off; writes are refused", this::setReadOnly));
        commands.put(
                "lock",
                ShellCommand.withoutArgument(
                        "refuses writes: ends every unlock, or makes the shell read-only", this::lock));
        commands.put("why", new ShellCommand("the last request and its response; :why 5 for more", this::showRequests));
        commands.put("timing", onOff("prints the duration of each input: :timing on, :timing off", this::setTiming));
        commands.put(
                "set",
                ShellCommand.withCompletions(
                        "settings: :set lists them, :set format json", this::changeSetting, this::completeSettings));
    }

    private static ShellCommand onOff(String help, Consumer<String> action) {
        return ShellCommand.withChoices(help, action, "on", "off");
    }

    private List<String> completeServers(String typed) {
        return app.servers().all().stream().map(ServerConfig::name).toList();
    }

    /** Completes the name of a setting, then its value. */
    private List<String> completeSettings(String typed) {
        if (typed.indexOf(' ') < 0) return List.copyOf(describeSettings().keySet());
        if (!typed.startsWith("format ")) return List.of("on", "off");
        List<String> formats = new ArrayList<>(List.of("usual"));
        formats.addAll(OutputFormat.names());
        return formats;
    }

    private void use(String name) {
        if (name.isEmpty()) {
            throw BakshException.usageError(":use takes the name of a server", ":servers lists the servers");
        }
        app.use(name);
        ServerConfig server = app.servers().get(name);
        app.console.showNotice(server.kind() + " now uses " + server.label());
    }

    private void setDryRun(String value) {
        boolean enabled = parseOnOff("dry", value);
        app.guard.setMode(app.guard.mode().withDryRun(enabled));
        String off = app.guard.mode().readOnly()
                ? "dry run is off; read-only stays on: every write is refused until :ro off"
                : "dry run is off: writes are sent";
        app.console.showNotice(enabled ? "dry run: writes are printed as curl and not sent" : off);
    }

    private void setReadOnly(String value) {
        boolean enabled = parseOnOff("ro", value);
        if (!enabled && app.options.readOnly) {
            throw BakshException.refusal("baksh was started with --read-only", "start baksh without --read-only");
        }
        app.guard.setMode(app.guard.mode().withReadOnly(enabled));
        app.console.showNotice(
                enabled
                        ? "read-only: every write is refused"
                        : "read-only is off; servers with read-only in their configuration stay read-only");
    }

    /** Ends every unlock; makes the shell read-only if a server in use would still accept writes. */
    private void lock() {
        List<ServerConfig> all = app.servers().all();
        boolean wasUnlocked = all.stream().anyMatch(server -> app.guard.remainingUnlockTime(server) != null);
        all.forEach(app.guard::lock);
        List<ServerConfig> used = serversInUse().isEmpty() ? all : serversInUse();
        boolean isWritable = used.stream().anyMatch(server -> !app.guard.isReadOnly(server));
        if (isWritable) app.guard.setMode(app.guard.mode().withReadOnly(true));
        List<String> facts = new ArrayList<>();
        if (wasUnlocked) facts.add("every unlock has ended");
        if (isWritable) facts.add("read-only: every write is refused until :ro off");
        app.console.showNotice(
                facts.isEmpty() ? "read-only already: every write is refused" : String.join("; ", facts));
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
        if (app.guard.mode().readOnly()) {
            throw BakshException.refusal(
                    "the shell is read-only", app.options.readOnly ? "start baksh without --read-only" : ":ro off");
        }
        List<String> unlockedServers = new ArrayList<>();
        for (ServerConfig server : serversInUse()) {
            if (!server.readOnly()) continue;
            app.journals.recordAction(server, "unlock for " + formatDuration(duration), reason);
            app.guard.unlock(server, duration);
            unlockedServers.add(server.label());
        }
        if (unlockedServers.isEmpty())
            throw BakshException.failure("no server in use is read-only", ":servers shows the mode of each server");
        app.console.showNotice(String.join(", ", unlockedServers) + " accepts writes for " + formatDuration(duration)
                + " (" + reason + "), then is read-only again; :lock ends the unlock now");
    }

    /** Formats {@code 15 min}, {@code 90 s} or {@code 500 ms}: the largest unit that loses nothing. */
    private static String formatDuration(Duration duration) {
        if (duration.toMillis() % 1000 != 0) return duration.toMillis() + " ms";
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    private void showRequests(String count) {
        if (!count.isEmpty() && !count.matches("[1-9]\\d{0,3}")) {
            throw BakshException.usageError(":why takes a number, not '" + count + "'", ":why 5");
        }
        List<RequestLog.Entry> entries = app.requestLog.recentEntries();
        if (entries.isEmpty()) throw BakshException.failure("no request was sent yet", null);
        int firstIndex = Math.max(0, entries.size() - (count.isEmpty() ? 1 : Integer.parseInt(count)));
        List<String> lines = new ArrayList<>();
        for (RequestLog.Entry entry : entries.subList(firstIndex, entries.size())) lines.addAll(describe(entry));
        app.console.printPages(lines);
    }

    private static List<String> describe(RequestLog.Entry entry) {
        String response = entry.status() == 0
                ? "no complete response"
                : "HTTP " + entry.status() + ", " + entry.bodyLength() + " bytes";
        List<String> lines = new ArrayList<>();
        lines.add(entry.server() + "  " + entry.sentAt().truncatedTo(ChronoUnit.SECONDS));
        lines.add("  " + entry.method() + " " + entry.url());
        lines.add("  " + response + ", " + entry.duration().toMillis() + " ms");
        if (entry.message() != null) entry.message().lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    private void setTiming(String value) {
        String state = parseOnOff("timing", value) ? "on" : "off";
        setDisplay("timing", state);
        app.console.showNotice("timing is " + state);
    }

    private void changeSetting(String argument) {
        String[] parts = argument.split("\\s+", 2);
        if (argument.isEmpty()) {
            describeSettings().forEach((name, value) -> app.console.println("  %-9s%s".formatted(name, value)));
        } else if (parts.length < 2) {
            throw BakshException.usageError(":set takes a name and a value", ":set lists the settings");
        } else {
            if (parts[0].equals("format"))
                app.options.format = parts[1].equals("usual") ? null : OutputFormat.parse(parts[1]);
            else setDisplay(parts[0], parts[1]);
            app.console.showNotice(parts[0] + " is " + describeSettings().get(parts[0]));
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
     * Returns the servers that {@code n2ws} and {@code px} use. A kind with several servers and no selection is omitted.
     */
    List<ServerConfig> serversInUse() {
        return Arrays.stream(ServerKind.values())
                .map(app::currentServer)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns the names of the servers in use by kind. */
    Map<String, String> serverNames() {
        Map<String, String> names = new LinkedHashMap<>();
        for (ServerConfig server : serversInUse()) names.put(server.kind().toString(), server.name());
        return names;
    }

    /** Returns the prompt; sends no request and does not wait. */
    Prompt prompt(int jobCount) {
        return new Prompt(serversInUse().stream().map(this::promptServer).toList(), jobCount);
    }

    private Prompt.Server promptServer(ServerConfig server) {
        WriteGuard guard = app.guard;
        Duration unlockedFor = server.readOnly() ? guard.remainingUnlockTime(server) : null;
        Prompt.Mode mode;
        if (guard.mode().dryRun()) mode = Prompt.Mode.DRY_RUN;
        else if (guard.isReadOnly(server)) mode = Prompt.Mode.RO;
        else mode = unlockedFor == null ? Prompt.Mode.RW : Prompt.Mode.UNLOCKED;
        if (mode == Prompt.Mode.UNLOCKED)
            return new Prompt.Server(server.name(), server.production(), mode, unlockedFor);
        ServerClient client = app.existingClient(server);
        TokenProvider.Status token = client == null ? null : client.executor().tokenStatus();
        return new Prompt.Server(server.name(), server.production(), mode, token == null ? null : token.remaining());
    }

    private Map<String, String> describeSettings() {
        Map<String, String> values = new LinkedHashMap<>();
        OutputFormat format = app.options.format;
        values.put("format", format == null ? "usual" : format.name().toLowerCase(Locale.ROOT));
        for (Setting setting : Setting.values()) values.put(setting.word(), settings.contains(setting) ? "on" : "off");
        return values;
    }

    private void setDisplay(String name, String value) {
        boolean enabled = parseOnOff("set " + name, value);
        for (Setting setting : Setting.values()) {
            if (!setting.word().equals(name)) continue;
            if (enabled) settings.add(setting);
            else settings.remove(setting);
            return;
        }
        throw BakshException.usageError(
                "there is no setting '" + name + "'",
                NameSuggestions.suggest(name, describeSettings().keySet(), "there are"));
    }

    /** Display setting of the shell. */
    enum Setting {
        TIMING,
        SUGGEST,
        TIPS,
        PAGING,
        COLOUR;

        /** Returns the settings that are on at the start of a shell. */
        static Set<Setting> defaults() {
            return EnumSet.complementOf(EnumSet.of(TIMING));
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
