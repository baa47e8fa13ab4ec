package dev.baksh.sandbox.n2ws.protocol;

/**
 * Setting that selects the response of the sandbox to the start of a backup. The real response of N2WS 4.x is unknown;
 * 202 with a tracker is the most likely response.
 */
public enum BackupResponseMode {
    /** 202 and {@code {"tracker_id": n}}. */
    TRACKER,
    /** 201 and the backup record (assumption). */
    RECORD,
    /** 202 without a body (assumption). */
    EMPTY
}
