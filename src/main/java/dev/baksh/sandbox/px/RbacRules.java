package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Evaluator of the rules of emulated roles (px-api 4.2): rules are alternatives, {@code *} is a wildcard at the start
 * or end, {@code !} denies.
 */
final class RbacRules {
    private RbacRules() {}

    /** Returns true if a rule allows the API and no rule denies it. */
    static boolean isAllowed(JsonNode rules, String service, String api) {
        boolean allowed = false;
        for (JsonNode rule : rules) {
            if (isDenied(rule.path("services"), service) || isDenied(rule.path("apis"), api)) return false;
            allowed |= matches(rule.path("services"), service) && matches(rule.path("apis"), api);
        }
        return allowed;
    }

    private static boolean matches(JsonNode patterns, String value) {
        for (JsonNode pattern : patterns) {
            if (matches(pattern.asText(), value)) return true;
        }
        return false;
    }

    private static boolean isDenied(JsonNode patterns, String value) {
        for (JsonNode pattern : patterns) {
            if (pattern.asText().startsWith("!") && matches(pattern.asText().substring(1), value)) return true;
        }
        return false;
    }

    private static boolean matches(String pattern, String value) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        boolean openStart = lower.startsWith("*");
        boolean openEnd = lower.endsWith("*");
        if (lower.equals("*")) return true;
        String literal = lower.substring(openStart ? 1 : 0, lower.length() - (openEnd ? 1 : 0));
        if (openStart && openEnd) return value.contains(literal);
        if (openStart) return value.endsWith(literal);
        return openEnd ? value.startsWith(literal) : value.equals(literal);
    }
}
