package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** What is found cannot tell whether a write happened, however often one looks. */
public final class AmbiguousOutcomeException extends BakshException {
    public AmbiguousOutcomeException(String message) {
        super(ExitCode.UNFINISHED, message, null);
    }
}
