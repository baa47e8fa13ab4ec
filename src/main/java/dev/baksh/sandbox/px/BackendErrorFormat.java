package dev.baksh.sandbox.px;

/**
 * Format of the errors of the emulated Portworx backend: HTTP status and body. The real format is not public (px-api
 * 3), so the sandbox can produce each of the likely variants.
 */
public enum BackendErrorFormat {
    /** An HTTP error status with the envelope, {@code SUCCESS} false. */
    ENVELOPE,
    /** HTTP 200 with the envelope, {@code SUCCESS} false; a missing token is still 401. */
    OK_ENVELOPE,
    /** An HTTP error status with Laravel's {@code message} and {@code errors}. */
    LARAVEL
}
