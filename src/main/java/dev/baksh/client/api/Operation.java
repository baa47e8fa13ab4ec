package dev.baksh.client.api;

import java.util.Map;

/**
 * One thing a server can be asked to do, as the catalogue describes it.
 *
 * @param server   {@code n2ws} or {@code px}
 * @param noun     {@code policies}
 * @param verb     {@code backup}
 * @param onRow    called on one row rather than on the noun
 * @param isProperty written without parentheses: {@code policy.targets}
 * @param method   HTTP method, or null for a verb that sends nothing of its own ({@code await}, {@code diff})
 * @param paths    path template by API version ("2", "1", or "" where versions do not differ), with {@code {field}} holes
 * @param query    query parameters by server name
 * @param body     body fields by server name; they are the verbs of the block
 * @param effect   what it does to the server
 * @param permission what the user needs on the server, or null
 * @param result   the noun of the rows that come back, or null
 * @param returnsList     a list comes back
 * @param help     one line
 * @param example  one line that runs on the sandbox, or null
 * @param evidence {@code confirmed}, {@code inferred} or {@code unknown}
 * @param source   where the fact stands
 */
public record Operation(
        String server,
        String noun,
        String verb,
        boolean onRow,
        boolean isProperty,
        String method,
        Map<String, String> paths,
        Map<String, Field> query,
        Map<String, Field> body,
        Effect effect,
        String permission,
        String result,
        boolean returnsList,
        String help,
        String example,
        String evidence,
        String source) {

    /** {@code n2ws.policies.backup}. */
    public String id() {
        // Verbs of the whole server are written px.access().
        return noun.equals("server") ? server + "." + verb : server + "." + noun + "." + verb;
    }

    /** The path template of an API version, or of the one that does not depend on it; null when neither is known. */
    public String path(String version) {
        String path = paths.get(version);
        return path != null ? path : paths.get("");
    }

    /** Meaning of a verb for every noun. */
    public enum Kind {
        LIST,
        CREATE,
        UPDATE,
        DELETE,
        OTHER
    }

    /** Kind of the verb. */
    public Kind kind() {
        return switch (verb) {
            case "list" -> Kind.LIST;
            case "create" -> Kind.CREATE;
            case "update" -> Kind.UPDATE;
            case "delete" -> Kind.DELETE;
            default -> Kind.OTHER;
        };
    }
}
