package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import java.time.Duration;

/**
 * One link of the chain between baksh and a server, as a test found it.
 *
 * @param name  what was tested: {@code name}, {@code connection}, {@code certificate}, {@code answer}, {@code clock} ...
 * @param duration  how long it took, or null where that says nothing
 * @param description what was seen, in words for the reader
 * @param hint  the next step, or null
 * @param failure why it failed, or null
 */
public record ProbeStep(
        String name, State state, Duration duration, String description, String hint, BakshException failure) {

    /** How a link stands. */
    public enum State {
        OK,
        /** It holds, and may soon not, or is not what it should be. */
        WARNING,
        FAILED,
        /** It does not apply here. */
        SKIPPED
    }

    /** The same finding of a link of this name. */
    public ProbeStep withName(String newName) {
        return new ProbeStep(newName, state, duration, description, hint, failure);
    }

    public static ProbeStep ok(String name, Duration duration, String description) {
        return new ProbeStep(name, State.OK, duration, description, null, null);
    }

    public static ProbeStep warning(String name, Duration duration, String description, String hint) {
        return new ProbeStep(name, State.WARNING, duration, description, hint, null);
    }

    public static ProbeStep skipped(String name, String description, String hint) {
        return new ProbeStep(name, State.SKIPPED, null, description, hint, null);
    }

    public static ProbeStep failed(String name, Duration duration, BakshException failure) {
        return new ProbeStep(name, State.FAILED, duration, failure.getMessage(), failure.hint(), failure);
    }
}
