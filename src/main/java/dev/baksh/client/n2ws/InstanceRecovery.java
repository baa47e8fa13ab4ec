package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Recovers one machine from a backup: finds its snapshot record, makes sure that no such recovery is under way, and asks
 * for one. A lost answer stays unknown: recoveries do not say who asked for them.
 */
final class InstanceRecovery {
    /** What the fields are called that say which machine a snapshot record, or a recovery, is of; none is documented. */
    private static final List<String> RESOURCE =
            List.of("backed_up_resource_id", "virtual_machine_id", "resource", "instance_id");

    private static final List<String> NAMES = List.of("backed_up_resource_name", "name", "instance_name");
    /** A recovery in progress is among so many newest ones. */
    private static final int NEWEST = 200;

    private final ServerClient client;
    private final String backups;
    private final String recoveries;
    private final String snapshots;
    private final String machine;

    /**
     * @param snapshots the verb that lists snapshot records of machines
     * @param machine the argument that names the machine: {@code instance}
     */
    InstanceRecovery(ServerClient client, String backups, String recoveries, String snapshots, String machine) {
        this.client = client;
        this.backups = backups;
        this.recoveries = recoveries;
        this.snapshots = snapshots;
        this.machine = machine;
    }

    /** The recovery that was started. */
    Row recover(Invocation invocation) {
        Operation operation = invocation.withoutArgs().operation();
        Row backup = invocation.row();
        Object wanted = null;
        boolean meanwhile = false;
        for (Map.Entry<String, Object> entry : invocation.named().entrySet()) {
            if (entry.getKey().equals(machine))
                wanted = entry.getValue() instanceof Row row ? text(row, RESOURCE) : entry.getValue();
            else meanwhile = Boolean.TRUE.equals(entry.getValue());
        }
        if (wanted == null || wanted.toString().isBlank()) {
            throw BakshException.failed(
                    operation.id() + " takes " + machine + ": which one to recover",
                    "for example: " + operation.example());
        }
        Resource resource = client.resource(backups);
        String what = operation.id() + " " + wanted + " from backup " + resource.key(backup);
        Row record = backup instanceof DryRunRow ? null : record(backup, wanted.toString());
        if (record != null && !meanwhile) refuseSecond(backup, record, wanted.toString());
        Object id = record == null ? "SNAPSHOT_RECORD_ID" : record.get("id");
        ApiCall call = resource.call(operation, backup, Map.of(), invocation.block(), Map.of("snapshot", id));
        return StartedRecordLookup.send(client, call.called(what), recoveries);
    }

    /** The only snapshot record of the machine, by its id or its name. */
    private Row record(Row backup, String wanted) {
        boolean azure = wanted.startsWith("/");
        // Azure ids are kept in lower case, and the filter is exact (n2ws-api 2.8).
        String asked = azure ? wanted.toLowerCase(java.util.Locale.ROOT) : wanted;
        List<Row> found = new ArrayList<>();
        for (Row row : records(backup, Map.of("resource", asked))) {
            String resource = text(row, RESOURCE);
            if (resource == null || resource.equalsIgnoreCase(asked)) found.add(row);
        }
        List<Row> all = found.size() == 1 ? found : records(backup, Map.of());
        if (found.isEmpty()) {
            for (Row row : all) {
                if (wanted.equals(text(row, NAMES)) || asked.equalsIgnoreCase(text(row, RESOURCE))) found.add(row);
            }
        }
        if (found.size() == 1) return found.get(0);
        List<String> there = all.stream().map(InstanceRecovery::words).toList();
        String name = client.resource(backups).noun().one() + " " + backup.get("id");
        throw BakshException.failed(
                client.server().label() + ": " + name + " has "
                        + (found.isEmpty() ? "no" : String.valueOf(found.size())) + " snapshot"
                        + (found.size() > 1 ? "s" : "") + " of " + machine + " " + wanted,
                there.isEmpty() ? "it has none of any " + machine : "it has: " + String.join(", ", there));
    }

    private List<Row> records(Row backup, Map<String, Object> query) {
        Resource resource = client.resource(backups);
        Operation list = resource.noun().operation(snapshots);
        List<Row> rows = new ArrayList<>();
        for (Row row : client.exchange().list(resource.call(list, backup, query, null))) rows.add(row);
        return rows;
    }

    private void refuseSecond(Row backup, Row record, String wanted) {
        String target = text(record, RESOURCE);
        int read = 0;
        for (Row row : client.resource(recoveries).list(Map.of("ordering", "-recovery_time", "page_size", NEWEST))) {
            if (++read > NEWEST) return;
            boolean sameBackup = RecoveryCompletion.IN_PROGRESS.equals(row.get("status"))
                    && BackupVerbs.same(row.get("policy"), backup.get("policy"))
                    && BackupVerbs.same(row.get("backup_time"), backup.get("start_time"));
            String other = text(row, RESOURCE);
            boolean elsewhere = other != null
                    && target != null
                    && !other.equalsIgnoreCase(target)
                    && !other.equals(text(record, NAMES));
            if (!sameBackup || elsewhere) continue;
            throw BakshException.refused(
                    client.server().label() + ": recovery " + row.get("id") + " from backup " + backup.get("id")
                            + " is in progress" + (other == null ? "" : ", of " + other) + ": that of " + wanted
                            + " was not started",
                    "wait with n2ws." + recoveries + "[" + row.get("id")
                            + "].await(), or add meanwhile: true when both are wanted");
        }
    }

    private static String text(Row row, List<String> names) {
        for (String name : names)
            if (row.has(name) && row.get(name) != null) return row.get(name).toString();
        return null;
    }

    private static String words(Row row) {
        String name = text(row, NAMES);
        String resource = text(row, RESOURCE);
        if (resource == null) return "record " + row.get("id");
        return name == null ? resource : resource + " (" + name + ")";
    }
}
