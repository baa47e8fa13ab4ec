package dev.baksh.client.protocol;

import java.util.List;

/**
 * Error in a response of a server, independent of the form of the response.
 *
 * @param denied true if a permission is missing, with any HTTP status
 * @param unauthenticated true if the server rejects the token, with any HTTP status
 * @param message message of the server, one line, not empty
 * @param code error code of the server, or null
 * @param fieldErrors one {@code field: message} for each rejected field of the request body
 */
public record ApiError(boolean denied, boolean unauthenticated, String message, String code, List<String> fieldErrors) {

    /** Creates an error that does not concern the token. */
    public ApiError(boolean denied, String message, String code, List<String> fieldErrors) {
        this(denied, false, message, code, fieldErrors);
    }
}
