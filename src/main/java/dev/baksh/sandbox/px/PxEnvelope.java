package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;

/**
 * Factory of the responses of the emulated backend: its envelope, pager (px-api 3) and errors in the configured style.
 */
record PxEnvelope(PxBehavior behavior) {
    /** gRPC codes of backend errors, with their HTTP status. */
    enum Failure {
        INVALID_ARGUMENT(3, 422),
        NOT_FOUND(5, 404),
        ALREADY_EXISTS(6, 409),
        PERMISSION_DENIED(7, 403),
        FAILED_PRECONDITION(9, 400),
        UNAUTHENTICATED(16, 401);

        private final int grpcCode;
        private final int httpStatus;

        Failure(int grpcCode, int httpStatus) {
            this.grpcCode = grpcCode;
            this.httpStatus = httpStatus;
        }
    }

    private static final int DEFAULT_PAGE_SIZE = 10;

    /** Returns a success response. The messages are an assumption except for lists; clients must not compare them. */
    static ServerResponse success(JsonNode data, String message) {
        ObjectNode body = JsonTrees.object().put("SUCCESS", true);
        body.set("DATA", data);
        return ServerResponse.json(200, body.put("SUCCESSMESSAGE", message));
    }

    /** Returns one page of rows in the format of the pager: {@code from} counts from 0, URLs are empty strings. */
    static ServerResponse page(ServerRequest request, List<? extends JsonNode> rows, String message) {
        int page = request.query().positiveInt("page", 1);
        int pageSize = request.query().positiveInt("per_page", DEFAULT_PAGE_SIZE);
        int from = (int) Math.min(Integer.MAX_VALUE, (page - 1L) * pageSize);
        List<? extends JsonNode> pageRows =
                rows.stream().skip(from).limit(pageSize).toList();
        ObjectNode data = JsonTrees.object()
                .put("current_page", page)
                .put("searched", !request.query().get("searchString", "").isEmpty())
                .put("first_page_url", "")
                .put("from", from)
                .put("last_page", Math.max(1, (rows.size() + pageSize - 1) / pageSize))
                .put("last_page_url", "")
                .put("next_page_url", "")
                .put("path", "")
                .put("per_page", pageSize)
                .put("to", from + pageRows.size())
                .put("total", rows.size())
                .putNull("metaData");
        data.set("data", JsonTrees.array(pageRows));
        data.put("fromCache", false)
                .putNull("networkTimer")
                .putNull("processTimer")
                .put("dsRequestId", 0)
                .put("next_token", "");
        return success(data, message);
    }

    HttpErrorException exception(Failure failure, String message) {
        return new HttpErrorException(errorResponse(failure, null, message));
    }

    HttpErrorException invalidField(String field, String message) {
        return new HttpErrorException(errorResponse(Failure.INVALID_ARGUMENT, field, message));
    }

    ServerResponse unauthenticatedResponse() {
        return errorResponse(Failure.UNAUTHENTICATED, null, "Unauthenticated.");
    }

    private ServerResponse errorResponse(Failure failure, String field, String message) {
        BackendErrorFormat style = behavior.errorStyle;
        if (style == BackendErrorFormat.LARAVEL) return laravelResponse(failure, field, message);
        // Assumption: the keys of the error; the public documentation shows none.
        ObjectNode body =
                JsonTrees.object().put("SUCCESS", false).putNull("DATA").put("ERRORMESSAGE", message);
        body.put("code", failure.grpcCode);
        boolean isOk = style == BackendErrorFormat.OK_ENVELOPE && failure != Failure.UNAUTHENTICATED;
        return ServerResponse.json(isOk ? 200 : failure.httpStatus, body);
    }

    private static ServerResponse laravelResponse(Failure failure, String field, String message) {
        ObjectNode body = JsonTrees.object().put("message", message);
        if (field != null) body.putObject("errors").set(field, JsonTrees.stringArray(message));
        return ServerResponse.json(failure.httpStatus, body);
    }
}
