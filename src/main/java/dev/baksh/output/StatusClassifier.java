package dev.baksh.output;

import java.util.Set;

/**
 * Classifier of status values as success or failure: letters on N2WS (n2ws-api 2.3), words on Portworx (px-api 4). The
 * meaning of other N2WS letters is not public, so no letter counts as a failure.
 */
final class StatusClassifier {
    private static final Set<String> SUCCESS = Set.of("B", "M", "Success");
    private static final Set<String> FAILURE = Set.of("Failed", "Aborted", "Invalid");

    private StatusClassifier() {}

    static boolean isSuccess(String status) {
        return SUCCESS.contains(status);
    }

    static boolean isFailure(String status) {
        return FAILURE.contains(status);
    }
}
