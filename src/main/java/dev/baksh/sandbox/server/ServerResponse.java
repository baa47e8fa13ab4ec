package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * HTTP response of a sandbox server: status, headers and body.
 *
 * @param body whole body, or null if the body is written while it is sent
 * @param bodyWriter writer of a body that is too large for memory, or null
 */
public record ServerResponse(int status, Map<String, String> headers, byte[] body, BodyWriter bodyWriter) {
    /** Writer of a body that is too large for memory. */
    public interface BodyWriter {
        void write(OutputStream out) throws IOException;
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
}
