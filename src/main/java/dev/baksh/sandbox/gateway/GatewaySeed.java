package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;

/**
 * Seed data of the gateway: two clusters, a bucket, a policy, a schedule and its backups. All values are fictitious.
 */
final class GatewaySeed {
    private final GatewayServer server;
    private final String ownerId;
    private final Instant installedAt;

    GatewaySeed(GatewayServer server, String ownerId, Instant installedAt) {
        this.server = server;
        this.ownerId = ownerId;
        this.installedAt = installedAt;
    }

    void populate() {
        add(GatewayResourceType.ORGANIZATION, "default", 0, JsonTrees.object());
        ObjectNode credential = JsonTrees.object().put("type", "AWS");
        credential
                .putObject("aws_config")
                .put("access_key", "AKIASANDBOXSANDBOX00")
                .put("secret_key", "sandbox-secret-key-0");
        add(GatewayResourceType.CREDENTIAL, "main", 1, credential);
        ObjectNode bucket = JsonTrees.object()
                .put("type", "S3")
                .put("path", "shop-backups")
                .put("encryption_key", "sandbox-encryption-key");
        bucket.set("cloud_credential_ref", referenceTo(GatewayResourceType.CREDENTIAL, "main"));
        bucket.putObject("status").put("status", "Valid").put("reason", "");
        add(GatewayResourceType.LOCATION, "main-bucket", 2, bucket);
        addCluster("prod", "Online", 3);
        addCluster("dr", "Online", 4);
        ObjectNode policy = JsonTrees.object();
        policy.putObject("daily").put("time", "02:00AM").put("retain", "7");
        add(GatewayResourceType.POLICY, "daily", 5, policy);
        ObjectNode rule = JsonTrees.object();
        rule.putArray("rules").addObject().putObject("pod_selector").put("app", "mysql");
        add(GatewayResourceType.RULE, "flush", 6, rule);
        ObjectNode schedule = JsonTrees.object().put("suspend", false);
        schedule.set("schedule_policy_ref", referenceTo(GatewayResourceType.POLICY, "daily"));
        schedule.set("backup_location_ref", referenceTo(GatewayResourceType.LOCATION, "main-bucket"));
        schedule.set("cluster_ref", referenceTo(GatewayResourceType.CLUSTER, "prod"));
        schedule.set("namespaces", JsonTrees.stringArray("shop"));
        add(GatewayResourceType.SCHEDULE, "nightly", 7, schedule);
        addBackup("nightly-1", "Success", "", 8);
        addBackup("nightly-2", "PartialSuccess", "1 of 12 resources was not backed up", 9);
        addBackup("nightly-3", "Failed", "backup location main-bucket could not be reached", 10);
        ObjectNode restore = JsonTrees.object();
        restore.set("backup_ref", referenceTo(GatewayResourceType.BACKUP, "nightly-1"));
        restore.set("cluster_ref", referenceTo(GatewayResourceType.CLUSTER, "dr"));
        restore.putObject("namespace_mapping").put("shop", "shop-drill");
        restore.putObject("status").put("status", "Success").put("reason", "");
        add(GatewayResourceType.RESTORE, "drill-1", 11, restore);
        ObjectNode receiver = JsonTrees.object().put("type", "EMAIL");
        receiver.putObject("email_config")
                .put("host", "mail.example.com")
                .put("port", "587")
                .put("auth_password", "sandbox-mail-password");
        add(GatewayResourceType.RECEIVER, "mail", 12, receiver);
        ObjectNode recipient =
                JsonTrees.object().put("type", "EMAIL").put("active", true).put("severity", "CRITICAL");
        recipient.set("recipient_id", JsonTrees.stringArray("oncall@example.com"));
        recipient.set("receiver_ref", referenceTo(GatewayResourceType.RECEIVER, "mail"));
        add(GatewayResourceType.RECIPIENT, "oncall", 13, recipient);
        ObjectNode volumes = JsonTrees.object();
        volumes.set("volume_types", JsonTrees.stringArray("NFS"));
        add(GatewayResourceType.VOLUMES, "no-nfs", 14, volumes);
        ObjectNode discovery = JsonTrees.object().put("type", "GardenerShoot");
        discovery.putObject("status").put("status", "Success").put("reason", "");
        add(GatewayResourceType.DISCOVERY, "gardener", 15, discovery);
    }

    private void addCluster(String name, String status, int day) {
        ObjectNode cluster = JsonTrees.object()
                .put("provider", "AWS")
                .put("k8s_version", "1.31")
                .put("stork_version", "25.3.1")
                .put("kubeconfig", "sandbox-kubeconfig-of-" + name);
        cluster.putObject("status").put("status", status).put("reason", "");
        cluster.set("cloud_credential_ref", referenceTo(GatewayResourceType.CREDENTIAL, "main"));
        add(GatewayResourceType.CLUSTER, name, day, cluster);
    }

    private void addBackup(String name, String status, String reason, int day) {
        ObjectNode backup = JsonTrees.object().put("total_size", "1073741824").put("resource_count", "12");
        backup.set("namespaces", JsonTrees.stringArray("shop"));
        backup.set("cluster_ref", referenceTo(GatewayResourceType.CLUSTER, "prod"));
        backup.set("backup_location_ref", referenceTo(GatewayResourceType.LOCATION, "main-bucket"));
        backup.putObject("status").put("status", status).put("reason", reason);
        add(GatewayResourceType.BACKUP, name, day, backup);
    }

    /** Adds an object without details, created one day before all others. */
    void addMinimal(GatewayStore store, String name) {
        store.add(
                JsonTrees.object().put("name", name),
                JsonTrees.object(),
                ownerId,
                installedAt.minus(Duration.ofDays(1)));
    }

    private void add(GatewayResourceType type, String name, int day, ObjectNode info) {
        server.store(type)
                .add(
                        JsonTrees.object().put("name", name).put("org_id", "default"),
                        info,
                        ownerId,
                        installedAt.plus(Duration.ofDays(day)));
    }

    private ObjectNode referenceTo(GatewayResourceType type, String name) {
        String uid = server.store(type).find(name).path("metadata").path("uid").asText();
        return JsonTrees.object().put("name", name).put("uid", uid);
    }
}
