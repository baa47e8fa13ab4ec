package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;

/** What is found cannot tell whether a write happened, however often one looks. */
public final class Ambiguous extends BakshException {
    public Ambiguous(String message) {
        super(Exit.UNFINISHED, message, null);
    }
}
