package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;

/** For {@code curl}: standard output is the answer to the request, and standard error that to another one. */
final class CurlReply implements DaemonReply {
    private final WritableByteChannel caller;
    private final DaemonHttpResponse answer;
    private final StderrChannel aside;

    CurlReply(WritableByteChannel caller, StderrChannel aside) {
        this.caller = caller;
        this.answer = new DaemonHttpResponse(caller);
        this.aside = aside;
    }

    @Override
    public void begin() {
        // An answer that does not begin in time would be no proof of anything, so curl's caller does without this.
    }

    @Override
    public void handBack(String why) throws IOException {
        DaemonHttpResponse.whole(caller, "409 Conflict", why + "\n");
        aside.end(0);
    }

    @Override
    public OutputStream out() {
        return answer;
    }

    @Override
    public OutputStream err() {
        return aside;
    }

    @Override
    public void ask() {
        // It has not said that somebody is there.
    }

    @Override
    public void unread() {
        // curl ends then, and its connection with it.
    }

    @Override
    public void end(int exit) throws IOException {
        aside.end(exit);
        answer.end(exit);
    }
}
