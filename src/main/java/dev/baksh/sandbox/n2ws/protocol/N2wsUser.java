package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;

/**
 * A user who can have an API key.
 *
 * @param ownerId the id of the user whose objects it works with: its own, or for a delegate the original user's
 * @param permissionFlags for a delegate what it may change; null for a user proper, who may do all
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

    /** The row of {@code users/}, or for a delegate of {@code delegates/}. The root user has no profile at all. */
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
