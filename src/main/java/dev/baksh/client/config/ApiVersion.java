package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;

/** The version of an N2WS API as a person writes it: {@code 1.7}, {@code 2.0.0}. */
final class ApiVersion {
    private ApiVersion() {}

    /**
     * The text itself; null for none.
     *
     * @param location what leads the message
     * @throws BakshException it is no version
     */
    static String requireValid(String location, String text) {
        if (text == null || text.matches("[1-9]\\d?(\\.\\d{1,3}){0,2}")) return text;
        throw BakshException.usageError(
                location + ": not the version of an API: '" + text + "'",
                "write 1.7 or 2.0.0, or leave it out: baksh finds out");
    }
}
