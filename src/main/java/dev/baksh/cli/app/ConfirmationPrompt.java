package dev.baksh.cli.app;

import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.journal.RunContext;

/** The gate's questions to the person. In a run each is on record: who answered it, and in which words. */
final class ConfirmationPrompt implements WriteGuard.Asker {
    private final Console console;
    private final RunContext course;

    ConfirmationPrompt(Console console, RunContext course) {
        this.console = console;
        this.course = course;
    }

    @Override
    public boolean agrees(String question, String typed) {
        // Before it is put: the process may end while it is asked.
        course.remark("asked", question, "no answer");
        Console.Reply reply;
        try {
            reply = console.reply(question, typed);
        } catch (BakshException e) {
            course.remark(e.exit() == ExitCode.INTERRUPTED ? "unanswered" : "declined", question, e.getMessage());
            throw e;
        }
        String words = reply.words() == null ? "no answer" : "'" + reply.words() + "'";
        String who = ConsoleOperator.user() + " at the terminal: " + words;
        course.remark(reply.agrees() ? "agreed" : "declined", question, who);
        return reply.agrees();
    }
}
