package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * Exception of an object that another user changed after the request was made from the object's previous values; nothing
 * was sent. Exit code 1.
 */
public final class ConcurrentChangeException extends BakshException {
    /** @param object kind and name of the object, for the message */
    public ConcurrentChangeException(String object) {
        super(
                ExitCode.FAILED,
                object + " was changed by another user at the same time; nothing was sent",
                "run the same line again; it reads the current values first");
    }
}
