package dev.baksh.client.px.backend;

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
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parser for the error forms of Portworx: the envelope with {@code SUCCESS: false} under any status code, Laravel's
 * {@code message} and {@code errors}, the gateway's gRPC code, and Keycloak's {@code error}. The backend's forms are
 * not public (px-api 3), so all forms are accepted (assumption).
 */
public final class PxErrorParser {
    /**
     * gRPC codes of requests that the server refused before it acted: invalid argument, not found, already exists,
     * permission denied, failed precondition, out of range, unimplemented, unauthenticated. Every other code may occur
     * after the server has executed the request.
     */
    private static final Set<Integer> REFUSAL_CODES = Set.of(3, 5, 6, 7, 9, 11, 12, 16);
    /** gRPC codes of errors that may be temporary: deadline exceeded, resource exhausted, unavailable. */
    private static final Set<String> TEMPORARY_CODES = Set.of("4", "8", "14");
    /** gRPC code of a busy server. With status 429 the code adds no information to the status. */
    private static final String RESOURCE_EXHAUSTED = "8";

    /** Texts of a failure behind the backend, which may occur after the server has executed the request. */
    private static final Pattern FAILURE_TEXT = Pattern.compile(
            "(?i)deadline|time[d]?[ -]?out|unavailable|transport is closing|connection (reset|refused|closed|error)|broken pipe"
                    + "|\\beof\\b|internal( server)? error|bad gateway|canceled|cancelled|unknown error|panic|server error"
                    + "|try again|went wrong");
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
    /** Code of a missing permission in {@code SUCCESS: false}, which has no code: a refusal in words with any status. */
    private static final String DENIED_ENVELOPE_CODE = "denied";

    private static final Pattern GRPC_ERROR = Pattern.compile(
            "(?s)^\\s*\\{\\s*\"(error|code|message|details|status|grpc_?code)\"\\s*:.*", Pattern.CASE_INSENSITIVE);
    /**
     * Maximum length of a body that is always parsed. A longer body of a success is parsed only if it looks like an
     * error, so that a long list is not parsed twice.
     */
    private static final int MAX_ERROR_LENGTH = 4096;
    /** Fields of an error body without an envelope. */
    private static final Set<String> ERROR_FIELDS =
            Set.of("error", "code", "message", "details", "status", "error_description", "grpc_code", "grpcCode");

    private PxErrorParser() {}

    /** Returns the error in a response of any status, or null for a response without an error. */
    public static ApiError parse(HttpResponse response) {
        boolean isSuccess = response.status() / 100 == 2;
        if (!response.isJson()) return null;
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (isSuccess
                && text.length() > MAX_ERROR_LENGTH
                && !SuccessFlag.mayReportFailure(text)
                && !GRPC_ERROR.matcher(text).matches()) return null;
        JsonNode root;
        try {
            root = JsonTreeReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null; // The body is not JSON, so only the status code is known.
        }
        if (root == null || !root.isObject()) return null;
        if (isSuccess && !isRefused(root)) return null;
        return parseBody(root);
    }

    /** True for an error body under a success status code. */
    private static boolean isRefused(JsonNode root) {
        JsonNode flag = successFlag(root);
        if (flag != null) return SuccessFlag.of(flag) != SuccessFlag.TRUE;
        JsonNode error = root.get("error");
        String code = GrpcCode.read(root);
        boolean hasCode = code != null && !code.equals("0") && !code.isEmpty() && !code.matches("20\\d");
        boolean isErrorBody = ERROR_FIELDS.containsAll(
                root.properties().stream().map(Map.Entry::getKey).toList());
        if (isErrorBody)
            return hasCode
                    || error != null
                            && !error.asText(error.isEmpty() ? "" : "error").isBlank();
        boolean hasMessage = root.has("message") || error != null && error.has("message");
        return hasMessage && root.has("code") && hasCode && code.matches("-?\\d+");
    }

    /** Returns the flag of the envelope, or null; in lower case only beside no object, which may have such a field. */
    private static JsonNode successFlag(JsonNode root) {
        if (root.has("SUCCESS")) return root.get("SUCCESS");
        boolean hasObject = root.has("id") || root.has("uid") || root.has("metadata");
        return hasObject || !(root.has("message") || root.has("error") || root.has("errors"))
                ? null
                : root.get("success");
    }

    /** Returns what the error proves about the execution of its request. */
    static ServerDialect.Execution execution(ApiError error, int status) {
        if (GrpcCode.isKnown(error.code())) {
            if (REFUSAL_CODES.contains(Integer.parseInt(error.code()))) return ServerDialect.Execution.REFUSED;
            return status == 429 && error.code().equals(RESOURCE_EXHAUSTED)
                    ? ServerDialect.Execution.BY_STATUS
                    : ServerDialect.Execution.UNKNOWN;
        }
        if (DENIED_ENVELOPE_CODE.equals(error.code())) return ServerDialect.Execution.REFUSED_IN_WORDS;
        if (status / 100 != 2) return ServerDialect.Execution.BY_STATUS;
        if (SuccessFlag.UNCLEAR_CODE.equals(error.code())) return ServerDialect.Execution.UNKNOWN;
        if (error.unauthenticated()) return ServerDialect.Execution.REFUSED;
        if (error.denied()) return ServerDialect.Execution.REFUSED_IN_WORDS;
        if (error.code() != null) return ServerDialect.Execution.UNKNOWN;
        if (!error.fieldErrors().isEmpty()) return ServerDialect.Execution.REFUSED;
        boolean isUnclear = error.message().equals(SuccessFlag.NO_REASON)
                || FAILURE_TEXT.matcher(error.message()).find();
        return isUnclear ? ServerDialect.Execution.UNKNOWN : ServerDialect.Execution.REFUSED_IN_WORDS;
    }

    static boolean isTemporary(ApiError error) {
        return error.code() != null && TEMPORARY_CODES.contains(error.code());
    }

    private static ApiError parseBody(JsonNode root) {
        String code = GrpcCode.read(root);
        List<String> fieldErrors = readFieldErrors(root.get("errors"));
        String message = MESSAGE_FIELDS.stream()
                .map(name -> readMessage(root.get(name)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(fieldErrors.isEmpty() ? SuccessFlag.NO_REASON : "not accepted");
        boolean unauthenticated = String.valueOf(GrpcCode.UNAUTHENTICATED).equals(code)
                || UNAUTHENTICATED_TEXT.matcher(message).find();
        boolean denied = unauthenticated
                || String.valueOf(GrpcCode.PERMISSION_DENIED).equals(code)
                || DENIED_TEXT.matcher(message).find();
        JsonNode flag = successFlag(root);
        SuccessFlag success = flag == null ? SuccessFlag.TRUE : SuccessFlag.of(flag);
        if (success == SuccessFlag.UNCLEAR && !GrpcCode.isKnown(code)) code = SuccessFlag.UNCLEAR_CODE;
        else if (success == SuccessFlag.FALSE && denied && !unauthenticated && code == null)
            code = DENIED_ENVELOPE_CODE;
        return new ApiError(denied, unauthenticated, success.explain(message), code, fieldErrors);
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
