package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Parser for status letters in the configuration: {@code F, E}. */
final class StatusLetters {
    /** Status letter of a successful backup (n2ws-api 2.5). */
    private static final String SUCCESS = "B";

    private StatusLetters() {}

    /**
     * Returns the status letters of failed backups; empty for null.
     *
     * @param location prefix of the error message
     * @param partialStatus status letter of a partial success, or null
     * @throws BakshException (exit 2) one of the letters means success
     */
    static Set<String> parseFailed(String location, String text, String partialStatus) {
        Set<String> statusCodes = new LinkedHashSet<>();
        for (String statusCode : text == null ? new String[0] : text.split("[,\\s]+")) {
            if (statusCode.equals(SUCCESS) || statusCode.equals(partialStatus)) {
                throw BakshException.usageError(
                        location + ": " + statusCode + " means "
                                + (statusCode.equals(partialStatus) ? "a partial success" : "success")
                                + ", not failure",
                        "write the status letters of failed backups, for example F or F,E");
            }
            if (!statusCode.isEmpty()) statusCodes.add(statusCode);
        }
        return Set.copyOf(statusCodes);
    }
}
