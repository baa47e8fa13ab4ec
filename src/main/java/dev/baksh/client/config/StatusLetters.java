package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Status letters as a person writes them: {@code F, E}. */
final class StatusLetters {
    /** What a successful backup has (n2ws-api 2.5). */
    private static final String SUCCESSFUL = "B";

    private StatusLetters() {}

    /**
     * The letters that mean that a backup ended without success; none for null.
     *
     * @param where what leads the message
     * @param partial the letter of a partial success, or null
     * @throws BakshException one of them means a success
     */
    static Set<String> failed(String where, String text, String partial) {
        Set<String> letters = new LinkedHashSet<>();
        for (String letter : text == null ? new String[0] : text.split("[,\\s]+")) {
            if (letter.equals(SUCCESSFUL) || letter.equals(partial)) {
                throw BakshException.usage(
                        where + ": " + letter + " means " + (letter.equals(partial) ? "a partial success" : "success")
                                + ", not an end without",
                        "write the letters of backups that have failed, for example F or F,E");
            }
            if (!letter.isEmpty()) letters.add(letter);
        }
        return Set.copyOf(letters);
    }
}
