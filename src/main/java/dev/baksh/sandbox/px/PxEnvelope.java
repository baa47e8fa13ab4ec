package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;

/** The backend's envelope and pager (px-api 3), and its errors in the style that is switched on. */
final class PxEnvelope {
    /** gRPC codes of what went wrong behind the backend. */
    enum Failure {
        INVALID(3, 422),
        NOT_FOUND(5, 404),
        EXISTS(6, 409),
        DENIED(7, 403),
        BUILT_IN(9, 400),
        UNAUTHENTICATED(16, 401);

        private final int code;
        private final int status;

        Failure(int code, int status) {
            this.code = code;
            this.status = status;
        }
    }

    private static final int PER_PAGE = 10;

    private final PxBehavior switches;

    PxEnvelope(PxBehavior switches) {
        this.switches = switches;
    }

    /** A success. The texts are an assumption but for lists; nobody may match on them. */
    static ServerResponse success(JsonNode data, String message) {
        ObjectNode body = JsonTrees.object().put("SUCCESS", true);
        body.set("DATA", data);
        return ServerResponse.json(200, body.put("SUCCESSMESSAGE", message));
    }

    /** One page of rows, with the pager's own ways: {@code from} counts from 0, addresses are empty strings. */
    static ServerResponse page(ServerRequest ask, List<? extends JsonNode> rows, String message) {
        Integer asked = ask.query().positive("page");
        Integer askedSize = ask.query().positive("per_page");
        int page = asked == null ? 1 : asked;
        int size = askedSize == null ? PER_PAGE : askedSize;
        int from = (int) Math.min(Integer.MAX_VALUE, (page - 1L) * size);
        List<? extends JsonNode> part = rows.stream().skip(from).limit(size).toList();
        ObjectNode data = JsonTrees.object()
                .put("current_page", page)
                .put("searched", !ask.query().get("searchString", "").isEmpty())
                .put("first_page_url", "")
                .put("from", from)
                .put("last_page", Math.max(1, (rows.size() + size - 1) / size))
                .put("last_page_url", "")
                .put("next_page_url", "")
                .put("path", "")
                .put("per_page", size)
                .put("to", from + part.size())
                .put("total", rows.size())
                .putNull("metaData");
        data.set("data", JsonTrees.array(part));
        data.put("fromCache", false)
                .putNull("networkTimer")
                .putNull("processTimer")
                .put("dsRequestId", 0)
                .put("next_token", "");
        return success(data, message);
    }

    HttpErrorException refusal(Failure failure, String message) {
        return new HttpErrorException(answer(failure, null, message));
    }

    HttpErrorException invalid(String field, String message) {
        return new HttpErrorException(answer(Failure.INVALID, field, message));
    }

    ServerResponse unauthenticated() {
        return answer(Failure.UNAUTHENTICATED, null, "Unauthenticated.");
    }

    private ServerResponse answer(Failure failure, String field, String message) {
        ErrorStyle style = switches.errorStyle();
        if (style == ErrorStyle.LARAVEL) return laravel(failure, field, message);
        // Assumption: which keys carry the error; the public pages show none.
        ObjectNode body =
                JsonTrees.object().put("SUCCESS", false).putNull("DATA").put("ERRORMESSAGE", message);
        body.put("code", failure.code);
        boolean ok = style == ErrorStyle.OK_ENVELOPE && failure != Failure.UNAUTHENTICATED;
        return ServerResponse.json(ok ? 200 : failure.status, body);
    }

    private static ServerResponse laravel(Failure failure, String field, String message) {
        ObjectNode body = JsonTrees.object().put("message", message);
        if (field != null) body.putObject("errors").set(field, JsonTrees.texts(message));
        return ServerResponse.json(failure.status, body);
    }
}
