package dev.baksh.client.px.backend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader of the gRPC status code in an error body: a number, a number as text, or a name in any spelling; at the top, in a
 * nested {@code error}, in {@code details}, or in the message.
 */
final class GrpcCode {
    static final int PERMISSION_DENIED = 7;
    static final int UNAUTHENTICATED = 16;

    /** Names by code, without underscores. */
    private static final List<String> NAMES = List.of("""
            ok canceled unknown invalidargument deadlineexceeded notfound alreadyexists permissiondenied
            resourceexhausted failedprecondition aborted outofrange unimplemented internal unavailable dataloss
            unauthenticated""".split("\\s+"));

    private static final Set<String> CODE_FIELDS = Set.of("code", "grpccode", "statuscode", "status");
    private static final Set<String> NESTED_FIELDS = Set.of("error", "errors", "details", "status");
    /** Text of a gRPC error: {@code rpc error: code = Unavailable desc = ...}. */
    private static final Pattern RPC_ERROR = Pattern.compile("(?i)\\bcode\\s*=\\s*([a-z_]+(?:\\(\\d+\\))?|\\d+)");

    private static final int MAX_DEPTH = 4;

    private GrpcCode() {}

    /**
     * Returns the code as text: a number from 0 to 16 for a gRPC code, any other code unchanged, or null if the body
     * contains no code.
     */
    static String read(JsonNode root) {
        String code = readField(root);
        if (code == null || normalize(code).equals("0")) {
            String nested = readNested(root, 0);
            if (nested != null) return nested;
        }
        return code == null ? null : normalize(code);
    }

    private static String readField(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey().toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
            JsonNode value = field.getValue();
            boolean isStatusText =
                    !name.equals("status") || value.isTextual() && NAMES.contains(simplify(value.asText()));
            if (CODE_FIELDS.contains(name) && value.isValueNode() && !value.isNull() && isStatusText)
                return value.asText();
        }
        return null;
    }

    private static String readNested(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) return null;
        if (node.isTextual()) {
            Matcher matcher = RPC_ERROR.matcher(node.asText());
            return matcher.find() ? normalize(matcher.group(1).replaceAll("\\(.*", "")) : null;
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                String code = readNested(item, depth + 1);
                if (code != null) return code;
            }
            return null;
        }
        if (depth > 0 && node.isObject()) {
            // The name in the nested object is more exact than the HTTP status number of google.rpc: {"code": 503,
            // "status":
            // "UNAVAILABLE"}.
            String status = node.path("status").asText();
            if (NAMES.contains(simplify(status))) return normalize(status);
            String code = readField(node);
            if (code != null && !normalize(code).equals("0")) return normalize(code);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            boolean isNested = NESTED_FIELDS.contains(field.getKey().toLowerCase(Locale.ROOT));
            if (!isNested && !field.getValue().isTextual()) continue;
            String code = readNested(field.getValue(), depth + 1);
            if (code != null) return code;
        }
        return null;
    }

    /** Returns true if the text is one of the gRPC codes, as a number or by name. */
    static boolean isKnown(String code) {
        return code != null && normalize(code).matches("[0-9]|1[0-6]");
    }

    private static String normalize(String code) {
        String simple = simplify(code);
        int index = NAMES.indexOf(simple);
        if (index >= 0) return String.valueOf(index);
        String number = code.strip().replaceFirst("\\.0+$", "");
        return number.matches("0*\\d{1,9}") ? String.valueOf(Integer.parseInt(number)) : code.strip();
    }

    private static String simplify(String name) {
        String simple = name.strip().replaceAll("[_\\s-]", "").toLowerCase(Locale.ROOT);
        return simple.equals("cancelled") ? "canceled" : simple;
    }
}
