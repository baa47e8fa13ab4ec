package dev.baksh.client.resource;

/** Handler that runs a verb of the catalogue in place of the single request that the catalogue describes. */
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
