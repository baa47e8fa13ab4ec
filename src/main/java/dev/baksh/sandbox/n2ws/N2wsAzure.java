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
 * Azure (n2ws-api 2.8): two policies and their backups of the last days, each with one machine of two disks. Fields beyond
 * those of the facts are those of AWS (assumption).
 */
final class N2wsAzure {
    private static final String GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod";
    private static final Pattern ANY = Pattern.compile(".+");
    private static final int DAYS = 3;

    private final RowTable policies = new RowTable();
    private final RowTable backups = new RowTable();
    private final N2wsRecoveries recoveries;
    private final N2wsBehavior switches;

    N2wsAzure(N2wsBehavior switches, Clock clock) {
        this.switches = switches;
        recoveries = new N2wsRecoveries(switches, clock);
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        policy("azure_vms", hour);
        policy("azure_web", hour);
        for (int days = DAYS; days > 0; days--) {
            for (int id : policies.ids()) backup(policies.row(id), hour.minus(Duration.ofHours(24L * days - 17)));
        }
        recoveries.seed(backups.row(1), "virtual_machine", name(backups.row(1)), hour.minus(Duration.ofHours(30)));
    }

    void routes(N2wsRoutes routes) {
        ListQuery allPolicies = new ListQuery(policies, Set.of("user", "account"), List.of("name"), switches);
        ListQuery allBackups = new ListQuery(backups, Set.of("user", "status", "policy"), List.of("name"), switches);
        routes.azure("GET", "policies/", (ask, caller, path) -> allPolicies.answer(ask, caller, caller::sees));
        routes.azure("GET", "backups/", (ask, caller, path) -> allBackups.answer(ask, caller, caller::sees));
        routes.azure("GET", "backups/{id}/", (ask, caller, path) -> {
            return ServerResponse.json(200, caller.find(backups, path.get("id")));
        });
        routes.azure("GET", "backups/{id}/snapshots/virtual_machines/", this::machines);
        routes.azure("GET", "backups/{id}/snapshots/disks/", this::disks);
        routes.azure("POST", "backups/{id}/snapshots/virtual_machines/{snapshot}/recover/", this::recover);
        recoveries.routes(routes, routes::azure);
        routes.azure("GET", "reports/snapshots/", this::report).csv("reports/snapshots/");
        routes.azure("GET", "reports/summary/", (ask, caller, path) -> N2wsReports.pdf("summary_report.pdf"))
                .file("reports/summary/", "application/pdf");
    }

    void progress() {
        recoveries.progress();
    }

    private void policy(String name, Instant modified) {
        ObjectNode row = JsonTrees.object()
                .put("id", policies.nextId())
                .put("name", name)
                .put("description", "");
        row.put("enabled", true).put("account", 1).put("user", N2wsUsers.ROOT);
        row.set("schedules", JsonTrees.ints(1));
        policies.put(row.put("generations", 30).put("last_modified", modified.toString()));
    }

    private void backup(ObjectNode policy, Instant start) {
        ObjectNode row = JsonTrees.object().put("id", backups.nextId());
        row.set("name", policy.get("name"));
        row.set("policy", policy.get("id"));
        row.set("account", policy.get("account"));
        row.set("user", policy.get("user"));
        row.put("status", BackupStatusCode.SUCCESS).put("start_time", start.toString());
        backups.put(row.put("end_time", start.plus(Duration.ofMinutes(6)).toString()));
    }

    private ServerResponse machines(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path) {
        ObjectNode backup = caller.find(backups, path.get("id"));
        RowTable table = new RowTable();
        String resource = ask.query().get("resource");
        // Ids are kept in lower case, and the filter is exact: an id as Azure shows it finds nothing.
        if (resource == null || resource.equals(machine(backup))) {
            ObjectNode row = JsonTrees.object()
                    .put("id", backup.path("id").intValue() * 10)
                    .put("status", BackupStatusCode.SUCCESS)
                    .put("virtual_machine_id", machine(backup))
                    .put("backed_up_resource_name", name(backup))
                    .put("subnet", GROUP + "/subnets/default");
            table.put(row);
        }
        return new ListQuery(table, Set.of("status"), List.of(), switches).answer(ask, caller, row -> true);
    }

    private ServerResponse disks(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path) {
        ObjectNode backup = caller.find(backups, path.get("id"));
        RowTable table = new RowTable();
        String resource = ask.query().get("resource");
        for (String disk : new String[] {"os", "data"}) {
            String id = GROUP + "/disks/" + name(backup) + "-" + disk;
            if (resource != null && !resource.toLowerCase(Locale.ROOT).equals(id)) continue;
            table.put(JsonTrees.object()
                    .put("id", backup.path("id").intValue() * 10 + (disk.equals("os") ? 1 : 2))
                    .put("is_os_disk", disk.equals("os"))
                    .put("backed_up_resource_name", name(backup) + "-" + disk)
                    .put("virtual_machine_id", machine(backup)));
        }
        return new ListQuery(table, Set.of(), List.of(), switches).answer(ask, caller, row -> true);
    }

    private ServerResponse recover(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path) {
        caller.must(N2wsUser.RECOVERY);
        ObjectNode backup = caller.find(backups, path.get("id"));
        if (!path.get("snapshot").equals(Integer.toString(backup.path("id").intValue() * 10))) {
            throw N2wsErrorBodies.notFound();
        }
        ObjectNode body = RequestBodyParser.read(ask);
        FieldValidator fields = new FieldValidator(body, JsonTrees.object())
                .required("resource_group")
                .text("resource_group", ANY)
                .bool("preserve_tags")
                .text("nic_subnet", ANY);
        if (body.has("disks") && !body.path("disks").isArray()) {
            fields.error(
                    "disks",
                    "Expected a list of items but got type \"" + RequestBodyParser.python(body.get("disks")) + "\".",
                    "not_a_list");
        }
        fields.check();
        return ServerResponse.json(201, recoveries.start(backup, "virtual_machine", name(backup), null));
    }

    private ServerResponse report(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path) {
        CsvResponse file = new CsvResponse("azure_snapshots_report.csv", "backup", "virtual_machine", "start_time");
        String account = ask.query().get("azure_account");
        for (int id : backups.ids()) {
            ObjectNode row = backups.row(id);
            if (!N2wsReports.wanted(ask, caller, "start_time").test(row)) continue;
            if (account != null && !account.equals(row.path("account").asText())) continue;
            file.row(row.path("id").asText(), name(row), row.path("start_time").asText());
        }
        return file.answer();
    }

    private static String name(ObjectNode backup) {
        return backup.path("name").asText().replace("azure_", "vm-");
    }

    private static String machine(ObjectNode backup) {
        return GROUP + "/virtualmachines/" + name(backup);
    }
}
