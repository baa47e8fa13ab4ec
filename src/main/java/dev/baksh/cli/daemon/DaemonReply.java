package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.OutputStream;

/** What the warm process says to one caller. */
interface DaemonReply {
    /** Until this has been said, nothing is done: a caller that never hears it carries the call out itself. */
    void begin() throws IOException;

    /** Nothing was done, for this reason; the caller carries it out. */
    void handBack(String reason) throws IOException;

    OutputStream out();

    OutputStream err();

    /** Asks for a line that is typed at the caller's terminal, where there is one. */
    void requestLine();

    /** Nobody reads standard output any more. */
    void onStdoutClosed();

    /** The last word. */
    void end(int exit) throws IOException;
}
