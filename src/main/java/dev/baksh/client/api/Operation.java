package dev.baksh.client.api;

import java.util.Map;

/**
 * Operation of a server, as described by the catalogue.
 *
 * @param server kind of the server
 * @param noun {@code policies}
 * @param verb {@code backup}
 * @param onRow true when called on one row, false when called on the noun
 * @param isProperty true when written without parentheses: {@code policy.targets}
 * @param method HTTP method, or null for a verb without a request of its own ({@code await}, {@code diff})
 * @param paths path template by API version ("2", "1", or "" for all versions), with {@code {field}} placeholders
 * @param query query parameters by server name
 * @param body body fields by server name; the verbs of the block
 * @param block form of the block; without meaning for an operation without a body
 * @param effect effect on the server
 * @param permission permission that the user needs on the server, or null
 * @param result noun of the returned rows, or null
 * @param returnsList true when the operation returns a list
 * @param help one line
 * @param example one line that runs on the sandbox, or null
 * @param evidence {@code confirmed}, {@code inferred} or {@code unknown}
 * @param source source of the fact
 */
public record Operation(
        ServerKind server,
        String noun,
        String verb,
        boolean onRow,
        boolean isProperty,
        String method,
        Map<String, String> paths,
        Map<String, Field> query,
        Map<String, Field> body,
        Block block,
        Effect effect,
        String permission,
        String result,
        boolean returnsList,
        String help,
        String example,
        String evidence,
        String source) {

    /** Full name of the operation: {@code n2ws.policies.backup}. */
    public String id() {
        // Verbs of the server itself are written px.access().
        return noun.equals("server") ? server + "." + verb : server + "." + noun + "." + verb;
    }

    /**
     * Returns the path template of an API version, or else the template for all versions; null when both are missing.
     */
    public String path(String version) {
        String path = paths.get(version);
        return path != null ? path : paths.get("");
    }

    /** Form of the block of an operation. */
    public enum Block {
        /** One verb for each field of the body. */
        FIELDS,
        /** Verbs that grant services to a role: {@code viewOnly 'cloudcredential'}. */
        ROLE,
        /** Roles, and the roles of users: {@code user 'alice', 'backup-viewer'}. */
        PLAN
    }

    /** Meaning of a verb for every noun. */
    public enum Kind {
        LIST,
        CREATE,
        UPDATE,
        DELETE,
        OTHER
    }

    /** Returns the kind of the operation, which its verb decides. */
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
