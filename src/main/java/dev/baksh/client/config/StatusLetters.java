package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Status letters as a person writes them: {@code F, E}. */
final class StatusLetters {
    /** What a successful backup has (n2ws-api 2.5). */
    private static final String SUCCESS = "B";

    private StatusLetters() {}

    /**
     * The letters that mean that a backup ended without success; none for null.
     *
     * @param location what leads the message
     * @param partialStatus the letter of a partial success, or null
     * @throws BakshException one of them means a success
     */
    static Set<String> parseFailed(String location, String text, String partialStatus) {
        Set<String> statusCodes = new LinkedHashSet<>();
        for (String statusCode : text == null ? new String[0] : text.split("[,\\s]+")) {
            if (statusCode.equals(SUCCESS) || statusCode.equals(partialStatus)) {
                throw BakshException.usageError(
                        location + ": " + statusCode + " means "
                                + (statusCode.equals(partialStatus) ? "a partial success" : "success")
                                + ", not an end without",
                        "write the letters of backups that have failed, for example F or F,E");
            }
            if (!statusCode.isEmpty()) statusCodes.add(statusCode);
        }
        return Set.copyOf(statusCodes);
    }
}
