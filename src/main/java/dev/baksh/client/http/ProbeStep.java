package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import java.time.Duration;

/**
 * One link of the chain between baksh and a server, as a test found it.
 *
 * @param name  what was tested: {@code name}, {@code connection}, {@code certificate}, {@code answer}, {@code clock} ...
 * @param took  how long it took, or null where that says nothing
 * @param found what was seen, in words for the reader
 * @param hint  the next step, or null
 * @param fault why it failed, or null
 */
public record ProbeStep(String name, State state, Duration took, String found, String hint, BakshException fault) {

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
    public ProbeStep named(String other) {
        return new ProbeStep(other, state, took, found, hint, fault);
    }

    public static ProbeStep ok(String name, Duration took, String found) {
        return new ProbeStep(name, State.OK, took, found, null, null);
    }

    public static ProbeStep warning(String name, Duration took, String found, String hint) {
        return new ProbeStep(name, State.WARNING, took, found, hint, null);
    }

    public static ProbeStep skipped(String name, String found, String hint) {
        return new ProbeStep(name, State.SKIPPED, null, found, hint, null);
    }

    public static ProbeStep failed(String name, Duration took, BakshException fault) {
        return new ProbeStep(name, State.FAILED, took, fault.getMessage(), fault.hint(), fault);
    }
}
