package dev.baksh.client.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes down the pipeline: one request, not yet sent.
 *
 * @param description    what a person would call it, for messages and the journal: {@code n2ws.policies.backup 'nightly'}
 * @param method  HTTP method
 * @param path    relative to the server's base, encoded
 * @param query   in order; a null value is left out, a list is repeated
 * @param body    a map or list to be sent as JSON, or null for none
 * @param effect  what it does
 * @param permission what the user needs on the server, for messages, or null
 * @param result  the noun of the rows that come back, or null
 */
public record ApiCall(
        String description,
        String method,
        String path,
        Map<String, Object> query,
        Object body,
        Effect effect,
        String permission,
        Noun result) {

    /** The same call under another name for people. */
    public ApiCall withDescription(String description) {
        return new ApiCall(description, method, path, query, body, effect, permission, result);
    }

    /** The same call with more query parameters; a parameter that is there already is replaced. */
    public ApiCall withQuery(Map<String, ?> extraQuery) {
        Map<String, Object> mergedQuery = new LinkedHashMap<>(query);
        mergedQuery.putAll(extraQuery);
        return new ApiCall(description, method, path, mergedQuery, body, effect, permission, result);
    }
}
