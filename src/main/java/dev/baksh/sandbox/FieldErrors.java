package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Field errors of one request, gathered so that all are told at once, as DRF does. */
final class FieldErrors {
    private final ObjectNode fields = Json.object();

    void add(String field, String message, String code) {
        fields.withArray(field).add(N2wsErrors.detail(message, code));
    }

    boolean has(String field) {
        return fields.has(field);
    }

    /** @throws Refusal 400 when anything was added */
    void check() {
        if (!fields.isEmpty()) throw refusal();
    }

    Refusal refusal() {
        return new Refusal(N2wsErrors.answer(400, fields));
    }
}
