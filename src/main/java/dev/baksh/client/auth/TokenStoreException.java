package dev.baksh.client.auth;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of a token store that cannot be used now: its lock is busy, or its file cannot be read or written. */
public final class TokenStoreException extends BakshException {
    public TokenStoreException(ExitCode exit, String message, String hint, Throwable cause) {
        super(exit, message, hint, cause);
    }
}
