package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.script.runbook.Operator;

/** The person at the console; {@code --yes} speaks for them, but not where production is at stake. */
public final class ConsoleOperator implements Operator {
    private final Console console;
    private final CommandLineOptions options;
    private final Wiring wiring;

    public ConsoleOperator(Console console, CommandLineOptions options, Wiring wiring) {
        this.console = console;
        this.options = options;
        this.wiring = wiring;
    }

    @Override
    public String approves(String question) {
        ServerConfig production = wiring.servers().all().stream()
                .filter(ServerConfig::production)
                .findFirst()
                .orElse(null);
        if (options.yes && production == null) return "--yes of " + user();
        if (!console.present()) {
            throw BakshException.refused(
                    "nobody is there to approve: " + question,
                    production == null
                            ? "say --yes to agree in advance"
                            : "--yes does not approve where a production server is configured (" + production.label()
                                    + "); resume it at a terminal");
        }
        return console.reply(question, production == null ? null : production.name())
                        .agrees()
                ? user() + " at the terminal"
                : null;
    }

    @Override
    public String answers(String question) {
        return console.answer(question);
    }

    @Override
    public boolean present() {
        return console.present();
    }

    @Override
    public void note(String line) {
        console.note(line);
    }

    /** Who it is, on which machine, as journals have it. */
    public static String person() {
        return user() + " on " + RunJournal.host();
    }

    public static String user() {
        return System.getProperty("user.name");
    }
}
