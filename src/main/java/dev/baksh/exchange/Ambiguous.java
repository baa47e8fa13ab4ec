package dev.baksh.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** What is found cannot tell whether a write happened, however often one looks. */
public final class Ambiguous extends BakshException {
    public Ambiguous(String message) {
        super(ExitCode.UNFINISHED, message, null);
    }
}
