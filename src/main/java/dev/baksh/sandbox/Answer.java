package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server says to one request: a status, headers, and a body of known length or one written while it is sent. */
final class Answer {
    /** Writes a body that is too long to be held. */
    interface Stream {
        void write(OutputStream out) throws IOException;
    }

    private final int status;
    private final Map<String, String> headers;
    private final byte[] bytes;
    private final Stream stream;

    private Answer(int status, Map<String, String> headers, byte[] bytes, Stream stream) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.stream = stream;
    }

    static Answer json(int status, JsonNode body) {
        return text(status, "application/json", Json.bytes(body));
    }

    static Answer html(int status, String title) {
        String page = "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1></body></html>\n";
        return text(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static Answer text(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body, null);
    }

    static Answer stream(String contentType, Stream stream) {
        return new Answer(200, Map.of("Content-Type", contentType), null, stream);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0], null);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, bytes, stream);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The whole body, or null when it is a stream. */
    byte[] bytes() {
        return bytes;
    }

    Stream stream() {
        return stream;
    }
}
