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
 * Verb that recovers one machine from a backup: finds its snapshot record, checks that no similar recovery is in
 * progress, and starts a recovery. A lost response stays unknown, because N2WS does not say who started a recovery.
 */
final class InstanceRecovery {
    /** Fields that may name the machine of a snapshot record or a recovery; none is documented (assumption). */
    private static final List<String> RESOURCE_ID_FIELDS =
            List.of("backed_up_resource_id", "virtual_machine_id", "resource", "instance_id");

    private static final List<String> NAME_FIELDS = List.of("backed_up_resource_name", "name", "instance_name");
    /** Number of newest recoveries to search for one in progress. */
    private static final int MAX_RECOVERIES_READ = 200;

    private final ServerClient client;
    private final String backupNoun;
    private final String recoveryNoun;
    private final String snapshotVerb;
    private final String machineArgument;

    /**
     * @param snapshotVerb verb that lists the snapshot records of machines
     * @param machineArgument argument that names the machine: {@code instance}
     */
    InstanceRecovery(
            ServerClient client, String backupNoun, String recoveryNoun, String snapshotVerb, String machineArgument) {
        this.client = client;
        this.backupNoun = backupNoun;
        this.recoveryNoun = recoveryNoun;
        this.snapshotVerb = snapshotVerb;
        this.machineArgument = machineArgument;
    }

    /** Starts the recovery and returns its row. */
    Row recover(Invocation invocation) {
        Operation operation = invocation.requireNoArgs().operation();
        Row backup = invocation.row();
        Object requestedMachine = null;
        boolean allowConcurrent = false;
        for (Map.Entry<String, Object> entry : invocation.namedArgs().entrySet()) {
            if (entry.getKey().equals(machineArgument))
                requestedMachine =
                        entry.getValue() instanceof Row row ? firstText(row, RESOURCE_ID_FIELDS) : entry.getValue();
            else allowConcurrent = Boolean.TRUE.equals(entry.getValue());
        }
        if (requestedMachine == null || requestedMachine.toString().isBlank()) {
            throw BakshException.failure(
                    operation.id() + " takes " + machineArgument + ": the one to recover",
                    "for example: " + operation.example());
        }
        Resource resource = client.resource(backupNoun);
        String description = operation.id() + " " + requestedMachine + " from backup " + resource.id(backup);
        Row snapshotRecord =
                backup instanceof DryRunRow ? null : findSnapshotRecord(backup, requestedMachine.toString());
        if (snapshotRecord != null && !allowConcurrent)
            refuseConcurrentRecovery(backup, snapshotRecord, requestedMachine.toString());
        Object id = snapshotRecord == null ? "SNAPSHOT_RECORD_ID" : snapshotRecord.get("id");
        ApiCall call =
                resource.buildCall(operation, backup, Map.of(), invocation.blockFields(), Map.of("snapshot", id));
        return StartedRecordLookup.sendAndFind(client, call.withDescription(description), recoveryNoun);
    }

    /** Returns the only snapshot record of the machine, by id or name. */
    private Row findSnapshotRecord(Row backup, String requestedMachine) {
        boolean isAzureId = requestedMachine.startsWith("/");
        // N2WS stores Azure ids in lower case, and the filter is exact (n2ws-api 2.8).
        String resourceFilter = isAzureId ? requestedMachine.toLowerCase(java.util.Locale.ROOT) : requestedMachine;
        List<Row> found = new ArrayList<>();
        for (Row row : listSnapshotRecords(backup, Map.of("resource", resourceFilter))) {
            String resource = firstText(row, RESOURCE_ID_FIELDS);
            if (resource == null || resource.equalsIgnoreCase(resourceFilter)) found.add(row);
        }
        List<Row> allRecords = found.size() == 1 ? found : listSnapshotRecords(backup, Map.of());
        if (found.isEmpty()) {
            for (Row row : allRecords) {
                if (requestedMachine.equals(firstText(row, NAME_FIELDS))
                        || resourceFilter.equalsIgnoreCase(firstText(row, RESOURCE_ID_FIELDS))) found.add(row);
            }
        }
        if (found.size() == 1) return found.get(0);
        List<String> available =
                allRecords.stream().map(InstanceRecovery::describe).toList();
        String name = client.resource(backupNoun).noun().singular() + " " + backup.get("id");
        throw BakshException.failure(
                client.server().label() + ": " + name + " has "
                        + (found.isEmpty() ? "no" : String.valueOf(found.size())) + " snapshot"
                        + (found.size() > 1 ? "s" : "") + " of " + machineArgument + " " + requestedMachine,
                available.isEmpty()
                        ? "it has none of any " + machineArgument
                        : "it has: " + String.join(", ", available));
    }

    private List<Row> listSnapshotRecords(Row backup, Map<String, Object> query) {
        Resource resource = client.resource(backupNoun);
        Operation listOperation = resource.noun().operation(snapshotVerb);
        List<Row> rows = new ArrayList<>();
        for (Row row : client.executor().list(resource.buildCall(listOperation, backup, query, null))) rows.add(row);
        return rows;
    }

    private void refuseConcurrentRecovery(Row backup, Row snapshotRecord, String requestedMachine) {
        String resourceId = firstText(snapshotRecord, RESOURCE_ID_FIELDS);
        int rowsRead = 0;
        for (Row row : client.resource(recoveryNoun)
                .list(Map.of("ordering", "-recovery_time", "page_size", MAX_RECOVERIES_READ))) {
            if (++rowsRead > MAX_RECOVERIES_READ) return;
            boolean isSameBackup = RecoveryCompletion.IN_PROGRESS_STATUS.equals(row.get("status"))
                    && BackupVerbs.equalAsText(row.get("policy"), backup.get("policy"))
                    && BackupVerbs.equalAsText(row.get("backup_time"), backup.get("start_time"));
            String otherMachine = firstText(row, RESOURCE_ID_FIELDS);
            boolean isOtherMachine = otherMachine != null
                    && resourceId != null
                    && !otherMachine.equalsIgnoreCase(resourceId)
                    && !otherMachine.equals(firstText(snapshotRecord, NAME_FIELDS));
            if (!isSameBackup || isOtherMachine) continue;
            throw BakshException.refusal(
                    client.server().label() + ": recovery " + row.get("id") + " from backup " + backup.get("id")
                            + " is in progress" + (otherMachine == null ? "" : ", of " + otherMachine) + ": that of "
                            + requestedMachine
                            + " was not started",
                    "wait with n2ws." + recoveryNoun + "[" + row.get("id")
                            + "].await(), or add meanwhile: true if you want both");
        }
    }

    private static String firstText(Row row, List<String> names) {
        for (String name : names)
            if (row.has(name) && row.get(name) != null) return row.get(name).toString();
        return null;
    }

    private static String describe(Row row) {
        String name = firstText(row, NAME_FIELDS);
        String resource = firstText(row, RESOURCE_ID_FIELDS);
        if (resource == null) return "record " + row.get("id");
        return name == null ? resource : resource + " (" + name + ")";
    }
}
