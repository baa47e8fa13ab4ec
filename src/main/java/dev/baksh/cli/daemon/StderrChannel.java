package dev.baksh.cli.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Standard error of a request: it has a connection of its own, which may come a little after the request. */
final class StderrChannel extends OutputStream {
    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    private final CompletableFuture<DaemonHttpResponse> response;

    StderrChannel(CompletableFuture<DaemonHttpResponse> response) {
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) awaitResponse().write(bytes, offset, length);
    }

    void end(int exit) throws IOException {
        awaitResponse().end(exit);
    }

    private DaemonHttpResponse awaitResponse() throws IOException {
        boolean interrupted = Thread.interrupted(); // What is to be said is said all the same.
        try {
            return response.get(CONNECT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("nobody listens", e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
