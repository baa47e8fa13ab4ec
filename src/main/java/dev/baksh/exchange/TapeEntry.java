package dev.baksh.exchange;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
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
 * One request and what came of it, as a line of a recording:
 * {@code {"server", "at", "method", "target", "body", "status", "headers", "answer" | "bytes"}}, or in place of the last three
 * {@code "failure": {"message", "exit", "sent", "passing"}}. Texts are redacted.
 */
record TapeEntry(Map<String, Object> line) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The headers that anything is decided by. */
    private static final List<String> HEADERS =
            List.of("content-type", "content-disposition", "date", "retry-after", "location", "www-authenticate");

    static TapeEntry request(String server, WireRequest request, TapeSecrets secrets, Instant at) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("server", server);
        line.put("at", at.toString());
        line.put("method", request.method());
        line.put("target", secrets.text(request.target()));
        if (request.body() != null) line.put("body", secrets.json(new String(request.body(), StandardCharsets.UTF_8)));
        return new TapeEntry(line);
    }

    TapeEntry answered(WireAnswer answer, TapeSecrets secrets) {
        Map<String, Object> all = new LinkedHashMap<>(line);
        all.put("status", answer.status());
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS)
            if (answer.header(name) != null) headers.put(name, secrets.text(answer.header(name)));
        all.put("headers", headers);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(answer.body()))
                    .toString();
            all.put("answer", secrets.json(text));
        } catch (CharacterCodingException e) {
            all.put("bytes", Base64.getEncoder().encodeToString(answer.body()));
        }
        return new TapeEntry(all);
    }

    TapeEntry failed(WireException failure, TapeSecrets secrets) {
        Map<String, Object> all = new LinkedHashMap<>(line);
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("message", secrets.text(failure.getMessage()));
        kept.put("exit", failure.exit().name());
        kept.put("sent", failure.sent());
        kept.put("passing", failure.passing());
        all.put("failure", kept);
        return new TapeEntry(all);
    }

    static Map<String, Object> read(String text) throws IOException {
        return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    static String write(Map<String, Object> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (IOException e) {
            throw new IllegalStateException(e); // Texts, numbers, maps and lists of them.
        }
    }

    String server() {
        return String.valueOf(line.get("server"));
    }

    Instant at() {
        return Instant.parse(String.valueOf(line.get("at")));
    }

    boolean read() {
        return "GET".equals(line.get("method"));
    }

    /** Identity of a request. The order of its query parameters and the encoding of a redacted value do not matter. */
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

    /** The request as a person reads it. */
    String words() {
        return line.get("method") + " " + line.get("target") + (line.get("body") == null ? "" : " " + line.get("body"));
    }

    /** @throws WireException when that is what was recorded */
    WireAnswer answer() {
        if (line.get("failure") instanceof Map<?, ?> failure) {
            throw new WireException(
                    Exit.valueOf(String.valueOf(failure.get("exit"))),
                    String.valueOf(failure.get("message")),
                    null,
                    Boolean.TRUE.equals(failure.get("sent")),
                    Boolean.TRUE.equals(failure.get("passing")),
                    null);
        }
        if (!(line.get("status") instanceof Number status))
            throw BakshException.failed("the recording has no answer to " + words(), null);
        Map<String, String> headers = new LinkedHashMap<>();
        if (line.get("headers") instanceof Map<?, ?> map)
            map.forEach((name, value) -> headers.put(name.toString(), String.valueOf(value)));
        byte[] body = line.get("bytes") instanceof String bytes
                ? Base64.getDecoder().decode(bytes)
                : String.valueOf(line.get("answer")).getBytes(StandardCharsets.UTF_8);
        return new WireAnswer(status.intValue(), headers, body);
    }
}
