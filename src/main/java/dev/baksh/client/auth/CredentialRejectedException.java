package dev.baksh.client.auth;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** A key, a password or a refresh token was not accepted. Asking again would change nothing, and might lock the user out. */
public final class CredentialRejectedException extends BakshException {
    public CredentialRejectedException(String message, String hint) {
        super(ExitCode.DENIED, message, hint);
    }
}
