package dev.baksh.cli.app;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.script.runbook.Operator;

/**
 * Operator of a run at the console: asks the user, and records each reply or takes the reply from a recording. {@code
 * --yes} approves for the user, except with a production server.
 */
public record ConsoleOperator(AppContext app) implements Operator {
    @Override
    public String requestApproval(String question) {
        return app.tape.askUser(question, () -> requestUnrecordedApproval(question));
    }

    /** Asks like {@link #requestApproval}, but does not record the reply. */
    public String requestUnrecordedApproval(String question) {
        ServerConfig productionServer = app.servers().all().stream()
                .filter(ServerConfig::production)
                .findFirst()
                .orElse(null);
        if (app.options.assumeYes && productionServer == null) return "--yes of " + userName();
        if (!app.console.canAsk()) {
            throw BakshException.refusal(
                    "no user can approve: " + question,
                    productionServer == null
                            ? "use --yes to agree in advance"
                            : "--yes does not approve while a production server is configured ("
                                    + productionServer.label() + "); resume the run at a terminal");
        }
        String requiredText = productionServer == null ? null : productionServer.name();
        return app.console.confirm(question, requiredText).agreed() ? userName() + " at the terminal" : null;
    }

    @Override
    public String ask(String question) {
        return app.tape.askUser(question, () -> app.console.ask(question));
    }

    @Override
    public String askSecret(String question) {
        return app.tape.askUser(question, () -> app.console.askSecret(question).reveal());
    }

    @Override
    public boolean isPresent() {
        return app.tape.isUserPresent(app.console.canAsk());
    }

    @Override
    public void printNotice(String line) {
        app.console.showNotice(line);
    }

    /** User and host, in the format of the journals. */
    public static String userOnHost() {
        return userName() + " on " + RunJournal.hostName();
    }

    /** Returns the name of the user of this process, for journals and reports. */
    public static String userName() {
        return System.getProperty("user.name");
    }
}
