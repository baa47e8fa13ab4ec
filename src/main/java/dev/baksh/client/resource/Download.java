package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.text.GroovyCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** File that a server can send: a log or a report. The request is sent when the file is saved or read. */
public final class Download {
    /** Maximum size of a file that is read into memory. Files on disk have no limit. */
    private static final int MAX_TEXT_BYTES = 16 << 20;

    private final ServerClient client;
    private final ApiCall call;
    private final String accept;
    private final String name;

    /**
     * @param accept media type for the Accept header
     * @param name file name if the server sends no name
     */
    public Download(ServerClient client, ApiCall call, String accept, String name) {
        this.client = client;
        this.call = call;
        this.accept = accept;
        this.name = name;
    }

    /**
     * Streams the file to disk and returns the path of the complete file.
     *
     * @param target a file, or a folder; in a folder the file gets the server's file name, sanitized
     * @throws dev.baksh.client.api.BakshException the download failed, or the file cannot be written; no incomplete file remains
     */
    public String saveTo(CharSequence target) {
        if (client.executor().isPlannedRead(call)) return target.toString();
        try (OutputFile file = new OutputFile(target.toString(), name)) {
            client.executor().download(call, accept, file);
            return file.commit().toString();
        }
    }

    /**
     * Content as text, for {@code .text} in Groovy.
     *
     * @throws dev.baksh.client.api.BakshException the download failed, or is larger than 16 MiB
     */
    public String getText() {
        if (client.executor().isPlannedRead(call)) return "";
        MemoryBuffer buffer = new MemoryBuffer();
        client.executor().download(call, accept, serverName -> {
            buffer.bytes.reset();
            return buffer;
        });
        return buffer.bytes.toString(StandardCharsets.UTF_8);
    }

    private final class MemoryBuffer extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            if (bytes.size() + length > MAX_TEXT_BYTES) {
                throw client.failure(
                        call.description() + ": the file is larger than " + (MAX_TEXT_BYTES >> 20)
                                + " MiB and was not read",
                        "write it to disk: .saveTo(" + GroovyCode.quote(name) + ")");
            }
            bytes.write(source, offset, length);
        }
    }

    /** Describes the download; sends no request. */
    @Override
    public String toString() {
        return call.description() + ": a file; .saveTo(" + GroovyCode.quote(name) + ") writes it, .text reads it";
    }
}
