package dev.baksh.client.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP response with its complete body, and tests of its status and content; the body is empty if a download received a
 * file, because the file is in the {@link DownloadTarget}.
 *
 * @param headers headers by lower-case name; the last value of a repeated header
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

    /** Returns the header, or null. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns true for a status of an error that may be temporary: 408, 429, 5xx. */
    public boolean isTemporaryError() {
        return status == 408 || status == 429 || status >= 500;
    }

    /** Returns the body as a string, for error messages. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Returns true if the content type is JSON, or if the body starts and ends like an object or a list of JSON: a server or a
     * proxy may send JSON without a type, or as text.
     */
    public boolean isJson() {
        if (headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT).contains("json")) return true;
        int start = 0;
        int end = body.length - 1;
        while (start < end && Character.isWhitespace(body[start])) start++;
        while (start < end && Character.isWhitespace(body[end])) end--;
        return start < end && (body[start] == '{' && body[end] == '}' || body[start] == '[' && body[end] == ']');
    }

    /**
     * Returns true for an empty body with the content type of a page, which a proxy may send in place of the server.
     * Status 204 and 205 have no body, whatever their content type.
     */
    public boolean isEmptyPage() {
        return body.length == 0
                && status != 204
                && status != 205
                && headers.getOrDefault("content-type", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("html");
    }

    /**
     * Returns true for a successful response whose content type is neither JSON nor HTML. Statuses such as 202, 204 and 206
     * mean that the file is not ready, missing, or not complete.
     */
    public boolean isFile() {
        String contentType = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        return (status == 200 || status == 203) && !contentType.contains("json") && !contentType.contains("html");
    }

    /** Describes a body that is not JSON, for error messages: {@code an HTML page}. */
    public String describeContent() {
        if (body.length == 0) return "an empty body";
        String contentType = headers.getOrDefault("content-type", "");
        String mediaType = contentType.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (mediaType.contains("html") || start.startsWith("<!doctype html") || start.startsWith("<html"))
            return "an HTML page";
        if (mediaType.contains("json")) return "JSON of another form";
        if (mediaType.contains("xml") || start.startsWith("<?xml")) return "XML";
        if (mediaType.isEmpty() || mediaType.equals("text/plain")) return "text";
        return mediaType.matches("[a-z0-9.+/-]{1,60}") ? "of the type " + mediaType : "of an unknown type";
    }

    /** Returns the time of the Date header, or null if it is missing or not readable. */
    public Instant date() {
        return parseHttpDate(header("date"));
    }

    /** Returns the time in the format of RFC 1123, or null for null and for any other text. */
    public static Instant parseHttpDate(String text) {
        if (text == null) return null;
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the file name in the Content-Disposition header, quoted or not, or null. */
    public String fileName() {
        String disposition = header("content-disposition");
        if (disposition == null) return null;
        // Compiled on demand: downloads are rare, and every process loads this class.
        Matcher matcher = Pattern.compile("(?i)(?:^|;)\\s*filename\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))")
                .matcher(disposition);
        if (!matcher.find()) return null;
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return name.isBlank() ? null : name;
    }
}
