package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.n2ws.protocol.FieldValidator;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.CsvResponse;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routes and seed data of Azure (n2ws-api 2.8): two policies and their recent backups, each with one virtual machine
 * and two disks. Assumption: fields that n2ws-api 2.8 does not name are those of AWS.
 */
final class N2wsAzure {
    private static final String RESOURCE_GROUP =
            "/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod";
    private static final Pattern NON_EMPTY = Pattern.compile(".+");
    private static final int DAYS = 3;

    private final RowTable policies = new RowTable();
    private final RowTable backups = new RowTable();
    private final N2wsRecoveries recoveries;
    private final N2wsBehavior behavior;

    N2wsAzure(N2wsBehavior behavior, Clock clock) {
        this.behavior = behavior;
        recoveries = new N2wsRecoveries(behavior, clock);
        Instant fullHour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        addPolicy("azure_vms", fullHour);
        addPolicy("azure_web", fullHour);
        for (int days = DAYS; days > 0; days--) {
            for (int id : policies.ids())
                addBackup(policies.row(id), fullHour.minus(Duration.ofHours(24L * days - 17)));
        }
        recoveries.seed(
                backups.row(1), "virtual_machine", machineName(backups.row(1)), fullHour.minus(Duration.ofHours(30)));
    }

    void registerRoutes(N2wsRoutes routes) {
        ListQuery allPolicies = new ListQuery(policies, Set.of("user", "account"), List.of("name"), behavior);
        ListQuery allBackups = new ListQuery(backups, Set.of("user", "status", "policy"), List.of("name"), behavior);
        routes.addAzure(
                "GET",
                "policies/",
                (request, caller, pathVariables) -> allPolicies.respond(request, caller, caller::canSee));
        routes.addAzure(
                "GET",
                "backups/",
                (request, caller, pathVariables) -> allBackups.respond(request, caller, caller::canSee));
        routes.addAzure("GET", "backups/{id}/", (request, caller, pathVariables) -> {
            return ServerResponse.json(200, caller.findVisible(backups, pathVariables.get("id")));
        });
        routes.addAzure("GET", "backups/{id}/snapshots/virtual_machines/", this::listVirtualMachines);
        routes.addAzure("GET", "backups/{id}/snapshots/disks/", this::listDisks);
        routes.addAzure("POST", "backups/{id}/snapshots/virtual_machines/{snapshot}/recover/", this::recover);
        recoveries.registerRoutes(routes, routes::addAzure);
        routes.addAzure("GET", "reports/snapshots/", this::snapshotReport).producesCsv("reports/snapshots/");
        routes.addAzure(
                        "GET",
                        "reports/summary/",
                        (request, caller, pathVariables) -> N2wsReports.emptyPdf("summary_report.pdf"))
                .produces("reports/summary/", "application/pdf");
    }

    void updateStatuses() {
        recoveries.updateStatuses();
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

    private ServerResponse listVirtualMachines(
            ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        RowTable table = new RowTable();
        String resource = request.query().get("resource");
        // Stored ids are in lower case and the filter is exact: an id in Azure's spelling has no match.
        if (resource == null || resource.equals(machineId(backup))) {
            ObjectNode row = JsonTrees.object()
                    .put("id", backup.path("id").intValue() * 10)
                    .put("status", BackupStatusCode.SUCCESS)
                    .put("virtual_machine_id", machineId(backup))
                    .put("backed_up_resource_name", machineName(backup))
                    .put("subnet", RESOURCE_GROUP + "/subnets/default");
            table.put(row);
        }
        return new ListQuery(table, Set.of("status"), List.of(), behavior).respond(request, caller, row -> true);
    }

    private ServerResponse listDisks(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        RowTable table = new RowTable();
        String resource = request.query().get("resource");
        for (String disk : new String[] {"os", "data"}) {
            String id = RESOURCE_GROUP + "/disks/" + machineName(backup) + "-" + disk;
            if (resource != null && !resource.toLowerCase(Locale.ROOT).equals(id)) continue;
            table.put(JsonTrees.object()
                    .put("id", backup.path("id").intValue() * 10 + (disk.equals("os") ? 1 : 2))
                    .put("is_os_disk", disk.equals("os"))
                    .put("backed_up_resource_name", machineName(backup) + "-" + disk)
                    .put("virtual_machine_id", machineId(backup)));
        }
        return new ListQuery(table, Set.of(), List.of(), behavior).respond(request, caller, row -> true);
    }

    private ServerResponse recover(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        caller.requirePermission(N2wsUser.RECOVERY);
        ObjectNode backup = caller.findVisible(backups, pathVariables.get("id"));
        if (!pathVariables
                .get("snapshot")
                .equals(Integer.toString(backup.path("id").intValue() * 10))) {
            throw N2wsErrorBodies.notFound();
        }
        ObjectNode body = RequestBodyParser.parse(request);
        FieldValidator validator = new FieldValidator(body, JsonTrees.object())
                .required("resource_group")
                .text("resource_group", NON_EMPTY)
                .bool("preserve_tags")
                .text("nic_subnet", NON_EMPTY);
        if (body.has("disks") && !body.path("disks").isArray()) {
            validator.addError(
                    "disks",
                    "Expected a list of items but got type \"" + RequestBodyParser.pythonTypeName(body.get("disks"))
                            + "\".",
                    "not_a_list");
        }
        validator.check();
        return ServerResponse.json(201, recoveries.start(backup, "virtual_machine", machineName(backup), null));
    }

    private ServerResponse snapshotReport(
            ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables) {
        CsvResponse csv = new CsvResponse("azure_snapshots_report.csv", "backup", "virtual_machine", "start_time");
        String account = request.query().get("azure_account");
        for (int id : backups.ids()) {
            ObjectNode row = backups.row(id);
            if (!N2wsReports.reportFilter(request, caller, "start_time").test(row)) continue;
            if (account != null && !account.equals(row.path("account").asText())) continue;
            csv.addRow(
                    row.path("id").asText(),
                    machineName(row),
                    row.path("start_time").asText());
        }
        return csv.toResponse();
    }

    private static String machineName(ObjectNode backup) {
        return backup.path("name").asText().replace("azure_", "vm-");
    }

    private static String machineId(ObjectNode backup) {
        return RESOURCE_GROUP + "/virtualmachines/" + machineName(backup);
    }
}
