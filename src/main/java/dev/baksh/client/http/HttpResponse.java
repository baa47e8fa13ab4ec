package dev.baksh.client.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * One whole answer.
 *
 * @param headers by lower-case name; of a repeated one the last
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

    /** The header, or null. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The body as text, for error messages. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** True when the content type says JSON, or says nothing and the body begins like JSON. */
    public boolean isJson() {
        String contentType = header("content-type");
        if (contentType != null) return contentType.toLowerCase(Locale.ROOT).contains("json");
        String start = text().stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** What came in place of JSON, for error messages: {@code an HTML page}. */
    public String describeContent() {
        if (body.length == 0) return "an empty body";
        String contentType = header("content-type");
        String mediaType = contentType == null
                ? ""
                : contentType.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (mediaType.contains("html") || start.startsWith("<!doctype html") || start.startsWith("<html"))
            return "an HTML page";
        if (mediaType.contains("json")) return "JSON of another form";
        if (mediaType.contains("xml") || start.startsWith("<?xml")) return "XML";
        if (mediaType.isEmpty() || mediaType.equals("text/plain")) return "text";
        return mediaType.matches("[a-z0-9.+/-]{1,60}") ? "of the type " + mediaType : "of a type of its own";
    }

    /** The server's clock when it answered, or null when the header is absent or unreadable. */
    public Instant date() {
        return parseHttpDate(header("date"));
    }

    public static Instant parseHttpDate(String text) {
        if (text == null) return null;
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
