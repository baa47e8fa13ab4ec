package dev.baksh.sandbox.px;

/** Settings of the Portworx emulator that specs change while the emulator runs. */
public final class PxBehavior {
    /** Format of backend errors. */
    public volatile BackendErrorFormat errorStyle = BackendErrorFormat.ENVELOPE;
    /** True: unknown paths such as /Backend return the console's page with 200. False: 404. */
    public volatile boolean htmlForUnknownPaths;
    /** True: a refresh token can be used only once, and a second use ends the session. */
    public volatile boolean refreshTokenRotation;
    /** Status for a wrong password: 401 as in the Keycloak of the product, or 400 as in version 26.7 (keycloak). */
    public volatile int wrongPasswordStatus = 401;

    PxBehavior() {}
}
