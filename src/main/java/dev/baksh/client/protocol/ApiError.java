package dev.baksh.client.protocol;

import java.util.List;

/**
 * What a server says went wrong, taken out of whatever form it came in.
 *
 * @param denied  it says so for want of permission, whatever the HTTP status
 * @param unauthenticated it takes the token for none, whatever the HTTP status
 * @param message   its own words, one line, not empty
 * @param code    its code, or null
 * @param fieldErrors  one {@code field: words} each for a body that it does not accept
 */
public record ApiError(boolean denied, boolean unauthenticated, String message, String code, List<String> fieldErrors) {

    /** A problem that has nothing to do with the token. */
    public ApiError(boolean denied, String message, String code, List<String> fieldErrors) {
        this(denied, false, message, code, fieldErrors);
    }

    /** A problem without fields. */
    public static ApiError of(String message, String code) {
        return new ApiError(false, message, code, List.of());
    }
}
