package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** Services that the DSL of one script or one shell needs: clients, clock and output. */
public interface ScriptHost {

    /**
     * Returns the client of a configured server.
     *
     * @param name configured name, or null for the only or selected server
     * @throws BakshException no server has this name or kind, or several servers and none is selected (exit 2)
     */
    ServerClient client(ServerKind kind, String name);

    /** Clock of {@code now} and {@code 3.days.ago}. */
    TimeSource time();

    /**
     * Prints to standard output.
     *
     * @param defaultFormat format without {@code -o}, or null for the format of the caller
     * @param columns columns of a table, CSV or Markdown; empty for the default columns
     */
    void print(Object value, OutputFormat defaultFormat, List<String> columns);

    /** Width of the output in columns. */
    int width();

    /** Redacts a value in all later output. */
    default void addSecret(String value) {}

    /** Runs a script; an error in a thread of the script becomes the error of the script. */
    default Object supervise(Callable<?> script) throws Exception {
        return script.call();
    }

    /** Starts a new statement of the script; clears the cache of name lookups. */
    default void beginStatement() {}

    /**
     * Allows writes to the read-only servers in use for a period; only in a shell.
     *
     * @param reason the ticket, for the journal
     * @throws BakshException outside a shell (exit 3)
     */
    default void unlock(Duration duration, String reason) {
        throw BakshException.refusal(
                "unlock works only in the shell", "set mode: read-write for the server in servers.yaml");
    }

    /**
     * Runs a task in the background and returns the job; only in a shell.
     *
     * @throws BakshException outside a shell (exit 1)
     */
    default Object runInBackground(Callable<?> task) {
        throw BakshException.failure("bg works only in the shell", "in a script write the block without bg");
    }
}
