package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;

/**
 * A thread of a {@link OkHttpTransport}, which does not keep the process alive. Who interrupts it cancels the call that it carries: a
 * socket that waits for bytes would not notice.
 */
final class CancellableCallThread extends Thread {
    private volatile Call call;

    /** Makes something of a response. */
    interface ResponseReader<T> {
        T read(Response response) throws IOException;
    }

    CancellableCallThread(Runnable work) {
        super(work, "baksh-wire");
        setDaemon(true);
        // What is thrown there has been told to the caller as the failure of the call.
        setUncaughtExceptionHandler((thread, e) -> {});
    }

    /** On this thread, which must be the current one. */
    <T> T executeInterruptibly(Call call, ResponseReader<T> reader) throws IOException {
        this.call = call;
        try {
            if (isInterrupted()) call.cancel();
            return execute(call, reader);
        } finally {
            this.call = null;
        }
    }

    @Override
    public void interrupt() {
        super.interrupt();
        Call currentCall = call;
        if (currentCall != null) currentCall.cancel();
    }

    /**
     * Sends the call on the current thread. OkHttp throws what it does not declare, for a length below 0; a write must not end
     * as if not sent, and nobody may wait for an answer that was lost so.
     *
     * @throws BakshException of the reading, as it was thrown
     */
    static <T> T execute(Call call, ResponseReader<T> reader) throws IOException {
        Response response;
        try {
            response = call.execute();
        } catch (RuntimeException | Error e) {
            call.cancel();
            IOException failure = new IOException("canceled due to " + e);
            failure.addSuppressed(e);
            throw failure;
        }
        try (response) {
            return reader.read(response);
        } catch (BakshException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new UnsupportedResponseException("the answer cannot be read");
        }
    }
}
