package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Validator that copies the valid fields of a request body into a row, and reports invalid fields with the messages of
 * DRF. Unknown fields are ignored. Absent fields are ignored too, because a PUT may be partial.
 */
public final class FieldValidator {
    private static final Set<String> TRUE = Set.of("true", "True", "1");
    private static final Set<String> FALSE = Set.of("false", "False", "0");

    private final ObjectNode body;
    private final ObjectNode row;
    /** All errors are sent in one response, like DRF. */
    private final ObjectNode errors = JsonTrees.object();

    public FieldValidator(ObjectNode body, ObjectNode row) {
        this.body = body;
        this.row = row;
    }

    public FieldValidator required(String... fields) {
        for (String field : fields) {
            if (!body.has(field)) addError(field, "This field is required.", "required");
        }
        return this;
    }

    /** Accepts a string that matches the pattern. A blank string is accepted only if it matches too. */
    public FieldValidator text(String field, Pattern allowed) {
        JsonNode value = nonNullValue(field);
        if (value == null) return this;
        if (!value.isTextual() && !value.isNumber()) return addError(field, "Not a valid string.", "invalid");
        String text = value.asText().trim();
        if (allowed.matcher(text).matches()) row.put(field, text);
        else if (text.isEmpty()) addError(field, "This field may not be blank.", "blank");
        else addError(field, "This field contains invalid characters.", "invalid");
        return this;
    }

    public FieldValidator bool(String field) {
        JsonNode value = nonNullValue(field);
        if (value == null) return this;
        if (TRUE.contains(value.asText())) row.put(field, true);
        else if (FALSE.contains(value.asText())) row.put(field, false);
        else addError(field, "Must be a valid boolean.", "invalid");
        return this;
    }

    /** Accepts an integer of at least {@code min}. */
    public FieldValidator integer(String field, int min) {
        JsonNode value = nonNullValue(field);
        if (value == null) return this;
        if (!value.asText().matches("-?[0-9]{1,9}")) return addError(field, "A valid integer is required.", "invalid");
        int number = Integer.parseInt(value.asText());
        if (number < min) {
            return addError(field, "Ensure this value is greater than or equal to " + min + ".", "min_value");
        }
        row.put(field, number);
        return this;
    }

    public FieldValidator choice(String field, Set<String> choices) {
        JsonNode value = nonNullValue(field);
        if (value == null) return this;
        if (value.isTextual() && choices.contains(value.asText())) row.put(field, value.asText());
        else addError(field, "\"" + value.asText() + "\" is not a valid choice.", "invalid_choice");
        return this;
    }

    /** Accepts the id of another object. */
    public FieldValidator id(String field, IntPredicate exists) {
        JsonNode value = nonNullValue(field);
        if (value != null && validateId(field, value, exists)) row.put(field, value.asInt());
        return this;
    }

    /** Accepts a list of ids of other objects. */
    public FieldValidator ids(String field, IntPredicate exists) {
        JsonNode value = nonNullValue(field);
        if (value == null) return this;
        if (!value.isArray()) return list(field);
        ArrayNode ids = JsonTrees.array();
        for (JsonNode element : value) {
            if (validateId(field, element, exists)) ids.add(element.asInt());
        }
        if (!errors.has(field)) row.set(field, ids);
        return this;
    }

    /** Accepts any list. */
    public FieldValidator list(String field) {
        JsonNode value = body.path(field);
        if (value.isArray() || value.isMissingNode()) return this;
        String type = RequestBodyParser.pythonTypeName(value);
        return addError(field, "Expected a list of items but got type \"" + type + "\".", "not_a_list");
    }

    public FieldValidator addError(String field, String message, String code) {
        errors.withArray(field).add(N2wsErrorBodies.detail(message, code));
        return this;
    }

    /**
     * Throws all errors of the body in one response.
     *
     * @throws HttpErrorException 400 if there are errors
     */
    public void check() {
        if (!errors.isEmpty()) throw new HttpErrorException(N2wsErrorBodies.errorResponse(400, errors));
    }

    private JsonNode nonNullValue(String field) {
        JsonNode value = body.get(field);
        if (value == null) return null;
        if (value.isNull()) {
            addError(field, "This field may not be null.", "null");
            return null;
        }
        return value;
    }

    private boolean validateId(String field, JsonNode value, IntPredicate exists) {
        if (value.isBoolean() || !value.asText().matches("-?[0-9]{1,9}")) {
            String message =
                    "Incorrect type. Expected pk value, received " + RequestBodyParser.pythonTypeName(value) + ".";
            addError(field, message, "incorrect_type");
            return false;
        }
        if (exists.test(value.asInt())) return true;
        addError(field, "Invalid pk \"" + value.asText() + "\" - object does not exist.", "does_not_exist");
        return false;
    }
}
