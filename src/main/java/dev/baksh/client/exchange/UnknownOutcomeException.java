package dev.baksh.client.exchange;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of a write with a lost response and an unknown outcome. Exit code 75. */
public final class UnknownOutcomeException extends BakshException {
    UnknownOutcomeException(String message, String hint, Throwable cause) {
        super(ExitCode.UNFINISHED, message, hint, cause);
    }
}
