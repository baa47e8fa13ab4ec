package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.CsvFileBuilder;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routes and seed data of Azure (n2ws-api 2.8): two policies and their recent backups, each with one virtual machine
 * and two disks. Assumption: fields that n2ws-api 2.8 does not document have the names of the AWS fields.
 */
final class N2wsAzure {
    private static final String RESOURCE_GROUP =
            "/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod";
    private static final Pattern NON_EMPTY = Pattern.compile(".+");
    private static final int DAYS = 3;

    private final RowTable policies = new RowTable();
    private final RowTable backups = new RowTable();
    private final N2wsRecoveries recoveries;

    N2wsAzure(N2wsBehavior behavior) {
        recoveries = new N2wsRecoveries(behavior);
        Instant fullHour = behavior.now().truncatedTo(ChronoUnit.HOURS);
        addPolicy("azure_vms", fullHour);
        addPolicy("azure_web", fullHour);
        for (int days = DAYS; days > 0; days--) {
            Instant start = fullHour.minus(Duration.ofHours(24L * days - 17));
            policies.rows().forEach(policy -> addBackup(policy, start));
        }
        ObjectNode backup = backups.get(1);
        recoveries.seed(backup, "virtual_machine", machineName(backup), fullHour.minus(Duration.ofHours(30)));
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.get("policies/", new ListQuery(policies, Set.of("user", "account"), "name")::respond)
                .getRows("backups/", new ListQuery(backups, Set.of("user", "status", "policy"), "name"))
                .get("backups/{id}/snapshots/virtual_machines/", this::listVirtualMachines)
                .get("backups/{id}/snapshots/disks/", this::listDisks)
                .add("POST", "backups/{id}/snapshots/virtual_machines/{snapshot}/recover/", this::recover)
                .getFile("text/csv", "reports/snapshots/", this::snapshotReport)
                .getFile("application/pdf", "reports/summary/", call -> N2wsReports.emptyPdf("summary_report.pdf"));
        recoveries.registerRoutes(routes);
    }

    private void addPolicy(String name, Instant modified) {
        ObjectNode row = JsonTrees.object()
                .put("id", policies.nextId())
                .put("name", name)
                .put("description", "");
        row.put("enabled", true).put("account", 1).put("user", N2wsUsers.ROOT);
        row.set("schedules", JsonTrees.intArray(1));
        policies.put(row.put("generations", 30).put("last_modified", modified.toString()));
    }

    private void addBackup(ObjectNode policy, Instant start) {
        ObjectNode row = JsonTrees.object().put("id", backups.nextId());
        row.set("name", policy.get("name"));
        row.set("policy", policy.get("id"));
        row.set("account", policy.get("account"));
        row.set("user", policy.get("user"));
        row.put("status", BackupStatusCode.SUCCESS).put("start_time", start.toString());
        backups.put(row.put("end_time", start.plus(Duration.ofMinutes(6)).toString()));
    }

    private ServerResponse listVirtualMachines(N2wsCall call) {
        ObjectNode backup = call.row(backups);
        RowTable table = new RowTable();
        String resource = call.query("resource");
        // Stored ids are in lower case and the filter is exact: an id in Azure's spelling has no match.
        if (resource == null || resource.equals(machineId(backup))) {
            table.put(JsonTrees.object()
                    .put("id", machineSnapshotId(backup))
                    .put("status", BackupStatusCode.SUCCESS)
                    .put("virtual_machine_id", machineId(backup))
                    .put("backed_up_resource_name", machineName(backup))
                    .put("subnet", RESOURCE_GROUP + "/subnets/default"));
        }
        return call.respondList(table, Set.of("status"));
    }

    private ServerResponse listDisks(N2wsCall call) {
        ObjectNode backup = call.row(backups);
        RowTable table = new RowTable();
        String resource = call.query("resource");
        for (String disk : List.of("os", "data")) {
            String name = machineName(backup) + "-" + disk;
            String id = RESOURCE_GROUP + "/disks/" + name;
            if (resource != null && !resource.toLowerCase(Locale.ROOT).equals(id)) continue;
            table.put(JsonTrees.object()
                    .put("id", machineSnapshotId(backup) + (disk.equals("os") ? 1 : 2))
                    .put("is_os_disk", disk.equals("os"))
                    .put("backed_up_resource_name", name)
                    .put("virtual_machine_id", machineId(backup)));
        }
        return call.respondList(table, Set.of());
    }

    private ServerResponse recover(N2wsCall call) {
        call.requirePermission(N2wsUser.RECOVERY);
        ObjectNode backup = call.row(backups);
        boolean isSnapshotId = call.pathVariables().get("snapshot").equals("" + machineSnapshotId(backup));
        if (!isSnapshotId) throw N2wsErrorBodies.notFound();
        new FieldValidator(call.body(), JsonTrees.object())
                .required("resource_group")
                .text("resource_group", NON_EMPTY)
                .bool("preserve_tags")
                .text("nic_subnet", NON_EMPTY)
                .list("disks")
                .check();
        return ServerResponse.json(201, recoveries.start(backup, "virtual_machine", machineName(backup), null));
    }

    private ServerResponse snapshotReport(N2wsCall call) {
        CsvFileBuilder csv =
                new CsvFileBuilder("azure_snapshots_report.csv", "backup", "virtual_machine", "start_time");
        String account = call.query("azure_account");
        for (ObjectNode row : N2wsReports.selectBackups(backups, call)) {
            if (account != null && !account.equals(row.path("account").asText())) continue;
            String id = row.path("id").asText();
            csv.addRow(id, machineName(row), row.path("start_time").asText());
        }
        return csv.toResponse();
    }

    private static int machineSnapshotId(ObjectNode backup) {
        return backup.path("id").intValue() * 10;
    }

    private static String machineName(ObjectNode backup) {
        return backup.path("name").asText().replace("azure_", "vm-");
    }

    private static String machineId(ObjectNode backup) {
        return RESOURCE_GROUP + "/virtualmachines/" + machineName(backup);
    }
}
