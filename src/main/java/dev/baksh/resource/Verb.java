package dev.baksh.resource;

/** The behaviour of a verb that is more than its one call. */
@FunctionalInterface
public interface Verb {
    /** A row, rows, a value, or null. */
    Object invoke(Invocation invocation);
}
