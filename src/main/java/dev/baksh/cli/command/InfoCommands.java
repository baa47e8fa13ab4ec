package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.ChainVerification;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.shell.HelpPages;
import groovy.lang.GroovySystem;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands that only show information: {@code servers}, {@code journal}, {@code version} and {@code help}. */
public record InfoCommands(AppContext app) {
    private static final String[] JOURNAL_COLUMNS =
            "server what intent status result reason happened by note method path run".split(" ");

    /** Prints the configured servers without secrets. */
    public void servers() {
        List<Row> rows = new ArrayList<>();
        for (ServerConfig server : app.servers().all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", server.name());
            row.put("kind", server.kind().toString());
            row.put("url", server.url().toString());
            row.put("mode", server.readOnly() ? "read-only" : "read-write");
            row.put("production", server.production());
            row.put("trust", app.trustBasis(server));
            rows.add(new Row(null, row));
        }
        if (rows.isEmpty()) throw noServerConfigured();
        app.console.print(rows);
    }

    static BakshException noServerConfigured() {
        return BakshException.usageError(
                "no server is configured",
                "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or BAKSH_PX_URL and a credential, or try --sandbox");
    }

    /** Prints the journaled writes, or verifies or settles them. */
    public void journal(List<String> args) {
        Path file = app.journals.journalFile();
        if (args.equals(List.of("verify"))) {
            ChainVerification verification = WriteJournal.verify(file);
            if (!verification.isIntact())
                throw BakshException.failure(
                        verification.error(), "intact lines before it: " + verification.lineCount());
            printVerified(verification);
            noteUnsettled(WriteJournal.findUnsettled(file));
        } else if (args.size() == 2 && args.get(0).equals("verify")) {
            printVerified(app.journals.runs().get(args.get(1)).verification());
        } else if (!args.isEmpty() && args.get(0).equals("settle")) {
            new SettleCommand(app).run(args.subList(1, args.size()));
        } else if (!args.isEmpty()) {
            throw BakshException.usageError("journal takes no argument, 'verify', 'verify RUN' or 'settle'", null);
        } else {
            app.console.print(
                    WriteJournal.read(file).stream().map(InfoCommands::toRow).toList());
            noteUnsettled(WriteJournal.findUnsettled(file));
        }
    }

    private void printVerified(ChainVerification verification) {
        app.console.print(verification.lineCount() + " lines, intact, head " + verification.headHash());
    }

    /** Names the writes of the last day with unknown outcome, left by a killed process. */
    public void warnAboutUnsettled() {
        Instant yesterday = app.environment.time().now().minus(Duration.ofDays(1));
        noteUnsettled(WriteJournal.findRecentUnsettled(app.journals.journalFile()).stream()
                .filter(write -> write.intent().time().isAfter(yesterday))
                .toList());
    }

    /** Names the writes with unknown outcome, except those that another process is sending now. */
    private void noteUnsettled(List<WriteRecord> writes) {
        List<WriteRecord> abandoned =
                writes.stream().filter(WriteRecord::isAbandoned).toList();
        if (abandoned.isEmpty()) return;
        app.console.showNotice((abandoned.size() == 1
                        ? "the outcome of 1 write is"
                        : "the outcomes of " + abandoned.size() + " writes are")
                + " not known; look at the server:");
        for (WriteRecord write : abandoned)
            app.console.showNotice("  " + write.intent().seq() + "  " + write.describe());
        app.console.showNotice("when you know: baksh journal settle N --happened, or --did-not-happen");
    }

    private static Row toRow(JournalEvent event) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seq", event.seq());
        row.put("time", event.time());
        row.put("event", event.kind().name());
        for (String name : JOURNAL_COLUMNS)
            if (event.data().containsKey(name)) row.put(name, event.data().get(name));
        return new Row(null, row);
    }

    /** @param verbose also prints the Java, Groovy and system of this process, and the folders of baksh */
    public void version(boolean verbose) {
        String version = InfoCommands.class.getPackage().getImplementationVersion();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("baksh", version == null ? "(not built as a jar)" : version);
        details.put("Java", String.valueOf(Runtime.version().feature()));
        if (verbose) {
            details.put("Java", systemProperties("java.version", "java.vendor", "java.home"));
            details.put("Groovy", GroovySystem.getVersion());
            details.put("system", systemProperties("os.name", "os.version", "os.arch"));
            details.put("configuration", app.environment.directories().config());
            details.put("state", app.environment.directories().state());
        }
        if (app.options.format != null) app.console.print(details);
        else if (verbose) details.forEach((key, value) -> app.console.printText(key + ": " + value + "\n"));
        else app.console.printText("baksh " + details.get("baksh") + ", Java " + details.get("Java") + "\n");
    }

    private static String systemProperties(String... names) {
        return Stream.of(names).map(System::getProperty).collect(Collectors.joining(", "));
    }

    public void help(List<String> args) {
        String topic = String.join(" ", args);
        if (args.isEmpty()) {
            app.console.printText(helpText());
        } else if (Files.isRegularFile(Path.of(args.get(0)))) {
            if (args.size() > 1) throw BakshException.usageError("help takes one file", "baksh help FILE");
            printRunbook(args.get(0));
        } else if (topic.matches("(n2ws|px|find)\\b(?!.*\\.groovy$).*")) {
            new HelpPages(app.catalogs.all())
                    .page(topic, app.console.width())
                    .forEach(line -> app.console.printText(line + "\n"));
        } else if (args.size() == 1 && CommandLineOptions.COMMANDS.contains(topic)) {
            printCommandHelp(topic);
        } else {
            printRunbook(args.get(0));
        }
    }

    private void printCommandHelp(String name) {
        boolean inCommand = false;
        for (String line : helpText().lines().toList()) {
            if (line.isBlank() || line.startsWith("  baksh")) inCommand = line.startsWith("  baksh " + name + " ");
            if (inCommand) app.console.printText(line + "\n");
        }
    }

    private static String helpText() {
        try (InputStream input = InfoCommands.class.getResourceAsStream("/dev/baksh/help.txt")) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Describes a runbook without running it. */
    private void printRunbook(String file) {
        Path path = Path.of(file);
        String text = SourceText.read(path);
        String name = path.getFileName().toString();
        app.console.printText(RunbookRunner.describe(name, file, text, CommandLineOptions::isGlobalOption));
    }
}
