package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import java.time.Duration;

/**
 * Result of one step of a connection test.
 *
 * @param name the tested part: {@code name}, {@code connection}, {@code certificate}, {@code answer}, {@code clock} ...
 * @param duration duration of the step, or null if it has no meaning
 * @param description the finding, for the user
 * @param hint the next step for the user, or null
 * @param failure cause of the failure, or null
 */
public record ProbeStep(
        String name, State state, Duration duration, String description, String hint, BakshException failure) {

    public enum State {
        OK,
        /** The step succeeded, but needs attention. */
        WARNING,
        FAILED,
        /** The step does not apply. */
        SKIPPED
    }

    /** Returns a copy with another name. */
    public ProbeStep withName(String newName) {
        return new ProbeStep(newName, state, duration, description, hint, failure);
    }

    /** Returns the result of a step that succeeded. */
    public static ProbeStep ok(String name, Duration duration, String description) {
        return new ProbeStep(name, State.OK, duration, description, null, null);
    }

    /** Returns the result of a step that succeeded, but needs attention. */
    public static ProbeStep warning(String name, Duration duration, String description, String hint) {
        return new ProbeStep(name, State.WARNING, duration, description, hint, null);
    }

    /** Returns the result of a step that does not apply. */
    public static ProbeStep skipped(String name, String description, String hint) {
        return new ProbeStep(name, State.SKIPPED, null, description, hint, null);
    }

    /** Returns the result of a step that failed, with the message and hint of the failure. */
    public static ProbeStep failed(String name, Duration duration, BakshException failure) {
        return new ProbeStep(name, State.FAILED, duration, failure.getMessage(), failure.hint(), failure);
    }
}
