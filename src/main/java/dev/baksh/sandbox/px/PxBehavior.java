package dev.baksh.sandbox.px;

/**
 * Settings of the Portworx emulator that specs change while it runs. The emulator and its gateway use the instance as
 * the lock of their state.
 */
public class PxBehavior {
    volatile ErrorStyle errorStyle = ErrorStyle.ENVELOPE;
    volatile boolean htmlForUnknownPaths;
    volatile boolean refreshTokenRotation;
    volatile boolean clientRefreshTokens;
    // The Keycloak version of the product responds with 401, version 26.7 with 400 (keycloak).
    volatile int wrongPasswordStatus = 401;

    protected PxBehavior() {}

    /** Sets the format of backend errors. */
    public final void setErrorStyle(ErrorStyle style) {
        errorStyle = style;
    }

    /** Selects the response to unknown paths such as /Backend: the console's page with 200, or 404. */
    public final void setHtmlForUnknownPaths(boolean enabled) {
        htmlForUnknownPaths = enabled;
    }

    /** Enables single-use refresh tokens; a second use ends the session. */
    public final void setRefreshTokenRotation(boolean enabled) {
        refreshTokenRotation = enabled;
    }

    /** Enables refresh tokens for client credentials. */
    public final void setClientRefreshTokens(boolean enabled) {
        clientRefreshTokens = enabled;
    }

    /** Sets the status for a wrong password: 401 as in the Keycloak of the product, or 400 as in newer versions. */
    public final void setWrongPasswordStatus(int status) {
        wrongPasswordStatus = status;
    }
}
