package dev.baksh.client.recording;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpTransport;
import java.util.List;
import java.util.function.Supplier;

/**
 * Recording of the inputs of a script: responses of servers, replies of the user, and the time. {@link TapeRecorder} writes a
 * recording and {@link TapePlayer} replays it. The default methods return the live inputs.
 */
public interface Tape extends AutoCloseable {
    /** Tape that neither records nor replays. */
    Tape NONE = new Tape() {};

    /** Returns the configured servers; a replay returns servers without credentials. */
    default List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        return live.get();
    }

    /** Returns the transport to a server. Token requests do not use this transport. */
    default HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        return live.get();
    }

    /** Returns the source of tokens; a replay needs no tokens. */
    default TokenSource tokenSource(Supplier<TokenSource> live) {
        return live.get();
    }

    /** Asks the user a question; returns null if there is no reply. */
    default String askUser(String question, Supplier<String> live) {
        return live.get();
    }

    /** Returns true if a user is present. */
    default boolean isUserPresent(boolean live) {
        return live;
    }

    /** Returns the clock of the process, with which requests wait and time out. */
    default TimeSource timeSource(TimeSource live) {
        return live;
    }

    /** Returns the clock of the script; each reading is recorded. */
    default TimeSource scriptTimeSource(TimeSource live) {
        return live;
    }

    /**
     * Ends the recording or the replay.
     *
     * @throws BakshException if the script has not sent all recorded requests
     */
    default void finish() {}

    @Override
    default void close() {}
}
