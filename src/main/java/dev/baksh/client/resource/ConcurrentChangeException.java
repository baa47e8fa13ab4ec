package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * Exception for a write that was not sent, or was refused and not sent again, because another user changed the object after
 * baksh had read the values for the request. Exit code 1.
 */
public final class ConcurrentChangeException extends BakshException {
    /** @param object kind and name of the object, for the message */
    public ConcurrentChangeException(String object) {
        super(
                ExitCode.FAILED,
                object + " was changed by another user at the same time; the write was not done",
                "run the same line again; it reads the current values first");
    }
}
