package dev.baksh.client.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.protocol.SuccessFlag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parser for N2WS error bodies (n2ws-api 3): a list of message and code, maps of fields, the nested form of a 401, and
 * the plain forms of Django REST framework, because newer servers may have dropped the wrapper (assumption).
 */
final class N2wsErrorParser {
    /**
     * Length of the prefix that identifies an error body. The body of a list has another prefix and is not parsed twice.
     */
    private static final int PREFIX_LENGTH = 4096;

    private static final Pattern ERRORS_WRAPPER = Pattern.compile("\\{\\s*\"errors\"");

    /** Code for an error body with {@code SUCCESS: false}, because the body contains no code. */
    private static final String FAILED_ENVELOPE_CODE = "failed";
    /**
     * Codes with which Django REST framework refuses a request before its execution. Every other code may come from a
     * failure during the execution.
     */
    private static final Set<String> REFUSAL_CODES = Set.of(
            "authentication_failed",
            "bad_authorization_header",
            "blank",
            "date",
            "datetime",
            "does_not_exist",
            "empty",
            "incorrect_type",
            "invalid",
            "invalid_choice",
            "make_aware",
            "max_length",
            "max_value",
            "method_not_allowed",
            "min_length",
            "min_value",
            "not_acceptable",
            "not_a_dict",
            "not_a_list",
            "not_authenticated",
            "not_found",
            "null",
            "parse_error",
            "permission_denied",
            "required",
            "surrogate_characters_not_allowed",
            "throttled",
            "token_not_valid",
            "unique",
            "unsupported_media_type");

    private static final List<String> FAILED_ENVELOPE_MESSAGES =
            List.of("ERRORMESSAGE", "ERROR", "MESSAGE", "message", "error", "detail");
    private static final Pattern DENIED_TEXT =
            Pattern.compile("(?i)access denied|permission|not authori[sz]ed|unauthori[sz]ed|forbidden");
    /** Codes of Django REST framework and simplejwt for a rejected token (n2ws-api 3). */
    private static final Set<String> TOKEN_CODES =
            Set.of("token_not_valid", "not_authenticated", "authentication_failed", "bad_authorization_header");

    private final List<String> messages = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();

    private N2wsErrorParser() {}

    static ApiError parse(HttpResponse response) {
        boolean isSuccess = response.status() / 100 == 2;
        if (!response.isJson() || isSuccess && !mayContainError(response.body())) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(response.body());
        } catch (IOException e) {
            return null; // The body is not JSON, so only the status code is known.
        }
        if (root == null) return null;
        if (isFailedEnvelope(root) && !root.has("errors")) return parseFailedEnvelope(root);
        if (isSuccess && !root.has("errors")) return null;
        ApiError error = parseBody(root);
        // An error beside an object does not prove that nothing was done.
        boolean hasObject = root.hasNonNull("id") || root.hasNonNull("tracker_id");
        return error == null || !isSuccess || !hasObject
                ? error
                : new ApiError(
                        error.denied(),
                        error.unauthenticated(),
                        error.message(),
                        FAILED_ENVELOPE_CODE,
                        error.fieldErrors());
    }

    private static boolean mayContainError(byte[] body) {
        String prefix = new String(body, 0, Math.min(PREFIX_LENGTH, body.length), StandardCharsets.UTF_8);
        return ERRORS_WRAPPER.matcher(prefix.stripLeading()).lookingAt() || SuccessFlag.mayReportFailure(prefix);
    }

    /**
     * Returns true for {@code SUCCESS} with another value than true. N2WS is not known to send the flag; a proxy or a newer
     * server may.
     */
    private static boolean isFailedEnvelope(JsonNode root) {
        return root.has("SUCCESS") && SuccessFlag.of(root.get("SUCCESS")) != SuccessFlag.TRUE;
    }

    private static ApiError parseFailedEnvelope(JsonNode root) {
        String message = FAILED_ENVELOPE_MESSAGES.stream()
                .map(name -> root.path(name).asText())
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse(SuccessFlag.NO_REASON);
        SuccessFlag success = SuccessFlag.of(root.get("SUCCESS"));
        boolean isUnclear = success == SuccessFlag.UNCLEAR;
        boolean denied = !isUnclear && DENIED_TEXT.matcher(message).find();
        String code = isUnclear ? SuccessFlag.UNCLEAR_CODE : FAILED_ENVELOPE_CODE;
        return new ApiError(denied, success.explain(collapseWhitespace(message)), code, List.of());
    }

    /** Returns what an error proves about the execution of its request. */
    static ServerDialect.Execution execution(ApiError error, int status) {
        if (error.denied()) return ServerDialect.Execution.REFUSED_IN_WORDS;
        if (status / 100 != 2) return ServerDialect.Execution.BY_STATUS;
        boolean isRefusal = error.code() != null && REFUSAL_CODES.contains(error.code())
                || error.code() == null && !error.fieldErrors().isEmpty();
        return isRefusal ? ServerDialect.Execution.REFUSED : ServerDialect.Execution.UNKNOWN;
    }

    static ApiError parseBody(JsonNode root) {
        return new N2wsErrorParser().parseErrors(root.has("errors") ? root.get("errors") : root);
    }

    private ApiError parseErrors(JsonNode errors) {
        collectAll(errors, messages);
        messages.removeIf(String::isBlank);
        if (messages.isEmpty() && fields.isEmpty()) return null;
        // Among several errors, the error that proves the least decides.
        String code = codes.stream()
                .filter(candidate -> !REFUSAL_CODES.contains(candidate))
                .findFirst()
                .orElse(codes.isEmpty() ? null : codes.get(0));
        return new ApiError(
                false,
                code != null && TOKEN_CODES.contains(code),
                messages.isEmpty() ? "not accepted" : String.join("; ", messages),
                code,
                List.copyOf(fields));
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
