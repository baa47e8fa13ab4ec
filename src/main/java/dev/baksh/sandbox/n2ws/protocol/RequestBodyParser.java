package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.ServerRequest;
import java.io.IOException;

/** Parser of request bodies: JSON and forms, like the parsers of DRF. */
public final class RequestBodyParser {
    private RequestBodyParser() {}

    /**
     * Parses the body; an empty body gives an empty object. Values of a form are strings.
     *
     * @throws HttpErrorException 415 for another media type, 400 for invalid JSON or JSON that is not an object
     */
    public static ObjectNode parse(ServerRequest request) {
        if (request.body().length == 0) return JsonTrees.object();
        String type = request.contentType();
        if (type.equals("application/x-www-form-urlencoded")) {
            ObjectNode form = JsonTrees.object();
            QueryParameters.parse(request.bodyText()).toMap().forEach(form::put);
            return form;
        }
        if (!type.equals("application/json")) {
            String message = "Unsupported media type \"" + request.header("Content-Type") + "\" in request.";
            throw N2wsErrorBodies.exception(415, message, "unsupported_media_type");
        }
        JsonNode body;
        try {
            body = JsonTrees.parse(request.body());
        } catch (JsonProcessingException e) {
            throw N2wsErrorBodies.exception(400, "JSON parse error - " + e.getOriginalMessage(), "parse_error");
        } catch (IOException e) {
            throw new IllegalStateException("cannot read a body in memory", e);
        }
        if (body instanceof ObjectNode object) return object;
        String message = "Invalid data. Expected a dictionary, but got " + pythonTypeName(body) + ".";
        throw N2wsErrorBodies.fieldError("non_field_errors", message, "invalid");
    }

    /** Returns the Python name of the value's type, which the messages of the server contain. */
    public static String pythonTypeName(JsonNode value) {
        if (value.isTextual()) return "str";
        if (value.isBoolean()) return "bool";
        if (value.isIntegralNumber()) return "int";
        if (value.isNumber()) return "float";
        if (value.isArray()) return "list";
        return value.isObject() ? "dict" : "NoneType";
    }
}
