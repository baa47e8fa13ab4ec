package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;

/** For {@code curl}: standard output is the answer to the request, and standard error that to another one. */
final class CurlReply implements DaemonReply {
    private final WritableByteChannel caller;
    private final DaemonHttpResponse response;
    private final StderrChannel stderr;

    CurlReply(WritableByteChannel caller, StderrChannel stderr) {
        this.caller = caller;
        this.response = new DaemonHttpResponse(caller);
        this.stderr = stderr;
    }

    @Override
    public void begin() {
        // An answer that does not begin in time would be no proof of anything, so curl's caller does without this.
    }

    @Override
    public void handBack(String reason) throws IOException {
        DaemonHttpResponse.sendComplete(caller, "409 Conflict", reason + "\n");
        stderr.end(0);
    }

    @Override
    public OutputStream out() {
        return response;
    }

    @Override
    public OutputStream err() {
        return stderr;
    }

    @Override
    public void requestLine() {
        // It has not said that somebody is there.
    }

    @Override
    public void onStdoutClosed() {
        // curl ends then, and its connection with it.
    }

    @Override
    public void end(int exit) throws IOException {
        stderr.end(exit);
        response.end(exit);
    }
}
