package dev.baksh.client.recording;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Line of a recording with a request and its response:
 * {@code {"server", "at", "method", "target", "body", "status", "headers", "answer" | "bytes"}}, or in place of the
 * last three {@code "failure": {"message", "exit", "sent", "passing"}}. Strings are redacted.
 */
record TapeEntry(Map<String, Object> line) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** Headers of a response that are recorded. */
    private static final List<String> RECORDED_HEADERS = List.of("""
            content-type content-disposition date retry-after location www-authenticate x-total-count x-total
            content-range link""".split("\\s+"));

    static TapeEntry forRequest(String server, HttpRequest request, TapeRedactor redactor, Instant time) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("server", server);
        line.put("at", time.toString());
        line.put("method", request.method());
        line.put("target", redactor.redact(request.target()));
        if (request.body() != null)
            line.put("body", redactor.redactJson(new String(request.body(), StandardCharsets.UTF_8)));
        return new TapeEntry(line);
    }

    TapeEntry withResponse(HttpResponse response, TapeRedactor redactor) {
        Map<String, Object> entryFields = new LinkedHashMap<>(line);
        entryFields.put("status", response.status());
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : RECORDED_HEADERS)
            if (response.header(name) != null) headers.put(name, redactor.redact(response.header(name)));
        entryFields.put("headers", headers);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
            entryFields.put("answer", redactor.redactJson(text));
        } catch (CharacterCodingException e) {
            String bytes = redactor.redact(new String(response.body(), StandardCharsets.ISO_8859_1));
            entryFields.put("bytes", Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return new TapeEntry(entryFields);
    }

    TapeEntry withFailure(TransportException failure, TapeRedactor redactor) {
        Map<String, Object> entryFields = new LinkedHashMap<>(line);
        Map<String, Object> failureFields = new LinkedHashMap<>();
        failureFields.put("message", redactor.redact(failure.getMessage()));
        failureFields.put("exit", failure.exit().name());
        failureFields.put("sent", failure.mayHaveBeenSent());
        failureFields.put("passing", failure.isRetryable());
        entryFields.put("failure", failureFields);
        return new TapeEntry(entryFields);
    }

    static Map<String, Object> parse(String text) throws IOException {
        return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    static String format(Map<String, Object> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (IOException e) {
            throw new IllegalStateException(e); // The line contains only strings, numbers, maps and lists.
        }
    }

    String server() {
        return String.valueOf(line.get("server"));
    }

    Instant recordedAt() {
        return Instant.parse(String.valueOf(line.get("at")));
    }

    boolean isRead() {
        return "GET".equals(line.get("method"));
    }

    /**
     * Returns the identity of a request, independent of the order of query parameters and of the encoding of redacted
     * values.
     */
    String key() {
        String target = String.valueOf(line.get("target")).replace("%2A", "*");
        int query = target.indexOf('?');
        if (query >= 0) {
            String[] parameters = target.substring(query + 1).split("&");
            Arrays.sort(parameters);
            target = target.substring(0, query + 1) + String.join("&", parameters);
        }
        return String.join(
                "\n",
                server(),
                String.valueOf(line.get("method")),
                target,
                String.valueOf(line.get("body")).replace("%2A", "*"));
    }

    /** Describes the request for messages. */
    String describe() {
        return line.get("method") + " " + line.get("target") + (line.get("body") == null ? "" : " " + line.get("body"));
    }

    /** @throws TransportException if the recording contains a failure */
    HttpResponse toResponse() {
        if (line.get("failure") instanceof Map<?, ?> failure) {
            throw new TransportException(
                    ExitCode.valueOf(String.valueOf(failure.get("exit"))),
                    String.valueOf(failure.get("message")),
                    null,
                    Boolean.TRUE.equals(failure.get("sent")),
                    Boolean.TRUE.equals(failure.get("passing")),
                    null);
        }
        if (!(line.get("status") instanceof Number status))
            throw BakshException.failure("the recording contains no response to " + describe(), null);
        Map<String, String> headers = new LinkedHashMap<>();
        if (line.get("headers") instanceof Map<?, ?> map)
            map.forEach((name, value) -> headers.put(name.toString(), String.valueOf(value)));
        byte[] body = line.get("bytes") instanceof String bytes
                ? Base64.getDecoder().decode(bytes)
                : String.valueOf(line.get("answer")).getBytes(StandardCharsets.UTF_8);
        return new HttpResponse(status.intValue(), headers, body);
    }
}
