package dev.baksh.cli.command;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.ChainVerification;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.UnsettledWrite;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.shell.HelpPages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The small commands. */
public final class Commands {
    private final ProcessEnvironment surroundings;
    private final Console console;
    private final Wiring wiring;

    public Commands(ProcessEnvironment surroundings, Console console, Wiring wiring) {
        this.surroundings = surroundings;
        this.console = console;
        this.wiring = wiring;
    }

    /** What is configured, without its secrets. */
    public int servers() {
        List<Row> rows = new ArrayList<>();
        for (ServerConfig server : wiring.servers().all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", server.name());
            row.put("kind", server.kind());
            row.put("url", server.url().toString());
            row.put("mode", server.readOnly() ? "read-only" : "read-write");
            row.put("production", server.production());
            row.put(
                    "trust",
                    server.pin() != null
                            ? "pin"
                            : server.ca() != null ? server.ca().toString() : "system");
            rows.add(new Row(null, row));
        }
        if (rows.isEmpty()) {
            throw nothingConfigured();
        }
        console.print(rows, null, List.of());
        return ExitCode.OK.code();
    }

    static BakshException nothingConfigured() {
        return BakshException.usage(
                "no server is configured",
                "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or BAKSH_PX_URL and a credential, or try --sandbox");
    }

    /** The chain of the record that a run has; a report names its head. */
    private int verify(String run) {
        whole(wiring.journals().runs().get(run).chain());
        return ExitCode.OK.code();
    }

    private void whole(ChainVerification verdict) {
        console.print(verdict.lines() + " lines, whole, head " + verdict.head(), null, List.of());
    }

    /** The writes on record, or the check of their chain. */
    public int journal(List<String> rest) {
        Path file = wiring.journals().file();
        if (rest.equals(List.of("verify"))) {
            ChainVerification verdict = WriteJournal.verify(file);
            if (!verdict.whole())
                throw BakshException.failed(verdict.fault(), "the lines before it fit: " + verdict.lines());
            whole(verdict);
            unsettled(WriteJournal.unsettled(file));
            return ExitCode.OK.code();
        }
        if (rest.size() == 2 && rest.get(0).equals("verify")) return verify(rest.get(1));
        if (!rest.isEmpty() && rest.get(0).equals("settle"))
            return new SettleCommand(console, wiring).run(rest.subList(1, rest.size()));
        if (!rest.isEmpty())
            throw BakshException.usage("journal takes nothing, 'verify', 'verify RUN' or 'settle'", null);
        List<Row> rows = new ArrayList<>();
        for (JournalEvent event : WriteJournal.read(file)) rows.add(row(event));
        console.print(rows, null, List.of());
        unsettled(WriteJournal.unsettled(file));
        return ExitCode.OK.code();
    }

    /** What a shell or a script that was killed in the last day may have done. */
    public void leftOpen() {
        Instant yesterday = surroundings.time().now().minus(Duration.ofDays(1));
        unsettled(WriteJournal.lately(wiring.journals().file()).stream()
                .filter(write -> write.intent().time().isAfter(yesterday))
                .toList());
    }

    /** Names the writes whose outcome is not known, but for those that another process is sending now. */
    private void unsettled(List<UnsettledWrite> writes) {
        List<UnsettledWrite> abandoned =
                writes.stream().filter(UnsettledWrite::abandoned).toList();
        if (abandoned.isEmpty()) return;
        console.note((abandoned.size() == 1
                        ? "the outcome of 1 write is"
                        : "the outcomes of " + abandoned.size() + " writes are")
                + " not known; look at the server:");
        for (UnsettledWrite write : abandoned)
            console.note("  " + write.intent().seq() + "  " + write.line());
        console.note("when you know: baksh journal settle N --happened, or --did-not-happen");
    }

    private static Row row(JournalEvent event) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seq", event.seq());
        row.put("time", event.time());
        row.put("event", event.kind().name());
        for (String name : List.of(
                "server",
                "what",
                "intent",
                "status",
                "result",
                "reason",
                "happened",
                "by",
                "note",
                "method",
                "path",
                "run")) {
            if (event.data().containsKey(name)) row.put(name, event.data().get(name));
        }
        return new Row(null, row);
    }

    public int version() {
        String version = Commands.class.getPackage().getImplementationVersion();
        surroundings
                .out()
                .println("baksh " + (version == null ? "(not built as a jar)" : version) + ", Java "
                        + Runtime.version().feature());
        return ExitCode.OK.code();
    }

    public int help(List<String> rest) {
        if (!rest.isEmpty()) {
            if (Files.exists(Path.of(rest.get(0)))) {
                if (rest.size() > 1) throw BakshException.usage("help takes one file", "baksh help FILE");
                return runbook(rest.get(0));
            }
            String topic = String.join(" ", rest);
            if (topic.matches("(n2ws|px|find)\\b(?!.*\\.groovy$).*")) return topic(topic);
            if (rest.size() == 1 && CommandLineOptions.COMMANDS.contains(topic)) return command(topic);
            return runbook(rest.get(0));
        }
        surroundings.out().print(page());
        return ExitCode.OK.code();
    }

    /** What the page says of one command. */
    private int command(String name) {
        boolean own = false;
        for (String line : page().lines().toList()) {
            if (line.isBlank() || line.startsWith("  baksh")) own = line.startsWith("  baksh " + name + " ");
            if (own) surroundings.out().println(line);
        }
        return ExitCode.OK.code();
    }

    private static String page() {
        try (InputStream text = Commands.class.getResourceAsStream("/dev/baksh/help.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same page as at the prompt. */
    private int topic(String topic) {
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        new HelpPages(catalogs).page(topic, console.width()).forEach(surroundings.out()::println);
        return ExitCode.OK.code();
    }

    /** What can be known of a runbook without running it. */
    private int runbook(String file) {
        Path path = Path.of(file);
        String name = path.getFileName().toString();
        surroundings.out().print(RunbookRunner.describe(name, file, SourceText.read(path)));
        return ExitCode.OK.code();
    }
}
