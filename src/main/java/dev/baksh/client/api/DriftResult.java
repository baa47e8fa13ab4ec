package dev.baksh.client.api;

/** A comparison of what is with what is wanted; as the last value of a script it decides the exit code. */
public interface DriftResult {
    /** True when something is not as it is wanted. */
    boolean drifts();
}
