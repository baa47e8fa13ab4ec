package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * A failure of something a person wrote: exit and hint of what went wrong, and the place in the text.
 *
 * <p>The cause is what was thrown, for {@code --debug}; it is a {@link BakshException} when baksh itself refused or failed.
 */
public final class ScriptException extends BakshException {
    private final String location;

    private ScriptException(ExitCode exit, String message, String hint, String location, Throwable cause) {
        super(exit, message, hint, cause);
        this.location = location;
    }

    /** Something went wrong while a script ran; the place becomes the hint's last line. */
    static ScriptException runtimeError(ExitCode exit, String message, String hint, String location, Throwable cause) {
        String fullHint = location == null ? hint : hint == null ? location : hint + "\n" + location;
        return new ScriptException(exit, message, fullHint, location, cause);
    }

    /** A text did not compile; the place leads the message, as compilers have it. */
    public static ScriptException compileError(String location, String message, String hint, Throwable cause) {
        String fullMessage = location == null ? message : location + ": " + message;
        return new ScriptException(ExitCode.FAILED, fullMessage, hint, location, cause);
    }

    /**
     * {@code failover.groovy:12}, or {@code line 3} of a typed text of several lines; null when the place is not known or
     * there is only one line. It is also the last line of {@link #hint()}, except for an error of the compiler, which has it
     * before the message.
     */
    public String location() {
        return location;
    }
}
