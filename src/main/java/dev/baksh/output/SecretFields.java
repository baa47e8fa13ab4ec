package dev.baksh.output;

import java.util.regex.Pattern;

/** Secrets by the name of their field: a script may read them, and nobody sees them. */
final class SecretFields {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|secret|passphrase|kubeconfig|(private|encryption|account|api|json|access)_?key).*|(.*_)?token");

    private SecretFields() {}

    /** The value, or {@code ***} in place of a text in a field whose name says that it is secret. */
    static Object mask(String name, Object value) {
        boolean isSecret = value instanceof CharSequence text
                && !text.isEmpty()
                && SECRET_NAME.matcher(name).matches();
        return isSecret ? "***" : value;
    }
}
