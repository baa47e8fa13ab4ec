package dev.baksh.client.auth;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/** Exception of a rejected or expired API key, password, refresh token or pasted token (exit code 4). No retry: a retry would fail too, and could lock the account. */
public final class CredentialRejectedException extends BakshException {
    public CredentialRejectedException(String message, String hint) {
        super(ExitCode.DENIED, message, hint);
    }
}
