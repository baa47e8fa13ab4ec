package dev.baksh.cli.repl;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.http.RequestLogEntry;
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

/** What a person changes while the shell runs: server, read-only, dry run, settings; and the prompt that shows it. */
final class ShellSettings {
    /** Longer than a change window of a night is no "for a while". */
    private static final Duration LONGEST_UNLOCK = Duration.ofHours(4);

    private static final List<String> KINDS = List.of("n2ws", "px");

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

    void commands(Map<String, ShellCommand> commands) {
        commands.put(
                "use",
                new ShellCommand(
                        "the server that n2ws or px means: :use NAME",
                        this::use,
                        ArgumentCompleter.words(this::serverNames)));
        commands.put(
                "dry",
                ShellCommand.of("dry run: :dry on, :dry off; writes are printed, not sent", this::dry, "on", "off"));
        commands.put(
                "ro", ShellCommand.of("read-only: :ro on, :ro off; writes are refused", this::readOnly, "on", "off"));
        commands.put(
                "lock",
                ShellCommand.alone("ends every unlock at once; unlock 15.minutes, 'INC-1' begins one", this::lock));
        commands.put("why", new ShellCommand("the last request and its answer; :why 5 for more", this::why));
        commands.put(
                "timing",
                ShellCommand.of("how long each input took: :timing on, :timing off", this::timing, "on", "off"));
        commands.put(
                "set",
                new ShellCommand(
                        "settings: :set lists them, :set format json",
                        this::set,
                        ArgumentCompleter.words(this::settingWords)));
    }

    private List<String> serverNames(String typed) {
        return wiring.servers().all().stream().map(ServerConfig::name).toList();
    }

    /** The name of a setting, then what it may be. */
    private List<String> settingWords(String typed) {
        if (typed.indexOf(' ') < 0)
            return List.copyOf(settings.all(options.format).keySet());
        if (!typed.startsWith("format ")) return List.of("on", "off");
        List<String> formats = new ArrayList<>(List.of("usual"));
        for (OutputFormat format : OutputFormat.values())
            formats.add(format.name().toLowerCase(Locale.ROOT));
        return formats;
    }

    private void use(String name) {
        if (name.isEmpty()) {
            throw BakshException.usage(":use takes the name of a server", ":servers lists them");
        }
        wiring.use(name);
        ServerConfig server = wiring.servers().named(name);
        console.note(server.kind() + " is " + server.label() + " now");
    }

    private void dry(String word) {
        WriteGuard gate = wiring.gate();
        boolean on = onOff("dry", word);
        gate.mode(gate.mode().withDryRun(on));
        console.note(on ? "dry run: writes are printed as curl and not sent" : "dry run is off: writes are sent");
    }

    private void readOnly(String word) {
        WriteGuard gate = wiring.gate();
        boolean on = onOff("ro", word);
        if (!on && options.readOnly) {
            throw BakshException.refused("baksh was started with --read-only", "start it again without");
        }
        gate.mode(gate.mode().withReadOnly(on));
        console.note(
                on
                        ? "read-only: every write is refused"
                        : "read-only is off, but for servers that are so by themselves");
    }

    private void lock() {
        wiring.servers().all().forEach(wiring.gate()::lock);
        console.note("locked");
    }

