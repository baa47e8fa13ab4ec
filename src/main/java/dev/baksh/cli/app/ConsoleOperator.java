package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.script.runbook.Operator;

/** Operator at the console. {@code --yes} approves for the user, except with a production server. */
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
    public String requestApproval(String question) {
        ServerConfig productionServer = wiring.servers().all().stream()
                .filter(ServerConfig::production)
                .findFirst()
                .orElse(null);
        if (options.assumeYes && productionServer == null) return "--yes of " + userName();
        if (!console.canAsk()) {
            throw BakshException.refusal(
                    "no user can approve: " + question,
                    productionServer == null
                            ? "use --yes to agree in advance"
                            : "--yes does not approve while a production server is configured ("
                                    + productionServer.label() + "); resume the run at a terminal");
        }
        return console.confirm(question, productionServer == null ? null : productionServer.name())
                        .agreed()
                ? userName() + " at the terminal"
                : null;
    }

    @Override
    public String ask(String question) {
        return console.ask(question);
    }

    @Override
    public boolean isPresent() {
        return console.canAsk();
    }

    @Override
    public void printNotice(String line) {
        console.showNotice(line);
    }

    /** User and host, in the format of the journals. */
    public static String userOnHost() {
        return userName() + " on " + RunJournal.hostName();
    }

    public static String userName() {
        return System.getProperty("user.name");
    }
}
