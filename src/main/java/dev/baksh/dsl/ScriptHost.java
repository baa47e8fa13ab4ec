package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** What the words of one script or one shell need of their surroundings. */
public interface ScriptHost {

    /**
     * A configured server's client.
     *
     * @param name as configured, or null for the only one or the chosen one
     */
    ServerClient client(ServerKind kind, String name);

    /** The clock that {@code now} and {@code 3.days.ago} read. */
    TimeSource time();

    /** Prints to standard output; null stands for the format that the caller of baksh asked for. */
    void print(Object value, OutputFormat defaultFormat, List<String> columns);

    /** How wide the output is, in columns. */
    int width();

    /** A new statement of the script begins: what was looked up for the one before holds no longer. */
    default void beginStatement() {}

    /**
     * Opens the read-only servers in use for a while; only for the person at a shell.
     *
     * @param reason the ticket, for the journal
     */
    default void unlock(Duration duration, String reason) {
        throw BakshException.refusal(
                "unlock is for a person at the shell", "give the server mode: read-write in servers.yaml");
    }

    /** Runs work beside the shell and gives its handle; only at a shell. */
    default Object runInBackground(Callable<?> task) {
        throw BakshException.failure("bg is for a person at the shell", "in a script write the block alone");
    }
}
