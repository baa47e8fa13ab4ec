package dev.baksh.cli.app;

import dev.baksh.client.recording.Tape;
import dev.baksh.script.runbook.Operator;

/** Operator that records the user's replies, or reads them from a recording. */
public final class TapedOperator implements Operator {
    private final Tape tape;
    private final Operator delegate;

    public TapedOperator(Tape tape, Operator delegate) {
        this.tape = tape;
        this.delegate = delegate;
    }

    @Override
    public String requestApproval(String question) {
        return tape.askUser(question, () -> delegate.requestApproval(question));
    }

    @Override
    public String ask(String question) {
        return tape.askUser(question, () -> delegate.ask(question));
    }

    @Override
    public boolean isPresent() {
        return tape.isUserPresent(delegate.isPresent());
    }

    @Override
    public void printNotice(String line) {
        delegate.printNotice(line);
    }
}
