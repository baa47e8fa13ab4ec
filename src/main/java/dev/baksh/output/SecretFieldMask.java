package dev.baksh.output;

import dev.baksh.client.api.SecretNames;

/** Filter that hides secrets by field name: a script may read them, and the output never shows them. */
final class SecretFieldMask {
    private SecretFieldMask() {}

    /** Returns the value, or {@code ***} for a string in a field whose name marks a secret. */
    static Object mask(String name, Object value) {
        boolean isSecret = value instanceof CharSequence text && !text.isEmpty() && SecretNames.isSecret(name);
        return isSecret ? SecretNames.REDACTED : value;
    }
}
