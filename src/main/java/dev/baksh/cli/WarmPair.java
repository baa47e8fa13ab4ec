package dev.baksh.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;

/** For {@code curl}: standard output is the answer to the request, and standard error that to another one. */
final class WarmPair implements WarmReply {
    private final WritableByteChannel caller;
    private final WarmAnswer answer;
    private final WarmAside aside;

    WarmPair(WritableByteChannel caller, WarmAside aside) {
        this.caller = caller;
        this.answer = new WarmAnswer(caller);
        this.aside = aside;
    }

    @Override
    public void begin() {
        // An answer that does not begin in time would be no proof of anything, so curl's caller does without this.
    }

    @Override
    public void handBack(String why) throws IOException {
        WarmAnswer.whole(caller, "409 Conflict", why + "\n");
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
