package dev.baksh.cli.app;

import dev.baksh.client.recording.Tape;
import dev.baksh.script.runbook.Operator;

/** The person whose answers are recorded, or come from a recording. */
public final class TapedOperator implements Operator {
    private final Tape tape;
    private final Operator person;

    public TapedOperator(Tape tape, Operator person) {
        this.tape = tape;
        this.person = person;
    }

    @Override
    public String approves(String question) {
        return tape.answer(question, () -> person.approves(question));
    }

    @Override
    public String answers(String question) {
        return tape.answer(question, () -> person.answers(question));
    }

    @Override
    public boolean present() {
        return tape.present(person.present());
    }

    @Override
    public void note(String line) {
        person.note(line);
    }
}
