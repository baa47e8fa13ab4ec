package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** A write was sent and its answer was lost; whether it happened could not be found out. It was not sent again. */
public final class UnknownOutcomeException extends BakshException {
    UnknownOutcomeException(String message, String hint, Throwable cause) {
        super(ExitCode.UNFINISHED, message, hint, cause);
    }
}