    /** Opens the servers in use that are read-only by their configuration; on record before it counts. */
    void unlock(Duration length, String reason) {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_UNLOCK) > 0) {
            throw BakshException.refused(
                    "unlock takes a time up to " + LONGEST_UNLOCK.toHours() + " hours", "unlock 15.minutes, 'INC-123'");
        }
        if (reason.isBlank()) throw BakshException.refused("unlock takes a reason", "unlock 15.minutes, 'INC-123'");
        if (wiring.gate().mode().readOnly()) {
            throw BakshException.refused(
                    "the whole shell is read-only", options.readOnly ? "start it without --read-only" : ":ro off");
        }
        List<String> opened = new ArrayList<>();
        for (ServerConfig server : inUse()) {
            if (!server.readOnly()) continue;
            wiring.journals().note(server, "unlock for " + length.toMinutes() + " min", reason);
            wiring.gate().unlock(server, length);
            opened.add(server.label());
        }
        if (opened.isEmpty()) throw BakshException.failed("no server in use is read-only", ":servers shows which are");
        console.note(String.join(", ", opened) + " takes writes for " + length.toMinutes() + " min (" + reason
                + "), then locks by itself; :lock ends it now");
    }

    private void why(String count) {
        if (!count.isEmpty() && !count.matches("[1-9]\\d{0,3}")) {
            throw BakshException.usage(":why takes a number, not '" + count + "'", ":why 5");
        }
        List<RequestLogEntry> last = wiring.trail().last();
        if (last.isEmpty()) throw BakshException.failed("nothing was sent yet", null);
        int from = Math.max(0, last.size() - (count.isEmpty() ? 1 : Integer.parseInt(count)));
        for (RequestLogEntry sent : last.subList(from, last.size())) why(sent);
    }

    private void why(RequestLogEntry sent) {
        String answer =
                sent.status() == 0 ? "no whole answer" : "HTTP " + sent.status() + ", " + sent.bytes() + " bytes";
        console.say(sent.server() + "  " + sent.at().truncatedTo(ChronoUnit.SECONDS));
        console.say("  " + sent.method() + " " + sent.url());
        console.say("  " + answer + ", " + sent.took().toMillis() + " ms");
        if (sent.words() != null) sent.words().lines().forEach(line -> console.say("  " + line));
    }

    private void timing(String word) {
        settings.timing = onOff("timing", word);
        console.note("timing is " + (settings.timing ? "on" : "off"));
    }

    private void set(String argument) {
        String[] words = argument.split("\\s+", 2);
        if (argument.isEmpty()) {
            settings.all(options.format)
                    .forEach((name, value) -> console.say("  " + String.format("%-9s", name) + value));
        } else if (words.length < 2) {
            throw BakshException.usage(":set takes a name and a value", ":set lists them");
        } else {
            if (words[0].equals("format"))
                options.format = words[1].equals("usual") ? null : OutputFormat.parse(words[1]);
            else settings.set(words[0], words[1]);
            console.note(words[0] + " is "
                    + settings.all(options.format).get(words[0]).toString());
        }
    }

    /**
     * {@code on}, {@code off}, or nothing for on: whoever asks for a dry run a second time must not end it, and get the next
     * line sent.
     */
    private static boolean onOff(String command, String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on", "" -> true;
            case "off" -> false;
            default -> throw BakshException.usage(":" + command + " takes on or off, not '" + word + "'", null);
        };
    }

    /** The servers that {@code n2ws} and {@code px} mean; none of a kind where several are configured and none is chosen. */
    List<ServerConfig> inUse() {
        List<ServerConfig> used = new ArrayList<>();
        for (String kind : KINDS) {
            try {
                used.add(wiring.servers().only(kind));
            } catch (BakshException e) {
                continue; // None configured or none chosen: a call says so; the prompt leaves it out.
            }
        }
        return used;
    }

    /** Asks no server and waits for nothing. */
    Prompt prompt(int jobs) {
        List<Prompt.Server> servers = new ArrayList<>();
        for (ServerConfig server : inUse()) servers.add(server(server));
        return new Prompt(servers, jobs);
    }

    private Prompt.Server server(ServerConfig server) {
        WriteGuard gate = wiring.gate();
        Duration unlocked = server.readOnly() ? gate.unlocked(server) : null;
        Prompt.Mode mode = gate.mode().dryRun()
                ? Prompt.Mode.DRY_RUN
                : gate.readOnly(server) ? Prompt.Mode.RO : unlocked != null ? Prompt.Mode.UNLOCKED : Prompt.Mode.RW;
        ServerClient client = wiring.known(server);
        TokenProvider.Status token = client == null ? null : client.exchange().tokens();
        Duration left = mode == Prompt.Mode.UNLOCKED ? unlocked : token == null ? null : token.left();
        return new Prompt.Server(server.name(), server.production(), mode, left);
    }

    /** What the shell may be set to. */
    static final class Settings {
        boolean timing;
        boolean suggest = true;
        boolean tips = true;
        boolean paging = true;
        boolean colour = true;

        Map<String, Object> all(OutputFormat format) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("format", format == null ? "usual" : format.name().toLowerCase(Locale.ROOT));
            all.put("timing", word(timing));
            all.put("suggest", word(suggest));
            all.put("tips", word(tips));
            all.put("paging", word(paging));
            all.put("colour", word(colour));
            return all;
        }

        void set(String name, String value) {
            boolean on = onOff("set " + name, value);
            switch (name) {
                case "timing" -> timing = on;
                case "suggest" -> suggest = on;
                case "tips" -> tips = on;
                case "paging" -> paging = on;
                case "colour" -> colour = on;
                default ->
                    throw BakshException.usage(
                            "there is no setting '" + name + "'",
                            NameSuggestions.suggest(name, all(null).keySet(), "there are"));
            }
        }

        private static String word(boolean on) {
            return on ? "on" : "off";
        }
    }
}
