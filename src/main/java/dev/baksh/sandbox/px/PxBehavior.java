package dev.baksh.sandbox.px;

/** What a spec may turn while the Portworx sandbox runs. */
public final class PxBehavior {
    private volatile ErrorStyle errorStyle = ErrorStyle.ENVELOPE;
    private volatile boolean pageForWrongCase;
    private volatile boolean rotating;
    private volatile boolean clientRefreshTokens;
    // As on the version that the product ships; 26.7 says 400 (keycloak).
    private volatile int wrongPasswordStatus = 401;

    ErrorStyle errorStyle() {
        return errorStyle;
    }

    public void errorStyle(ErrorStyle style) {
        errorStyle = style;
    }

    boolean pageForWrongCase() {
        return pageForWrongCase;
    }

    public void pageForWrongCase(boolean page) {
        pageForWrongCase = page;
    }

    boolean rotating() {
        return rotating;
    }

    public void rotating(boolean rotate) {
        rotating = rotate;
    }

    boolean clientRefreshTokens() {
        return clientRefreshTokens;
    }

    public void clientRefreshTokens(boolean give) {
        clientRefreshTokens = give;
    }

    int wrongPasswordStatus() {
        return wrongPasswordStatus;
    }

    public void wrongPasswordStatus(int status) {
        wrongPasswordStatus = status;
    }
}
