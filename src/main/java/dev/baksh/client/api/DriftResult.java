package dev.baksh.client.api;

import java.util.List;

/**
 * Value that tells whether the actual state differs from the desired state; a script whose last value drifts ends with
 * exit code 1.
 */
public interface DriftResult {
    /** Returns true when the actual state differs from the desired state. */
    boolean drifts();

    /** Returns one line for each difference. */
    List<String> differences();
}
