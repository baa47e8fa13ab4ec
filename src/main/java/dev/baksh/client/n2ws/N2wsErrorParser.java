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
 * Parser for N2WS error bodies (n2ws-api 3): a list of message and code, maps of fields, the nested form of a 401, and
 * the plain forms of Django REST framework, because newer servers may have dropped the wrapper (assumption).
 */
final class N2wsErrorParser {
    /**
     * Length of the prefix that identifies an error body. A list never begins in this way, so its body is not parsed
     * twice.
     */
    private static final int PREFIX_LENGTH = 40;

    private static final Pattern ERRORS_WRAPPER = Pattern.compile("\\{\\s*\"errors\"");

    private final List<String> messages = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();

    private N2wsErrorParser() {}

    static ApiError parse(HttpResponse response) {
        boolean isSuccess = response.status() / 100 == 2;
        if (!response.isJson() || isSuccess && !hasErrorsWrapper(response.body())) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(response.body());
        } catch (IOException e) {
            return null; // The body is not JSON; the status code is all there is.
        }
        return root == null ? null : parseBody(root);
    }

    private static boolean hasErrorsWrapper(byte[] body) {
        String prefix = new String(body, 0, Math.min(PREFIX_LENGTH, body.length), StandardCharsets.UTF_8);
        return ERRORS_WRAPPER.matcher(prefix.stripLeading()).lookingAt();
    }

    static ApiError parseBody(JsonNode root) {
        return new N2wsErrorParser().parseErrors(root.has("errors") ? root.get("errors") : root);
    }

    private ApiError parseErrors(JsonNode errors) {
        collectAll(errors, messages);
        messages.removeIf(String::isBlank);
        if (messages.isEmpty() && fields.isEmpty()) return null;
        String code = codes.isEmpty() ? null : codes.get(0);
        return new ApiError(
                false, messages.isEmpty() ? "not accepted" : String.join("; ", messages), code, List.copyOf(fields));
    }

    /** Collects an error or a list of errors. */
    private void collectAll(JsonNode errors, List<String> target) {
        if (errors.isArray()) errors.forEach(item -> collect(item, target));
        else collect(errors, target);
    }

    private void collect(JsonNode item, List<String> target) {
        if (item.isTextual()) target.add(collapseWhitespace(item.asText()));
        else if (item.path("message").isTextual()) collectMessage(item, target);
        else if (item.has("detail")) {
            // In the nested 401 "detail" has the message, and "messages" repeats it.
            JsonNode detail = item.get("detail");
            if (detail.isTextual()) {
                target.add(collapseWhitespace(detail.asText()));
                if (item.path("code").isTextual()) codes.add(item.get("code").asText());
            } else collectMessage(detail, target);
        } else if (item.isObject()) {
            for (Map.Entry<String, JsonNode> field : item.properties()) {
                List<String> fieldMessages = new ArrayList<>();
                collectAll(field.getValue(), fieldMessages);
                if (!fieldMessages.isEmpty()) fields.add(field.getKey() + ": " + String.join(" ", fieldMessages));
            }
        }
    }

    private void collectMessage(JsonNode item, List<String> target) {
        target.add(collapseWhitespace(item.path("message").asText()));
        if (item.path("code").isTextual()) codes.add(item.get("code").asText());
    }

    private static String collapseWhitespace(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
