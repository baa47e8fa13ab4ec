package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;

/** A small shop: two clusters, a bucket, a policy, a schedule and its backups. Every value is made up. */
final class GatewaySeed {
    private final GatewayServer server;
    private final String owner;
    private final Instant installed;

    GatewaySeed(GatewayServer server, String owner, Instant installed) {
        this.server = server;
        this.owner = owner;
        this.installed = installed;
    }

    void plant() {
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
        bucket.set("cloud_credential_ref", ref(GatewayResourceType.CREDENTIAL, "main"));
        bucket.putObject("status").put("status", "Valid").put("reason", "");
        add(GatewayResourceType.LOCATION, "main-bucket", 2, bucket);
        cluster("prod", "Online", 3);
        cluster("dr", "Online", 4);
        ObjectNode policy = JsonTrees.object();
        policy.putObject("daily").put("time", "02:00AM").put("retain", "7");
        add(GatewayResourceType.POLICY, "daily", 5, policy);
        ObjectNode rule = JsonTrees.object();
        rule.putArray("rules").addObject().putObject("pod_selector").put("app", "mysql");
        add(GatewayResourceType.RULE, "flush", 6, rule);
        ObjectNode schedule = JsonTrees.object().put("suspend", false);
        schedule.set("schedule_policy_ref", ref(GatewayResourceType.POLICY, "daily"));
        schedule.set("backup_location_ref", ref(GatewayResourceType.LOCATION, "main-bucket"));
        schedule.set("cluster_ref", ref(GatewayResourceType.CLUSTER, "prod"));
        schedule.set("namespaces", JsonTrees.texts("shop"));
        add(GatewayResourceType.SCHEDULE, "nightly", 7, schedule);
        backup("nightly-1", "Success", "", 8);
        backup("nightly-2", "PartialSuccess", "1 of 12 resources was not backed up", 9);
        backup("nightly-3", "Failed", "backup location main-bucket could not be reached", 10);
        ObjectNode restore = JsonTrees.object();
        restore.set("backup_ref", ref(GatewayResourceType.BACKUP, "nightly-1"));
        restore.set("cluster_ref", ref(GatewayResourceType.CLUSTER, "dr"));
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
        recipient.set("recipient_id", JsonTrees.texts("oncall@example.com"));
        recipient.set("receiver_ref", ref(GatewayResourceType.RECEIVER, "mail"));
        add(GatewayResourceType.RECIPIENT, "oncall", 13, recipient);
        ObjectNode volumes = JsonTrees.object();
        volumes.set("volume_types", JsonTrees.texts("NFS"));
        add(GatewayResourceType.VOLUMES, "no-nfs", 14, volumes);
        ObjectNode discovery = JsonTrees.object().put("type", "GardenerShoot");
        discovery.putObject("status").put("status", "Success").put("reason", "");
        add(GatewayResourceType.DISCOVERY, "gardener", 15, discovery);
    }

    private void cluster(String name, String status, int day) {
        ObjectNode cluster = JsonTrees.object()
                .put("provider", "AWS")
                .put("k8s_version", "1.31")
                .put("stork_version", "25.3.1")
                .put("kubeconfig", "sandbox-kubeconfig-of-" + name);
        cluster.putObject("status").put("status", status).put("reason", "");
        cluster.set("cloud_credential_ref", ref(GatewayResourceType.CREDENTIAL, "main"));
        add(GatewayResourceType.CLUSTER, name, day, cluster);
    }

    private void backup(String name, String status, String reason, int day) {
        ObjectNode backup = JsonTrees.object().put("total_size", "1073741824").put("resource_count", "12");
        backup.set("namespaces", JsonTrees.texts("shop"));
        backup.set("cluster_ref", ref(GatewayResourceType.CLUSTER, "prod"));
        backup.set("backup_location_ref", ref(GatewayResourceType.LOCATION, "main-bucket"));
        backup.putObject("status").put("status", status).put("reason", reason);
        add(GatewayResourceType.BACKUP, name, day, backup);
    }

    /** One of the day before all others, since nothing is told of it. */
    void bare(GatewayStore store, String name) {
        store.add(JsonTrees.object().put("name", name), JsonTrees.object(), owner, installed.minus(Duration.ofDays(1)));
    }

    private void add(GatewayResourceType kind, String name, int day, ObjectNode told) {
        server.store(kind)
                .add(
                        JsonTrees.object().put("name", name).put("org_id", "default"),
                        told,
                        owner,
                        installed.plus(Duration.ofDays(day)));
    }

    private ObjectNode ref(GatewayResourceType kind, String name) {
        String uid = server.store(kind).find(name).path("metadata").path("uid").asText();
        return JsonTrees.object().put("name", name).put("uid", uid);
    }
}
