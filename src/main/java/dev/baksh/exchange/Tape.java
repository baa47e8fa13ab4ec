package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Time;
import dev.baksh.config.ServerConfig;
import java.util.List;
import java.util.function.Supplier;

/**
 * What comes to a script from outside, kept for another time ({@link Recording}) or given once more ({@link Replay}):
 * answers of servers, of a person, and the time.
 */
public interface Tape extends AutoCloseable {
    /** Nothing is kept. */
    Tape NONE = new Tape() {
        @Override
        public List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
            return live.get();
        }

        @Override
        public Transport transport(ServerConfig server, Supplier<Transport> live) {
            return live.get();
        }

        @Override
        public TokenSource tokens(Supplier<TokenSource> live) {
            return live.get();
        }

        @Override
        public String answer(String question, Supplier<String> live) {
            return live.get();
        }

        @Override
        public boolean present(boolean live) {
            return live;
        }

        @Override
        public Time time(Time live) {
            return live;
        }

        @Override
        public Time scriptTime(Time live) {
            return live;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    };

    /** The configured servers; of a recording without what leads to a secret. */
    List<ServerConfig> servers(Supplier<List<ServerConfig>> live);

    /** The way to a server. Requests for tokens do not go by it. */
    Transport transport(ServerConfig server, Supplier<Transport> live);

    /** How tokens are obtained. */
    TokenSource tokens(Supplier<TokenSource> live);

    /** What a person answers; null for none. */
    String answer(String question, Supplier<String> live);

    /** Whether a person is there to answer. */
    boolean present(boolean live);

    /** The clock. */
    Time time(Time live);

    /** The clock as scripts read it: each reading is kept. */
    Time scriptTime(Time live);

    /**
     * The script has come to its end.
     *
     * @throws BakshException a call that was recorded has not come
     */
    void finish();

    @Override
    void close();
}
