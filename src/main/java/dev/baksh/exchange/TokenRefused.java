package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;

/** A key, a password or a refresh token was not accepted. Asking again would change nothing, and might lock the user out. */
public final class TokenRefused extends BakshException {
    public TokenRefused(String message, String hint) {
        super(Exit.DENIED, message, hint);
    }
}
