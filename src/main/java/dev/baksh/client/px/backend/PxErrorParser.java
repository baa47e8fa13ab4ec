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
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The forms in which Portworx may say no: the envelope with {@code SUCCESS: false} under any status, Laravel's
 * {@code message} and {@code errors}, the gateway's gRPC code, Keycloak's {@code error}. None of the backend's is public
 * (px-api 3), so all are taken.
 */
public final class PxErrorParser {
    /** gRPC: unauthenticated. */
    private static final int UNAUTHENTICATED = 16;
    /** gRPC: permission denied. */
    private static final Set<Integer> DENIED = Set.of(7, UNAUTHENTICATED);
    /** Laravel's word for it, and gRPC's name of the code where the backend hands its text on. */
    private static final Pattern NO_TOKEN = Pattern.compile("(?i)unauthenticated");

    private static final Pattern DENIAL = Pattern.compile(
            "(?i)access denied|permission ?denied|unauthenticated|unauthori[sz]ed|not authori[sz]ed|forbidden"
                    + "|not have (the |any )?(required |necessary |sufficient )?permission|no permission"
                    + "|insufficient (permission|privilege)");
    private static final List<String> WORDS = List.of(
            "ERRORMESSAGE",
            "ERROR",
            "ERRORS",
            "MESSAGE",
            "message",
            "error_description",
            "errorMessage",
            "error",
            "SUCCESSMESSAGE");
    /** The outcome flag stands at the front of the envelope; a listing without one is not searched to its end. */
    private static final Pattern FAILED =
            Pattern.compile("\"SUCCESS\"\\s*:\\s*(false|\"false\"|0)", Pattern.CASE_INSENSITIVE);

    private static final Pattern GRPC = Pattern.compile("(?s)^\\s*\\{\\s*\"(error|code|message)\"\\s*:.*");

    private PxErrorParser() {}

    public static ApiError problem(HttpResponse answer) {
        boolean good = answer.status() / 100 == 2;
        if (!answer.json()) return null;
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (good && !FAILED.matcher(text).find() && !GRPC.matcher(text).matches()) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null; // Not readable: the status has to speak for itself.
        }
        if (root == null || !root.isObject()) return null;
        if (good && !refused(root)) return null;
        return of(root);
    }

    /** A good status, and yet a refusal. */
    private static boolean refused(JsonNode root) {
        JsonNode success = root.get("SUCCESS");
        if (success != null)
            return !success.asText().equalsIgnoreCase("true")
                    && !success.asText().equals("1");
        return root.path("code").asInt(0) != 0 && root.has("message");
    }

    private static ApiError of(JsonNode root) {
        String words = null;
        for (String key : WORDS) {
            String found = words(root.get(key));
            if (words == null && found != null) words = found;
        }
        JsonNode code = root.get("code");
        List<String> fields = fields(root.get("errors"));
        if (words == null) words = fields.isEmpty() ? "refused without a reason" : "not accepted";
        boolean denied = code != null && DENIED.contains(code.asInt(-1))
                || DENIAL.matcher(words).find();
        boolean unauthenticated = code != null && code.asInt(-1) == UNAUTHENTICATED
                || NO_TOKEN.matcher(words).find();
        return new ApiError(denied, unauthenticated, words, code == null ? null : code.asText(), fields);
    }

    private static String words(JsonNode node) {
        if (node == null || node.isNull()) return null;
        String text = node.isTextual()
                ? node.asText()
                : node.path("message").asText(node.isContainerNode() ? "" : node.asText());
        if (text.isBlank() && node.isArray() && !node.isEmpty()) return words(node.get(0));
        return text.isBlank() ? null : text.strip().replaceAll("\\s+", " ");
    }

    /** Laravel: {@code {"name": ["The name has already been taken."]}}. */
    private static List<String> fields(JsonNode errors) {
        List<String> fields = new ArrayList<>();
        if (errors == null || !errors.isObject()) return fields;
        for (Map.Entry<String, JsonNode> entry : errors.properties()) {
            String words = words(entry.getValue());
            if (words != null) fields.add(entry.getKey() + ": " + words);
        }
        return fields;
    }
}
