package dev.baksh.client.resource;

/** Handler of a verb that needs more than one request. */
@FunctionalInterface
public interface VerbHandler {
    /**
     * Runs the verb.
     *
     * @return a row, rows, another value, or null
     * @throws dev.baksh.client.api.BakshException as {@link ServerClient#invoke}
     */
    Object invoke(Invocation invocation);
}
