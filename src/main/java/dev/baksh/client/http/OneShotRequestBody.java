package dev.baksh.client.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** Request body that OkHttp can write only once, so that it never repeats a request. */
final class OneShotRequestBody extends RequestBody {
    private final byte[] bytes;
    private final MediaType mediaType;

    OneShotRequestBody(HttpRequest request) {
        bytes = request.body() == null ? new byte[0] : request.body();
        mediaType = request.contentType() == null ? null : MediaType.get(request.contentType());
    }

    @Override
    public MediaType contentType() {
        return mediaType;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
