package dev.baksh.client.resource;

/** The behaviour of a verb that is more than its one call. */
@FunctionalInterface
public interface VerbHandler {
    /** A row, rows, a value, or null. */
    Object invoke(Invocation invocation);
}
