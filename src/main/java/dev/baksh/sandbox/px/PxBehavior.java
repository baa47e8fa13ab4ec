package dev.baksh.sandbox.px;

/** What a spec may turn while the Portworx sandbox runs. */
public final class PxBehavior {
    private volatile ErrorStyle errorStyle = ErrorStyle.ENVELOPE;
    private volatile boolean htmlForUnknownPaths;
    private volatile boolean refreshTokenRotation;
    private volatile boolean clientRefreshTokens;
    // As on the version that the product ships; 26.7 says 400 (keycloak).
    private volatile int wrongPasswordStatus = 401;

    ErrorStyle errorStyle() {
        return errorStyle;
    }

    public void setErrorStyle(ErrorStyle style) {
        errorStyle = style;
    }

    boolean htmlForUnknownPaths() {
        return htmlForUnknownPaths;
    }

    public void setHtmlForUnknownPaths(boolean enabled) {
        htmlForUnknownPaths = enabled;
    }

    boolean refreshTokenRotation() {
        return refreshTokenRotation;
    }

    public void setRefreshTokenRotation(boolean enabled) {
        refreshTokenRotation = enabled;
    }

    boolean clientRefreshTokens() {
        return clientRefreshTokens;
    }

    public void setClientRefreshTokens(boolean enabled) {
        clientRefreshTokens = enabled;
    }

    int wrongPasswordStatus() {
        return wrongPasswordStatus;
    }

    public void setWrongPasswordStatus(int status) {
        wrongPasswordStatus = status;
    }
}
