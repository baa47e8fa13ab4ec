package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;

/** Syntax check for the version of the N2WS API in the configuration: {@code 1.7}, {@code 2.0.0}. */
final class ApiVersion {
    private ApiVersion() {}

    /**
     * Returns the text unchanged, or null for null.
     *
     * @param location prefix of the error message
     * @throws BakshException (exit 2) the text is not a version
     */
    static String requireValid(String location, String text) {
        if (text == null || text.matches("[1-9]\\d?(\\.\\d{1,3}){0,2}")) return text;
        throw BakshException.usageError(
                location + ": not an API version: '" + text + "'",
                "write 1.7 or 2.0.0, or remove the setting: baksh detects the version");
    }
}
