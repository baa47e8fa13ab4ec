package dev.baksh.client.recording;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpTransport;
import java.util.List;
import java.util.function.Supplier;

/**
 * What comes to a script from outside, kept for another time ({@link TapeRecorder}) or given once more ({@link TapePlayer}):
 * answers of servers, of a person, and the time. What a tape says nothing of comes as it is.
 */
public interface Tape extends AutoCloseable {
    /** Nothing is kept. */
    Tape NONE = new Tape() {};

    /** The configured servers; of a recording without what leads to a secret. */
    default List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        return live.get();
    }

    /** The way to a server. Requests for tokens do not go by it. */
    default HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        return live.get();
    }

    /** How tokens are obtained. */
    default TokenSource tokenSource(Supplier<TokenSource> live) {
        return live.get();
    }

    /** What a person answers; null for none. */
    default String askUser(String question, Supplier<String> live) {
        return live.get();
    }

    /** Whether a person is there to answer. */
    default boolean isUserPresent(boolean live) {
        return live;
    }

    /** The clock. */
    default TimeSource timeSource(TimeSource live) {
        return live;
    }

    /** The clock as scripts read it: each reading is kept. */
    default TimeSource scriptTimeSource(TimeSource live) {
        return live;
    }

    /**
     * The script has come to its end.
     *
     * @throws BakshException a call that was recorded has not come
     */
    default void finish() {}

    @Override
    default void close() {}
}
