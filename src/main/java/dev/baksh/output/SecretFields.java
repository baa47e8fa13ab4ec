package dev.baksh.output;

import java.util.regex.Pattern;

/** Filter that hides secrets by field name: a script may read them, and the output never shows them. */
final class SecretFields {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|secret|passphrase|kubeconfig|(private|encryption|account|api|json|access)_?key).*|(.*_)?token");

    private SecretFields() {}

    /** Returns the value, or {@code ***} for a string in a field whose name marks a secret. */
    static Object mask(String name, Object value) {
        boolean isSecret = value instanceof CharSequence text
                && !text.isEmpty()
                && SECRET_NAME.matcher(name).matches();
        return isSecret ? "***" : value;
    }
}
