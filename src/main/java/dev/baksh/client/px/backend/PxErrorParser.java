package dev.baksh.client.px.backend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parser for the error forms of Portworx: the envelope with {@code SUCCESS: false} under any status code, Laravel's
 * {@code message} and {@code errors}, the gateway's gRPC code, and Keycloak's {@code error}. The backend's forms are
 * not public (px-api 3), so all forms are accepted (assumption).
 */
public final class PxErrorParser {
    /** gRPC code for unauthenticated. */
    private static final int UNAUTHENTICATED_CODE = 16;
    /** gRPC codes for permission denied. */
    private static final Set<Integer> DENIED_CODES = Set.of(7, UNAUTHENTICATED_CODE);
    /** Laravel's message for unauthenticated, and gRPC's name of the code if the backend passes it on. */
    private static final Pattern UNAUTHENTICATED_TEXT = Pattern.compile("(?i)unauthenticated");

    private static final Pattern DENIED_TEXT = Pattern.compile(
            "(?i)access denied|permission ?denied|unauthenticated|unauthori[sz]ed|not authori[sz]ed|forbidden"
                    + "|not have (the |any )?(required |necessary |sufficient )?permission|no permission"
                    + "|insufficient (permission|privilege)");
    private static final List<String> MESSAGE_FIELDS = List.of(
            "ERRORMESSAGE",
            "ERROR",
            "ERRORS",
            "MESSAGE",
            "message",
            "error_description",
            "errorMessage",
            "error",
            "SUCCESSMESSAGE");
    /** Failed outcome at the start of the envelope. A list without the flag is not searched to its end. */
    private static final Pattern FAILED_ENVELOPE =
            Pattern.compile("\"SUCCESS\"\\s*:\\s*(false|\"false\"|0)", Pattern.CASE_INSENSITIVE);

    private static final Pattern GRPC_ERROR = Pattern.compile("(?s)^\\s*\\{\\s*\"(error|code|message)\"\\s*:.*");

    private PxErrorParser() {}

    public static ApiError parse(HttpResponse response) {
        boolean isSuccess = response.status() / 100 == 2;
        if (!response.isJson()) return null;
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (isSuccess
                && !FAILED_ENVELOPE.matcher(text).find()
                && !GRPC_ERROR.matcher(text).matches()) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null; // The body is not JSON; the status code is all there is.
        }
        if (root == null || !root.isObject()) return null;
        if (isSuccess && !isRefused(root)) return null;
        return parseBody(root);
    }

    /** True for an error body under a success status code. */
    private static boolean isRefused(JsonNode root) {
        JsonNode success = root.get("SUCCESS");
        if (success != null)
            return !success.asText().equalsIgnoreCase("true")
                    && !success.asText().equals("1");
        return root.path("code").asInt(0) != 0 && root.has("message");
    }

    private static ApiError parseBody(JsonNode root) {
        JsonNode code = root.get("code");
        List<String> fieldErrors = readFieldErrors(root.get("errors"));
        String message = MESSAGE_FIELDS.stream()
                .map(name -> readMessage(root.get(name)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(fieldErrors.isEmpty() ? "refused without a reason" : "not accepted");
        boolean denied = code != null && DENIED_CODES.contains(code.asInt(-1))
                || DENIED_TEXT.matcher(message).find();
        boolean unauthenticated = code != null && code.asInt(-1) == UNAUTHENTICATED_CODE
                || UNAUTHENTICATED_TEXT.matcher(message).find();
        return new ApiError(denied, unauthenticated, message, code == null ? null : code.asText(), fieldErrors);
    }

    private static String readMessage(JsonNode node) {
        if (node == null || node.isNull()) return null;
        String text = node.isTextual()
                ? node.asText()
                : node.path("message").asText(node.isContainerNode() ? "" : node.asText());
        if (text.isBlank() && node.isArray() && !node.isEmpty()) return readMessage(node.get(0));
        return text.isBlank() ? null : text.strip().replaceAll("\\s+", " ");
    }

    /** Reads Laravel's field errors: {@code {"name": ["The name has already been taken."]}}. */
    private static List<String> readFieldErrors(JsonNode errors) {
        List<String> fieldErrors = new ArrayList<>();
        if (errors == null || !errors.isObject()) return fieldErrors;
        for (Map.Entry<String, JsonNode> entry : errors.properties()) {
            String message = readMessage(entry.getValue());
            if (message != null) fieldErrors.add(entry.getKey() + ": " + message);
        }
        return fieldErrors;
    }
}
