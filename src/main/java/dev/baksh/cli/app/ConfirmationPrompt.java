package dev.baksh.cli.app;

import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.exchange.WriteGuard.Reply;
import dev.baksh.client.journal.RunContext;

/**
 * Prompt that asks the user to confirm a write, and records the question and the reply in the run's journal. A run's
 * journal records each question, the user and the reply.
 */
record ConfirmationPrompt(Console console, RunContext runContext) {
    /** Asks as {@link dev.baksh.client.exchange.WriteGuard.Confirmer#confirmOneOrAll}; without a kind for one write only. */
    Reply confirm(String question, String requiredText, String kind) {
        // The journal records the question first, because the process may end while the prompt waits.
        runContext.recordQuestion("asked", question, "no answer");
        Console.Confirmation confirmation;
        try {
            confirmation = console.confirm(question, requiredText, kind);
        } catch (BakshException e) {
            runContext.recordQuestion(
                    e.exit() == ExitCode.INTERRUPTED ? "unanswered" : "declined", question, e.getMessage());
            throw e;
        }
        String input = confirmation.input() == null ? "no answer" : "'" + confirmation.input() + "'";
        String confirmedBy = ConsoleOperator.userName() + " at the terminal: " + input
                + (confirmation.toAll() ? ", yes to all further " + kind : "");
        runContext.recordQuestion(confirmation.agreed() ? "agreed" : "declined", question, confirmedBy);
        if (confirmation.toAll()) return Reply.ALL;
        return confirmation.agreed() ? Reply.YES : Reply.NO;
    }
}
