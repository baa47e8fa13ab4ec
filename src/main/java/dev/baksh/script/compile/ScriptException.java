package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * Exception for a failure of a script, with exit code, hint and the location in the script.
 *
 * <p>The cause is the original exception, for {@code --debug}; a {@link BakshException} when baksh refused or failed.
 */
public final class ScriptException extends BakshException {
    private final String location;

    private ScriptException(ExitCode exit, String message, String hint, String location, Throwable cause) {
        super(exit, message, hint, cause);
        this.location = location;
    }

    /** Creates the exception for a failure at run time; the location becomes the last line of the hint. */
    static ScriptException runtimeError(ExitCode exit, String message, String hint, String location, Throwable cause) {
        String fullHint = location == null ? hint : hint == null ? location : hint + "\n" + location;
        return new ScriptException(exit, message, fullHint, location, cause);
    }

    /** Creates the exception for a compile error; the location precedes the message. */
    public static ScriptException compileError(String location, String message, String hint, Throwable cause) {
        String fullMessage = location == null ? message : location + ": " + message;
        return new ScriptException(ExitCode.FAILED, fullMessage, hint, location, cause);
    }

    /**
     * Location: {@code failover.groovy:12}, or {@code line 3} of an input of several lines; null when unknown or for
     * input of one line. Also the last line of {@link #hint()}, except for a compile error, whose message begins with
     * the location.
     */
    public String location() {
        return location;
    }
}
