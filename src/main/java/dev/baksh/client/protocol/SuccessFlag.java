package dev.baksh.client.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Value of the success flag in an envelope. Only true and false are statements; any other value proves nothing. */
public enum SuccessFlag {
    TRUE,
    FALSE,
    UNCLEAR;

    /** Code of an error with an {@link #UNCLEAR} flag: the server may have executed the request. */
    public static final String UNCLEAR_CODE = "unclear";

    /** Message of an error without a message of the server. */
    public static final String NO_REASON = "refused without a reason";

    private static final Pattern NOT_TRUE =
            Pattern.compile("\"SUCCESS\"\\s*+:\\s*+(?!(?:true|\"true\"|1|\"1\")\\s*+[,}])", Pattern.CASE_INSENSITIVE);

    /** Returns true if a body may contain a flag that is not true, at any position and in any case. */
    public static boolean mayReportFailure(String body) {
        return NOT_TRUE.matcher(body).find();
    }

    /** Returns the meaning of a flag: a boolean, the same as text, 1 or 0. */
    public static SuccessFlag of(JsonNode flag) {
        return switch (flag.asText().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> TRUE;
            case "false", "0" -> FALSE;
            default -> UNCLEAR;
        };
    }

    /** Adds to the message of an error that the flag is unclear. */
    public String explain(String message) {
        if (this != UNCLEAR) return message;
        return "the success flag is neither true nor false" + (message.equals(NO_REASON) ? "" : ": " + message);
    }
}
