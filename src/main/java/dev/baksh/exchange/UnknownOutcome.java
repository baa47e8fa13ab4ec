package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;

/** A write was sent and its answer was lost; whether it happened could not be found out. It was not sent again. */
public final class UnknownOutcome extends BakshException {
    UnknownOutcome(String message, String hint, Throwable cause) {
        super(Exit.UNFINISHED, message, hint, cause);
    }
}
