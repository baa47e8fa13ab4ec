package dev.baksh.client.recording;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baksh.client.config.Secret;
import dev.baksh.client.http.SecretRedactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Redactor of recordings: replaces the known secrets, and fields with names of secrets. */
final class TapeRedactor {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|secret|token|kubeconfig|private_?key|encryption_?key|account_?key|api_?key|json_?key|access_?key).*");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final SecretRedactor secretRedactor;

    TapeRedactor(SecretRedactor secretRedactor) {
        this.secretRedactor = secretRedactor;
    }

    String redact(String text) {
        return secretRedactor.redact(text);
    }

    /** Redacts a body; a body that is not JSON is redacted as a string. */
    String redactJson(String body) {
        String json = body;
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree != null && redactSecretFields(tree)) json = JSON.writeValueAsString(tree);
        } catch (IOException e) {
            // For example a CSV file or an HTML page.
        }
        return redact(json);
    }

    /** Redacts fields; returns true if a value was replaced. A replaced value is also redacted in later requests. */
    private boolean redactSecretFields(JsonNode node) {
        boolean redacted = false;
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = object.get(name);
                if (value.isTextual()
                        && !value.textValue().isBlank()
                        && SECRET_NAME.matcher(name).matches()) {
                    secretRedactor.add(Secret.of(value.textValue()));
                    object.set(name, TextNode.valueOf("***"));
                    redacted = true;
                } else redacted |= redactSecretFields(value);
            }
        } else for (JsonNode child : node) redacted |= redactSecretFields(child);
        return redacted;
    }
}
