package dev.baksh.sandbox.n2ws.protocol;

/** What N2WS says when a backup is started; the real answer on 4.x is not known, 202 with a tracker is the likeliest. */
public enum BackupResponseMode {
    /** 202 and {@code {"tracker_id": n}}. */
    TRACKER,
    /** 201 and the backup record (assumption). */
    RECORD,
    /** 202 without a body (assumption). */
    EMPTY
}
