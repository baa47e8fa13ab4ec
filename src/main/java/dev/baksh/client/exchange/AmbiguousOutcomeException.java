package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of a lookup that cannot prove the outcome of a write; a second lookup would not help. Exit code 75. */
public final class AmbiguousOutcomeException extends BakshException {
    public AmbiguousOutcomeException(String message) {
        super(ExitCode.UNFINISHED, message, null);
    }
}
