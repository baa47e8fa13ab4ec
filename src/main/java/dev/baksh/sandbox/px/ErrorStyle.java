package dev.baksh.sandbox.px;

/** How the Portworx backend says that something went wrong; the real one's way is not public (px-api 3), so all are offered. */
public enum ErrorStyle {
    /** An HTTP error status with the envelope, {@code SUCCESS} false. */
    ENVELOPE,
    /** HTTP 200 with the envelope, {@code SUCCESS} false; a missing token is still 401. */
    OK_ENVELOPE,
    /** An HTTP error status with Laravel's {@code message} and {@code errors}. */
    LARAVEL
}
