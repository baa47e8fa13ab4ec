package dev.baksh.output;

import dev.baksh.client.api.SecretNames;

/**
 * Mask that replaces the value of a field with {@code ***} in output if the name of the field marks a secret; a script
 * may read the value.
 */
final class SecretFieldMask {
    private SecretFieldMask() {}

    /** Returns the value, or {@code ***} for a string in a field whose name marks a secret. */
    static Object mask(String name, Object value) {
        boolean isSecret = value instanceof CharSequence text && !text.isEmpty() && SecretNames.isSecret(name);
        return isSecret ? SecretNames.REDACTED : value;
    }
}
