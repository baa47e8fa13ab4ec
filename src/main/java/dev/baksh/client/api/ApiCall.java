package dev.baksh.client.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Request to a server before it is sent: description, method, path, query, body and effect.
 *
 * @param description name of the call in messages and in the journal, in one line: {@code n2ws.policies.backup 'nightly'}
 * @param method HTTP method
 * @param path relative to the server's base, encoded
 * @param query query parameters in order; a null value is omitted, a list repeats the parameter
 * @param body map or list to send as JSON, or null
 * @param effect effect on the server
 * @param permission permission that the user needs on the server, for messages, or null
 * @param result noun of the returned rows, or null
 * @param target object of an operation of the catalogue, or null for a raw call
 * @param loss returns the rights that the write takes away and their holders; null for a write that takes none away. The
 *     supplier may send reads.
 * @param identity identity of the object that the write changes, or null
 */
public record ApiCall(
        String description,
        String method,
        String path,
        Map<String, Object> query,
        Object body,
        Effect effect,
        String permission,
        Noun result,
        Target target,
        Supplier<String> loss,
        ObjectIdentity identity) {
    /**
     * Object that a call changes, as fields for the journal; the description of a call is only text for the user.
     *
     * @param operation {@link Operation#id()}
     * @param id id of the object, or null before its creation
     * @param name name of the object, or null
     * @param names names that the verb adds to the object or removes from it: roles, members
     */
    public record Target(String operation, Object id, String name, List<String> names) {
        public Target {
            names = List.copyOf(names);
        }
    }

    public ApiCall {
        description = NameSuggestions.oneLine(description);
    }

    /** Creates a raw call that takes no rights away. */
    public ApiCall(
            String description,
            String method,
            String path,
            Map<String, Object> query,
            Object body,
            Effect effect,
            String permission,
            Noun result) {
        this(description, method, path, query, body, effect, permission, result, null, null, null);
    }

    /**
     * Returns true if a second request costs money, does harm or creates a second object, so that baksh looks for the result
     * before it sends the request again. A raw POST may create an object.
     */
    public boolean isDuplicateHarmful() {
        boolean mayCreate =
                method.equals("POST") && (target == null || target.operation().endsWith(".create"));
        return effect == Effect.START || effect == Effect.DANGER || mayCreate;
    }

    /** Returns a copy with another description for messages: {@code run policy "nightly"}. */
    public ApiCall withDescription(String description) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with another effect. */
    public ApiCall withEffect(Effect effect) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with another path. */
    public ApiCall withPath(String path) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with another body. */
    public ApiCall withBody(Object body) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with another noun of the returned rows. */
    public ApiCall withResult(Noun result) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with another target. */
    public ApiCall withTarget(Target target) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy that takes rights away. */
    public ApiCall withLoss(Supplier<String> loss) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy whose target has the names that the call adds or removes. */
    public ApiCall withNames(List<String> names) {
        return withTarget(new Target(target.operation(), target.id(), target.name(), names));
    }

    /** Returns a copy for this object. */
    public ApiCall withIdentity(ObjectIdentity identity) {
        return new ApiCall(description, method, path, query, body, effect, permission, result, target, loss, identity);
    }

    /** Returns a copy with additional query parameters; an existing parameter is replaced. */
    public ApiCall withQuery(Map<String, ?> extraQuery) {
        Map<String, Object> mergedQuery = new LinkedHashMap<>(query);
        mergedQuery.putAll(extraQuery);
        return new ApiCall(
                description, method, path, mergedQuery, body, effect, permission, result, target, loss, identity);
    }
}
