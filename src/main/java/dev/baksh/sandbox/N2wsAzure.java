package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private final Table policies = new Table();
    private final Table backups = new Table();
    private final N2wsRecoveries recoveries;
    private final N2wsSwitches switches;

    N2wsAzure(N2wsSwitches switches, Clock clock) {
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
        Listing allPolicies = new Listing(policies, Set.of("user", "account"), List.of("name"), switches);
        Listing allBackups = new Listing(backups, Set.of("user", "status", "policy"), List.of("name"), switches);
        routes.azure("GET", "policies/", (ask, caller, path) -> allPolicies.answer(ask, caller, caller::sees));
        routes.azure("GET", "backups/", (ask, caller, path) -> allBackups.answer(ask, caller, caller::sees));
        routes.azure("GET", "backups/{id}/", (ask, caller, path) -> {
            return Answer.json(200, caller.find(backups, path.get("id")));
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
        ObjectNode row =
                Json.object().put("id", policies.nextId()).put("name", name).put("description", "");
        row.put("enabled", true).put("account", 1).put("user", N2wsUsers.ROOT);
        row.set("schedules", Json.ints(1));
        policies.put(row.put("generations", 30).put("last_modified", modified.toString()));
    }

    private void backup(ObjectNode policy, Instant start) {
        ObjectNode row = Json.object().put("id", backups.nextId());
        row.set("name", policy.get("name"));
        row.set("policy", policy.get("id"));
        row.set("account", policy.get("account"));
        row.set("user", policy.get("user"));
        row.put("status", BackupLetters.SUCCESS).put("start_time", start.toString());
        backups.put(row.put("end_time", start.plus(Duration.ofMinutes(6)).toString()));
    }

    private Answer machines(Ask ask, N2wsCaller caller, Map<String, String> path) {
        ObjectNode backup = caller.find(backups, path.get("id"));
        Table table = new Table();
        String resource = ask.query().get("resource");
        // Ids are kept in lower case, and the filter is exact: an id as Azure shows it finds nothing.
        if (resource == null || resource.equals(machine(backup))) {
            ObjectNode row = Json.object()
                    .put("id", backup.path("id").intValue() * 10)
                    .put("status", BackupLetters.SUCCESS)
                    .put("virtual_machine_id", machine(backup))
                    .put("backed_up_resource_name", name(backup))
                    .put("subnet", GROUP + "/subnets/default");
            table.put(row);
        }
        return new Listing(table, Set.of("status"), List.of(), switches).answer(ask, caller, row -> true);
    }

    private Answer disks(Ask ask, N2wsCaller caller, Map<String, String> path) {
        ObjectNode backup = caller.find(backups, path.get("id"));
        Table table = new Table();
        String resource = ask.query().get("resource");
        for (String disk : new String[] {"os", "data"}) {
            String id = GROUP + "/disks/" + name(backup) + "-" + disk;
            if (resource != null && !resource.toLowerCase(Locale.ROOT).equals(id)) continue;
            table.put(Json.object()
                    .put("id", backup.path("id").intValue() * 10 + (disk.equals("os") ? 1 : 2))
                    .put("is_os_disk", disk.equals("os"))
                    .put("backed_up_resource_name", name(backup) + "-" + disk)
                    .put("virtual_machine_id", machine(backup)));
        }
        return new Listing(table, Set.of(), List.of(), switches).answer(ask, caller, row -> true);
    }

    private Answer recover(Ask ask, N2wsCaller caller, Map<String, String> path) {
        caller.must(N2wsUser.RECOVERY);
        ObjectNode backup = caller.find(backups, path.get("id"));
        if (!path.get("snapshot").equals(Integer.toString(backup.path("id").intValue() * 10))) {
            throw N2wsErrors.notFound();
        }
        ObjectNode body = N2wsBody.read(ask);
        N2wsFields fields = new N2wsFields(body, Json.object())
                .required("resource_group")
                .text("resource_group", ANY)
                .bool("preserve_tags")
                .text("nic_subnet", ANY);
        if (body.has("disks") && !body.path("disks").isArray()) {
            fields.error(
                    "disks",
                    "Expected a list of items but got type \"" + N2wsBody.python(body.get("disks")) + "\".",
                    "not_a_list");
        }
        fields.check();
        return Answer.json(201, recoveries.start(backup, "virtual_machine", name(backup), null));
    }

    private Answer report(Ask ask, N2wsCaller caller, Map<String, String> path) {
        CsvFile file = new CsvFile("azure_snapshots_report.csv", "backup", "virtual_machine", "start_time");
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
