package dev.baksh.client.api;

import java.util.List;

/**
 * Result of a comparison between the actual and the desired state; as the last value of a script it decides the exit
 * code.
 */
public interface DriftResult {
    /** Returns true when the actual state differs from the desired state. */
    boolean drifts();

    /** Returns one line for each difference. */
    List<String> differences();
}
