package dev.baksh.output;

import java.util.Set;

/**
 * What servers call a run that ended well: N2WS by letters (n2ws-api 2.3), Portworx by a word (px-api 4). Other letters of
 * N2WS are not publicly known, so none is called a failure.
 */
final class StatusCodes {
    private static final Set<String> SUCCESS = Set.of("B", "M", "Success");
    private static final Set<String> FAILURE = Set.of("Failed", "Aborted", "Invalid");

    private StatusCodes() {}

    static boolean isSuccess(String status) {
        return SUCCESS.contains(status);
    }

    static boolean isFailure(String status) {
        return FAILURE.contains(status);
    }
}
