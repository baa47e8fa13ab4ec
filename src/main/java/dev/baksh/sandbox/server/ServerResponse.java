package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Response with a status, headers, and a body that is either an array or written while it is sent. */
public final class ServerResponse {
    /** Writer of a body that is too large for memory. */
    public interface BodyWriter {
        void write(OutputStream out) throws IOException;
    }

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final BodyWriter bodyWriter;

    private ServerResponse(int status, Map<String, String> headers, byte[] body, BodyWriter bodyWriter) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.bodyWriter = bodyWriter;
    }

    public static ServerResponse json(int status, JsonNode body) {
        return text(status, "application/json", JsonTrees.toBytes(body));
    }

    public static ServerResponse html(int status, String title) {
        String page = "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1></body></html>\n";
        return text(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    public static ServerResponse text(int status, String contentType, byte[] body) {
        return new ServerResponse(status, Map.of("Content-Type", contentType), body, null);
    }

    public static ServerResponse streaming(String contentType, BodyWriter bodyWriter) {
        return new ServerResponse(200, Map.of("Content-Type", contentType), null, bodyWriter);
    }

    public static ServerResponse empty(int status) {
        return new ServerResponse(status, Map.of(), new byte[0], null);
    }

    public ServerResponse withHeader(String header, String value) {
        Map<String, String> newHeaders = new LinkedHashMap<>(headers);
        newHeaders.put(header, value);
        return new ServerResponse(status, newHeaders, body, bodyWriter);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns the whole body, or null if the body is streamed. */
    byte[] body() {
        return body;
    }

    BodyWriter bodyWriter() {
        return bodyWriter;
    }
}
