package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;

/**
 * User or delegate of the emulated N2WS server, with an API key.
 *
 * @param ownerId id of the user who owns the objects: the user, or the original user of a delegate
 * @param permissionFlags permissions of a delegate; null for a full user, who has all permissions
 */
public record N2wsUser(int id, String name, String email, Kind kind, int ownerId, Set<String> permissionFlags) {
    public enum Kind {
        ROOT,
        MANAGED,
        INDEPENDENT,
        DELEGATE
    }

    public static final String RECOVERY = "allow_recovery";
    public static final String ACCOUNTS = "allow_account_changes";
    public static final String BACKUPS = "allow_backup_changes";
    static final String SETTINGS = "allow_settings_changes";

    boolean hasPermission(String flag) {
        return permissionFlags == null || permissionFlags.contains(flag);
    }

    /** Returns the row in {@code users/}, or for a delegate in {@code delegates/}. The root user has no profile. */
    public ObjectNode toRow() {
        ObjectNode row = JsonTrees.object().put("id", id).put("username", name).put("email", email);
        if (kind == Kind.DELEGATE) row.set("profile", permissionProfile());
        else if (kind != Kind.ROOT) row.set("profile", limitProfile());
        return row;
    }

    private ObjectNode permissionProfile() {
        ObjectNode profile = JsonTrees.object();
        for (String flag : new String[] {RECOVERY, ACCOUNTS, BACKUPS, SETTINGS})
            profile.put(flag, permissionFlags.contains(flag));
        return profile;
    }

    private ObjectNode limitProfile() {
        ObjectNode profile = JsonTrees.object()
                .put("is_managed_user", kind == Kind.MANAGED)
                .put("is_external_authentication", false)
                .putNull("domain_name")
                .putNull("max_accounts")
                .putNull("max_instances")
                .putNull("max_independent_ebs_gib")
                .putNull("max_rds_gib")
                .putNull("max_redshift_gib")
                .putNull("max_dynamodb_gib")
                .put("allow_file_level_recovery", true);
        if (kind == Kind.INDEPENDENT) profile.putArray("applied_managed_users");
        return profile;
    }
}
