package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.EnumSet;
import java.util.Set;

/** Type of resource that the emulated gateway stores, with its spellings (px-api 5). */
enum GatewayResourceType {
    BACKUP("backup", "backup", "backup_info", null),
    RESTORE("restore", "restore", "restore_info", null),
    SCHEDULE("backupschedule", "backup_schedule", "backup_schedule_info", null),
    CLUSTER("cluster", "cluster", "clusterInfo", null),
    DISCOVERY(
            "clusterdiscoveryconfig",
            "cluster_discovery_config",
            "cluster_discovery_config_info",
            "cluster_discovery_config_info"),
    CREDENTIAL("cloudcredential", "cloud_credential", "cloud_credential_info", "cloud_credential"),
    LOCATION("backuplocation", "backup_location", "backup_location_info", "backup_location"),
    POLICY("schedulepolicy", "schedule_policy", "schedule_policy_info", "schedule_policy"),
    RULE("rule", "rule", "rules_info", "rules_info"),
    VOLUMES(
            "volumeresourceonlypolicy",
            "volume_resource_only_policy",
            "volume_resource_only_policy_info",
            "volume_resource_only_policy"),
    RECEIVER("receiver", "receiver", "receiver_info", "receiver_info"),
    RECIPIENT("recipient", "recipient", "recipient_info", "recipient_info"),
    ORGANIZATION("organization", "organization", null, null);

    /** Types for which the roles of the caller are checked; other types are open to every caller with a token. */
    private static final Set<GatewayResourceType> TYPES_WITH_PERMISSION =
            EnumSet.of(CREDENTIAL, LOCATION, POLICY, RULE, RECEIVER, RECIPIENT);

    /** Path segment, which is also the name of the service. */
    final String segment;
    /** Key of a single object in responses. */
    final String objectKey;
    /** Key of all fields except the metadata. */
    final String infoKey;
    /** Key of these fields in a request body, or null if the body is flat. */
    final String bodyKey;

    GatewayResourceType(String segment, String objectKey, String infoKey, String bodyKey) {
        this.segment = segment;
        this.objectKey = objectKey;
        this.infoKey = infoKey;
        this.bodyKey = bodyKey;
    }

    boolean requiresPermission() {
        return TYPES_WITH_PERMISSION.contains(this);
    }

    /** Returns the key of the array in list responses. */
    String listKey() {
        return objectKey.replaceFirst("y$", "ie") + "s";
    }

    /** Returns the service name in the rules of roles: {@code rules} for type rule, otherwise the segment. */
    String service() {
        return this == RULE ? "rules" : segment;
    }

    /** Extracts the fields of the object from a request body, without the metadata. */
    ObjectNode extractInfo(JsonNode body) {
        if (bodyKey != null)
            return body.path(bodyKey) instanceof ObjectNode info ? info.deepCopy() : JsonTrees.object();
        ObjectNode info = ((ObjectNode) body).deepCopy();
        info.remove("metadata");
        return info;
    }
}
