package dev.baksh.client.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The forms of N2WS' error bodies (n2ws-api 3): a list of message and code, field maps, the nested form of a 401, and,
 * since newer servers may have dropped the wrapper, the plain forms of Django REST framework.
 */
final class N2wsErrorParser {
    /** An error body begins with this; a listing never does, and need not be read twice to know. */
    private static final int HEAD = 40;

    private static final Pattern WRAPPED = Pattern.compile("\\{\\s*\"errors\"");

    private N2wsErrorParser() {}

    static ApiError problem(HttpResponse answer) {
        boolean good = answer.status() / 100 == 2;
        if (!answer.json() || good && !wrapped(answer.body())) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(answer.body());
        } catch (IOException e) {
            return null; // Not readable: the status has to speak for itself.
        }
        return root == null ? null : of(root);
    }

    private static boolean wrapped(byte[] body) {
        String head = new String(body, 0, Math.min(HEAD, body.length), StandardCharsets.UTF_8);
        return WRAPPED.matcher(head.stripLeading()).lookingAt();
    }

    static ApiError of(JsonNode root) {
        List<String> words = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        JsonNode errors = root.has("errors") ? root.get("errors") : root;
        if (errors.isArray()) errors.forEach(item -> read(item, words, fields, codes));
        else read(errors, words, fields, codes);
        words.removeIf(String::isBlank);
        if (words.isEmpty() && fields.isEmpty()) return null;
        String code = codes.isEmpty() ? null : codes.get(0);
        return new ApiError(
                false, words.isEmpty() ? "not accepted" : String.join("; ", words), code, List.copyOf(fields));
    }

    private static void read(JsonNode item, List<String> words, List<String> fields, List<String> codes) {
        if (item.isTextual()) words.add(line(item.asText()));
        else if (item.path("message").isTextual()) say(item, words, codes);
        else if (item.has("detail")) {
            // The nested 401: "detail" holds the words, "messages" only says it again.
            JsonNode detail = item.get("detail");
            if (detail.isTextual()) {
                words.add(line(detail.asText()));
                if (item.path("code").isTextual()) codes.add(item.get("code").asText());
            } else say(detail, words, codes);
        } else if (item.isObject()) {
            for (Map.Entry<String, JsonNode> entry : item.properties())
                field(entry.getKey(), entry.getValue(), fields, codes);
        }
    }

    private static void field(String name, JsonNode value, List<String> fields, List<String> codes) {
        List<String> said = new ArrayList<>();
        if (value.isArray()) value.forEach(item -> read(item, said, fields, codes));
        else read(value, said, fields, codes);
        if (!said.isEmpty()) fields.add(name + ": " + String.join(" ", said));
    }

    private static void say(JsonNode item, List<String> words, List<String> codes) {
        words.add(line(item.path("message").asText()));
        if (item.path("code").isTextual()) codes.add(item.get("code").asText());
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
