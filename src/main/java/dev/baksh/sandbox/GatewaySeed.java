package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
        add(GatewayKind.ORGANIZATION, "default", 0, Json.object());
        ObjectNode credential = Json.object().put("type", "AWS");
        credential
                .putObject("aws_config")
                .put("access_key", "AKIASANDBOXSANDBOX00")
                .put("secret_key", "sandbox-secret-key-0");
        add(GatewayKind.CREDENTIAL, "main", 1, credential);
        ObjectNode bucket = Json.object()
                .put("type", "S3")
                .put("path", "shop-backups")
                .put("encryption_key", "sandbox-encryption-key");
        bucket.set("cloud_credential_ref", ref(GatewayKind.CREDENTIAL, "main"));
        bucket.putObject("status").put("status", "Valid").put("reason", "");
        add(GatewayKind.LOCATION, "main-bucket", 2, bucket);
        cluster("prod", "Online", 3);
        cluster("dr", "Online", 4);
        ObjectNode policy = Json.object();
        policy.putObject("daily").put("time", "02:00AM").put("retain", "7");
        add(GatewayKind.POLICY, "daily", 5, policy);
        ObjectNode rule = Json.object();
        rule.putArray("rules").addObject().putObject("pod_selector").put("app", "mysql");
        add(GatewayKind.RULE, "flush", 6, rule);
        ObjectNode schedule = Json.object().put("suspend", false);
        schedule.set("schedule_policy_ref", ref(GatewayKind.POLICY, "daily"));
        schedule.set("backup_location_ref", ref(GatewayKind.LOCATION, "main-bucket"));
        schedule.set("cluster_ref", ref(GatewayKind.CLUSTER, "prod"));
        schedule.set("namespaces", Json.texts("shop"));
        add(GatewayKind.SCHEDULE, "nightly", 7, schedule);
        backup("nightly-1", "Success", "", 8);
        backup("nightly-2", "PartialSuccess", "1 of 12 resources was not backed up", 9);
        backup("nightly-3", "Failed", "backup location main-bucket could not be reached", 10);
        ObjectNode restore = Json.object();
        restore.set("backup_ref", ref(GatewayKind.BACKUP, "nightly-1"));
        restore.set("cluster_ref", ref(GatewayKind.CLUSTER, "dr"));
        restore.putObject("namespace_mapping").put("shop", "shop-drill");
        restore.putObject("status").put("status", "Success").put("reason", "");
        add(GatewayKind.RESTORE, "drill-1", 11, restore);
        ObjectNode receiver = Json.object().put("type", "EMAIL");
        receiver.putObject("email_config")
                .put("host", "mail.example.com")
                .put("port", "587")
                .put("auth_password", "sandbox-mail-password");
        add(GatewayKind.RECEIVER, "mail", 12, receiver);
        ObjectNode recipient =
                Json.object().put("type", "EMAIL").put("active", true).put("severity", "CRITICAL");
        recipient.set("recipient_id", Json.texts("oncall@example.com"));
        recipient.set("receiver_ref", ref(GatewayKind.RECEIVER, "mail"));
        add(GatewayKind.RECIPIENT, "oncall", 13, recipient);
        ObjectNode volumes = Json.object();
        volumes.set("volume_types", Json.texts("NFS"));
        add(GatewayKind.VOLUMES, "no-nfs", 14, volumes);
        ObjectNode discovery = Json.object().put("type", "GardenerShoot");
        discovery.putObject("status").put("status", "Success").put("reason", "");
        add(GatewayKind.DISCOVERY, "gardener", 15, discovery);
    }

    private void cluster(String name, String status, int day) {
        ObjectNode cluster = Json.object()
                .put("provider", "AWS")
                .put("k8s_version", "1.31")
                .put("stork_version", "25.3.1")
                .put("kubeconfig", "sandbox-kubeconfig-of-" + name);
        cluster.putObject("status").put("status", status).put("reason", "");
        cluster.set("cloud_credential_ref", ref(GatewayKind.CREDENTIAL, "main"));
        add(GatewayKind.CLUSTER, name, day, cluster);
    }

    private void backup(String name, String status, String reason, int day) {
        ObjectNode backup = Json.object().put("total_size", "1073741824").put("resource_count", "12");
        backup.set("namespaces", Json.texts("shop"));
        backup.set("cluster_ref", ref(GatewayKind.CLUSTER, "prod"));
        backup.set("backup_location_ref", ref(GatewayKind.LOCATION, "main-bucket"));
        backup.putObject("status").put("status", status).put("reason", reason);
        add(GatewayKind.BACKUP, name, day, backup);
    }

    /** One of the day before all others, since nothing is told of it. */
    void bare(GatewayStore store, String name) {
        store.add(Json.object().put("name", name), Json.object(), owner, installed.minus(Duration.ofDays(1)));
    }

    private void add(GatewayKind kind, String name, int day, ObjectNode told) {
        server.store(kind)
                .add(
                        Json.object().put("name", name).put("org_id", "default"),
                        told,
                        owner,
                        installed.plus(Duration.ofDays(day)));
    }

    private ObjectNode ref(GatewayKind kind, String name) {
        String uid = server.store(kind).find(name).path("metadata").path("uid").asText();
        return Json.object().put("name", name).put("uid", uid);
    }
}
