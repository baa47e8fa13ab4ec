package dev.baksh.client.http;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.thread.InternalThread;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;

/** Daemon thread of an {@link OkHttpTransport}: executes a call, or work of a caller that sends calls. */
final class TransportThread extends InternalThread {
    interface ResponseReader<T> {
        T read(Response response) throws IOException;
    }

    TransportThread(Runnable work) {
        super(work, "baksh-wire");
    }

    /**
     * Sends the call on the current thread. OkHttp throws undeclared exceptions, for example for a negative length: a write
     * must then count as sent, and waiting callers must get the failure.
     *
     * @throws BakshException if the reader throws one
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
            throw new ResponseBodyReader.UnsupportedResponseException("the response cannot be read");
        }
    }
}
