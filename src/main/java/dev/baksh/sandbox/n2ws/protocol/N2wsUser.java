package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;

/**
 * A user who can have an API key.
 *
 * @param owner the id of the user whose objects it works with: its own, or for a delegate the original user's
 * @param flags for a delegate what it may change; null for a user proper, who may do all
 */
public record N2wsUser(int id, String name, String email, Kind kind, int owner, Set<String> flags) {
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

    boolean may(String flag) {
        return flags == null || flags.contains(flag);
    }

    /** The row of {@code users/}, or for a delegate of {@code delegates/}. The root user has no profile at all. */
    public ObjectNode row() {
        ObjectNode row = JsonTrees.object().put("id", id).put("username", name).put("email", email);
        if (kind == Kind.DELEGATE) row.set("profile", permissions());
        else if (kind != Kind.ROOT) row.set("profile", limits());
        return row;
    }

    private ObjectNode permissions() {
        ObjectNode profile = JsonTrees.object();
        for (String flag : new String[] {RECOVERY, ACCOUNTS, BACKUPS, SETTINGS})
            profile.put(flag, flags.contains(flag));
        return profile;
    }

    private ObjectNode limits() {
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
