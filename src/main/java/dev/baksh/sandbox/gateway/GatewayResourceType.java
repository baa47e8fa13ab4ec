package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.List;

/**
 * Type of resource that the emulated gateway stores, with its three spellings (px-api 5).
 *
 * @param segment path segment, which is also the name of the service
 * @param listKey key of the array in list responses
 * @param objectKey key of a single object in responses
 * @param infoKey key of all fields except the metadata
 * @param bodyKey key of these fields in a request body, or null if the body is flat
 * @param requiresPermission true if the roles of the caller are checked; other types are open to every caller with a
 *     token
 */
record GatewayResourceType(
        String segment, String listKey, String objectKey, String infoKey, String bodyKey, boolean requiresPermission) {
    static final GatewayResourceType BACKUP =
            new GatewayResourceType("backup", "backups", "backup", "backup_info", null, false);
    static final GatewayResourceType RESTORE =
            new GatewayResourceType("restore", "restores", "restore", "restore_info", null, false);
    static final GatewayResourceType SCHEDULE = new GatewayResourceType(
            "backupschedule", "backup_schedules", "backup_schedule", "backup_schedule_info", null, false);
    static final GatewayResourceType CLUSTER =
            new GatewayResourceType("cluster", "clusters", "cluster", "clusterInfo", null, false);
    static final GatewayResourceType DISCOVERY = new GatewayResourceType(
            "clusterdiscoveryconfig",
            "cluster_discovery_configs",
            "cluster_discovery_config",
            "cluster_discovery_config_info",
            "cluster_discovery_config_info",
            false);
    static final GatewayResourceType CREDENTIAL = new GatewayResourceType(
            "cloudcredential",
            "cloud_credentials",
            "cloud_credential",
            "cloud_credential_info",
            "cloud_credential",
            true);
    static final GatewayResourceType LOCATION = new GatewayResourceType(
            "backuplocation", "backup_locations", "backup_location", "backup_location_info", "backup_location", true);
    static final GatewayResourceType POLICY = new GatewayResourceType(
            "schedulepolicy", "schedule_policies", "schedule_policy", "schedule_policy_info", "schedule_policy", true);
    static final GatewayResourceType RULE =
            new GatewayResourceType("rule", "rules", "rule", "rules_info", "rules_info", true);
    static final GatewayResourceType VOLUMES = new GatewayResourceType(
            "volumeresourceonlypolicy",
            "volume_resource_only_policies",
            "volume_resource_only_policy",
            "volume_resource_only_policy_info",
            "volume_resource_only_policy",
            false);
    static final GatewayResourceType RECEIVER =
            new GatewayResourceType("receiver", "receivers", "receiver", "receiver_info", "receiver_info", true);
    static final GatewayResourceType RECIPIENT =
            new GatewayResourceType("recipient", "recipients", "recipient", "recipient_info", "recipient_info", true);
    static final GatewayResourceType ORGANIZATION =
            new GatewayResourceType("organization", "organizations", "organization", null, null, false);

    static final List<GatewayResourceType> ALL = List.of(
            BACKUP,
            RESTORE,
            SCHEDULE,
            CLUSTER,
            DISCOVERY,
            CREDENTIAL,
            LOCATION,
            POLICY,
            RULE,
            VOLUMES,
            RECEIVER,
            RECIPIENT,
            ORGANIZATION);

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
