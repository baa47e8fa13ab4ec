package dev.baksh.client.resource;

/** Handler of a verb that needs more than one request. */
@FunctionalInterface
public interface VerbHandler {
    /** Returns a row, rows, a value, or null. */
    Object invoke(Invocation invocation);
}
