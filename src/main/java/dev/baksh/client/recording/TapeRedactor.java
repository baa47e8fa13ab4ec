package dev.baksh.client.recording;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.http.SecretRedactor;

/** Redactor of recordings: replaces the known secrets, and fields with names of secrets. */
record TapeRedactor(SecretRedactor secretRedactor) {
    String redact(String text) {
        return secretRedactor.redact(text);
    }

    /** Redacts a body; a body that is not JSON is redacted as a string. */
    String redactJson(String body) {
        // A replaced value is also redacted in later requests.
        return new BodyRedactor(this::redact, secretRedactor::addFound).redact(body);
    }
}
