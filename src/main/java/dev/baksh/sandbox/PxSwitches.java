package dev.baksh.sandbox;

/** What a spec may turn while the Portworx sandbox runs. */
final class PxSwitches {
    private volatile ErrorStyle errorStyle = ErrorStyle.ENVELOPE;
    private volatile boolean pageForWrongCase;
    private volatile boolean rotating;
    private volatile boolean clientRefreshTokens;
    // As on the version that the product ships; 26.7 says 400 (keycloak).
    private volatile int wrongPasswordStatus = 401;

    ErrorStyle errorStyle() {
        return errorStyle;
    }

    void errorStyle(ErrorStyle style) {
        errorStyle = style;
    }

    boolean pageForWrongCase() {
        return pageForWrongCase;
    }

    void pageForWrongCase(boolean page) {
        pageForWrongCase = page;
    }

    boolean rotating() {
        return rotating;
    }

    void rotating(boolean rotate) {
        rotating = rotate;
    }

    boolean clientRefreshTokens() {
        return clientRefreshTokens;
    }

    void clientRefreshTokens(boolean give) {
        clientRefreshTokens = give;
    }

    int wrongPasswordStatus() {
        return wrongPasswordStatus;
    }

    void wrongPasswordStatus(int status) {
        wrongPasswordStatus = status;
    }
}
