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
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
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

/** Commands {@code servers}, {@code journal}, {@code version} and {@code help}. */
public final class Commands {
    private final ProcessEnvironment environment;
    private final Console console;
    private final Wiring wiring;

    public Commands(ProcessEnvironment environment, Console console, Wiring wiring) {
        this.environment = environment;
        this.console = console;
        this.wiring = wiring;
    }

    /** Prints the configured servers without secrets. */
    public int servers() {
        List<Row> rows = new ArrayList<>();
        for (ServerConfig server : wiring.servers().all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", server.name());
            row.put("kind", server.kind().toString());
            row.put("url", server.url().toString());
            row.put("mode", server.readOnly() ? "read-only" : "read-write");
            row.put("production", server.production());
            row.put(
                    "trust",
                    server.pin() != null
                            ? "pin"
                            : server.caFile() != null ? server.caFile().toString() : "system");
            rows.add(new Row(null, row));
        }
        if (rows.isEmpty()) {
            throw noServerConfigured();
        }
        console.print(rows, null, List.of());
        return ExitCode.OK.code();
    }

    static BakshException noServerConfigured() {
        return BakshException.usageError(
                "no server is configured",
                "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or BAKSH_PX_URL and a credential, or try --sandbox");
    }

    /** Verifies the hash chain of the journal of a run; a report contains the head hash. */
    private int verifyRun(String run) {
        printVerified(wiring.journals().runs().get(run).verification());
        return ExitCode.OK.code();
    }

    private void printVerified(ChainVerification verification) {
        console.print(verification.lineCount() + " lines, intact, head " + verification.headHash(), null, List.of());
    }

    /** Prints the journaled writes, or verifies or settles them. */
    public int journal(List<String> args) {
        Path file = wiring.journals().journalFile();
        if (args.equals(List.of("verify"))) {
            ChainVerification verification = WriteJournal.verify(file);
            if (!verification.isIntact())
                throw BakshException.failure(
                        verification.error(), "intact lines before it: " + verification.lineCount());
            printVerified(verification);
            noteUnsettled(WriteJournal.findUnsettled(file));
            return ExitCode.OK.code();
        }
        if (args.size() == 2 && args.get(0).equals("verify")) return verifyRun(args.get(1));
        if (!args.isEmpty() && args.get(0).equals("settle"))
            return new SettleCommand(console, wiring).run(args.subList(1, args.size()));
        if (!args.isEmpty())
            throw BakshException.usageError("journal takes no argument, 'verify', 'verify RUN' or 'settle'", null);
        List<Row> rows = new ArrayList<>();
        for (JournalEvent event : WriteJournal.read(file)) rows.add(toRow(event));
        console.print(rows, null, List.of());
        noteUnsettled(WriteJournal.findUnsettled(file));
        return ExitCode.OK.code();
    }

    /** Names the writes of the last day with unknown outcome, left by a killed process. */
    public void warnAboutUnsettled() {
        Instant yesterday = environment.time().now().minus(Duration.ofDays(1));
        noteUnsettled(WriteJournal.findRecentUnsettled(wiring.journals().journalFile()).stream()
                .filter(write -> write.intent().time().isAfter(yesterday))
                .toList());
    }

    /** Names the writes with unknown outcome, except those that another process is sending now. */
    private void noteUnsettled(List<WriteRecord> writes) {
        List<WriteRecord> abandoned =
                writes.stream().filter(WriteRecord::isAbandoned).toList();
        if (abandoned.isEmpty()) return;
        console.showNotice((abandoned.size() == 1
                        ? "the outcome of 1 write is"
                        : "the outcomes of " + abandoned.size() + " writes are")
                + " not known; look at the server:");
        for (WriteRecord write : abandoned)
            console.showNotice("  " + write.intent().seq() + "  " + write.describe());
        console.showNotice("when you know: baksh journal settle N --happened, or --did-not-happen");
    }

    private static Row toRow(JournalEvent event) {
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
        environment
                .out()
                .println("baksh " + (version == null ? "(not built as a jar)" : version) + ", Java "
                        + Runtime.version().feature());
        return ExitCode.OK.code();
    }

    public int help(List<String> args) {
        if (!args.isEmpty()) {
            if (Files.exists(Path.of(args.get(0)))) {
                if (args.size() > 1) throw BakshException.usageError("help takes one file", "baksh help FILE");
                return printRunbook(args.get(0));
            }
            String topic = String.join(" ", args);
            if (topic.matches("(n2ws|px|find)\\b(?!.*\\.groovy$).*")) return printTopic(topic);
            if (args.size() == 1 && CommandLineOptions.COMMANDS.contains(topic)) return printCommandHelp(topic);
            return printRunbook(args.get(0));
        }
        environment.out().print(helpText());
        return ExitCode.OK.code();
    }

    /** Prints the help of one command. */
    private int printCommandHelp(String name) {
        boolean inCommand = false;
        for (String line : helpText().lines().toList()) {
            if (line.isBlank() || line.startsWith("  baksh")) inCommand = line.startsWith("  baksh " + name + " ");
            if (inCommand) environment.out().println(line);
        }
        return ExitCode.OK.code();
    }

    private static String helpText() {
        try (InputStream input = Commands.class.getResourceAsStream("/dev/baksh/help.txt")) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints the help page of a noun or verb, as in the shell. */
    private int printTopic(String topic) {
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        new HelpPages(catalogs).page(topic, console.width()).forEach(environment.out()::println);
        return ExitCode.OK.code();
    }

    /** Describes a runbook without running it. */
    private int printRunbook(String file) {
        Path path = Path.of(file);
        String name = path.getFileName().toString();
        environment.out().print(RunbookRunner.describe(name, file, SourceText.read(path)));
        return ExitCode.OK.code();
    }
}
