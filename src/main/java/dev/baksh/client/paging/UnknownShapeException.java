package dev.baksh.client.paging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Exception of a response that is valid JSON of a form that baksh does not know, and so is not damaged. */
public final class UnknownShapeException extends IOException {
    private static final int MAX_EXCERPT = 80;

    private final String excerpt;

    UnknownShapeException(String expected, byte[] body) {
        super(expected);
        String text = new String(body, 0, Math.min(body.length, 4 * MAX_EXCERPT), StandardCharsets.UTF_8)
                .replaceAll("[\\p{C}\\s]+", " ");
        excerpt = text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
    }

    /** The start of the response without control characters; not redacted. */
    public String excerpt() {
        return excerpt;
    }
}
