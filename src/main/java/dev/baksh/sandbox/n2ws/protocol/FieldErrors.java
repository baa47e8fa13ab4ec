package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;

/** Collector of the field errors of one request; all errors are sent in one response, like DRF. */
final class FieldErrors {
    private final ObjectNode fields = JsonTrees.object();

    void add(String field, String message, String code) {
        fields.withArray(field).add(N2wsErrorBodies.detail(message, code));
    }

    boolean has(String field) {
        return fields.has(field);
    }

    /**
     * Throws the collected errors.
     *
     * @throws HttpErrorException 400 if there are errors
     */
    void throwIfAny() {
        if (!fields.isEmpty()) throw toException();
    }

    HttpErrorException toException() {
        return new HttpErrorException(N2wsErrorBodies.errorResponse(400, fields));
    }
}
