package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * A failure of something a person wrote: exit and hint of what went wrong, and the place in the text.
 *
 * <p>The cause is what was thrown, for {@code --debug}; it is a {@link BakshException} when baksh itself refused or failed.
 */
public final class ScriptException extends BakshException {
    private final String place;

    private ScriptException(ExitCode exit, String message, String hint, String place, Throwable cause) {
        super(exit, message, hint, cause);
        this.place = place;
    }

    /** Something went wrong while a script ran; the place becomes the hint's last line. */
    static ScriptException atRun(ExitCode exit, String message, String hint, String place, Throwable cause) {
        String lines = place == null ? hint : hint == null ? place : hint + "\n" + place;
        return new ScriptException(exit, message, lines, place, cause);
    }

    /** A text did not compile; the place leads the message, as compilers have it. */
    public static ScriptException atCompile(String place, String message, String hint, Throwable cause) {
        String line = place == null ? message : place + ": " + message;
        return new ScriptException(ExitCode.FAILED, line, hint, place, cause);
    }

    /**
     * {@code failover.groovy:12}, or {@code line 3} of a typed text of several lines; null when the place is not known or
     * there is only one line. It is also the last line of {@link #hint()}, except for an error of the compiler, which has it
     * before the message.
     */
    public String place() {
        return place;
    }
}
