package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Verb that recovers one machine from a backup: finds its snapshot record, checks that no similar recovery is in
 * progress, and starts a recovery. A lost response stays unknown, because N2WS does not say who started a recovery.
 *
 * @param snapshotVerb verb that lists the snapshot records of machines
 * @param machineArgument argument that names the machine: {@code instance}
 */
record InstanceRecoveryVerb(
        ServerClient client, String backupNoun, String recoveryNoun, String snapshotVerb, String machineArgument) {
    /**
     * Fields that may contain the id of the machine of a snapshot record or a recovery. Assumption: no such field is
     * documented.
     */
    private static final List<String> RESOURCE_ID_FIELDS =
            List.of("backed_up_resource_id", "virtual_machine_id", "resource", "instance_id");

    private static final List<String> NAME_FIELDS = List.of("backed_up_resource_name", "name", "instance_name");

    /** Starts the recovery and returns its row. */
    Row recover(Invocation invocation) {
        Operation operation = invocation.requireNoArgs().operation();
        Row backup = invocation.row();
        Map<String, Object> arguments = invocation.argumentsByField();
        Object requestedMachine = arguments.get(machineArgument);
        if (requestedMachine instanceof Row row) requestedMachine = firstText(row, RESOURCE_ID_FIELDS);
        if (requestedMachine == null || requestedMachine.toString().isBlank())
            throw invocation.invalid(machineArgument + ": the machine to recover");
        boolean allowConcurrent = Boolean.TRUE.equals(arguments.get("meanwhile"));
        Resource resource = client.resource(backupNoun);
        String description =
                operation.id() + " " + requestedMachine + " from backup " + resource.idOrPlaceholder(backup);
        Row snapshotRecord =
                backup instanceof DryRunRow ? null : findSnapshotRecord(backup, requestedMachine.toString());
        if (snapshotRecord != null && !allowConcurrent)
            refuseConcurrentRecovery(backup, snapshotRecord, requestedMachine.toString());
        Object id = snapshotRecord == null ? "SNAPSHOT_RECORD_ID" : snapshotRecord.scalarOrNull("id");
        if (id == null)
            throw client.failure(
                    "the server returned the snapshot of " + machineArgument + " " + requestedMachine + " without 'id'",
                    "n2ws." + backupNoun + "[" + resource.id(backup) + "]." + snapshotVerb + " shows the snapshots");
        ApiCall call =
                resource.buildCall(operation, backup, Map.of(), invocation.blockFields(), Map.of("snapshot", id));
        ObjectIdentity identity = snapshotRecord == null
                ? null
                : new ObjectIdentity(
                        "recovery",
                        () -> machineArgument + " " + describe(snapshotRecord) + "; " + resource.describe(backup));
        return RecoveryStarter.start(client, call.withDescription(description).withIdentity(identity), recoveryNoun);
    }

    /** Returns the only snapshot record of the machine, by id or name, or by the filter of the server. */
    private Row findSnapshotRecord(Row backup, String requestedMachine) {
        boolean isAzureId = requestedMachine.startsWith("/");
        // N2WS stores Azure ids in lower case, and the filter is exact (n2ws-api 2.8).
        String resourceFilter = isAzureId ? requestedMachine.toLowerCase(Locale.ROOT) : requestedMachine;
        List<Row> filtered = listSnapshotRecords(backup, Map.of("resource", resourceFilter));
        List<Row> found = new ArrayList<>();
        for (Row row : filtered)
            if (resourceFilter.equalsIgnoreCase(firstText(row, RESOURCE_ID_FIELDS))) found.add(row);
        List<Row> allRecords = found.size() == 1 ? found : listSnapshotRecords(backup, Map.of());
        if (found.isEmpty()) {
            for (Row row : allRecords) {
                if (requestedMachine.equals(firstText(row, NAME_FIELDS))
                        || resourceFilter.equalsIgnoreCase(firstText(row, RESOURCE_ID_FIELDS))) found.add(row);
            }
        }
        boolean isUnnamed =
                found.isEmpty() && allRecords.stream().anyMatch(row -> firstText(row, RESOURCE_ID_FIELDS) == null);
        // A server that ignores the filter returns a record for every name.
        boolean isFiltered = isUnnamed
                && filtered.size() == 1
                && firstText(filtered.get(0), RESOURCE_ID_FIELDS) == null
                && listSnapshotRecords(backup, Map.of("resource", resourceFilter + "-none"))
                        .isEmpty();
        if (isFiltered) return filtered.get(0);
        if (found.size() == 1) return found.get(0);
        List<String> available =
                allRecords.stream().map(InstanceRecoveryVerb::describe).toList();
        String name = client.resource(backupNoun).noun().singular() + " " + backup.get("id");
        throw client.failure(
                name + " has " + (found.isEmpty() ? "no" : found.size()) + " snapshot" + (found.size() > 1 ? "s" : "")
                        + (isUnnamed ? " that names " : " of ") + machineArgument + " " + requestedMachine,
                available.isEmpty()
                        ? "the backup has no snapshots of any " + machineArgument
                        : "it has: " + String.join(", ", available));
    }

    private List<Row> listSnapshotRecords(Row backup, Map<String, Object> query) {
        Resource resource = client.resource(backupNoun);
        Operation listOperation = resource.noun().operation(snapshotVerb);
        return Resource.readAll(client.executor().list(resource.buildCall(listOperation, backup, query, null)));
    }

    /** Refuses a recovery of the machine, unless the fields of the recoveries in progress prove that they are others. */
    private void refuseConcurrentRecovery(Row backup, Row snapshotRecord, String requestedMachine) {
        Row recovery = RecoveryCompletion.findInProgress(
                client.resource(recoveryNoun),
                row -> !isOfOtherMachine(row, snapshotRecord)
                        && !BackupVerbs.refersToOther(row, "policy", backup.scalarOrNull("policy"))
                        && !isFromOtherTime(row, backup));
        if (recovery == null) return;
        String otherMachine = firstText(recovery, RESOURCE_ID_FIELDS);
        Object policy = recovery.scalarOrNull("policy");
        boolean isCertain = RecoveryCompletion.isInProgress(recovery)
                && policy != null
                && BackupVerbs.equalAsText(policy, backup.get("policy"))
                && recovery.valueOrNull("backup_time") instanceof Instant
                && backup.valueOrNull("start_time") instanceof Instant;
        throw client.refusal(
                "recovery " + recovery.get("id") + (isCertain ? "" : " may be") + " from backup " + backup.get("id")
                        + (isCertain ? " is" : " and") + " in progress"
                        + (otherMachine == null ? "" : ", of " + otherMachine) + ": the recovery of "
                        + requestedMachine + " was not started",
                "wait with n2ws." + recoveryNoun + "[" + recovery.get("id")
                        + "].await(), or add meanwhile: true to start a second recovery");
    }

    private static boolean isOfOtherMachine(Row recovery, Row snapshotRecord) {
        String other = firstText(recovery, RESOURCE_ID_FIELDS);
        String machine = firstText(snapshotRecord, RESOURCE_ID_FIELDS);
        return other != null
                && machine != null
                && BackupVerbs.areDifferent(other.toLowerCase(Locale.ROOT), machine.toLowerCase(Locale.ROOT))
                && !other.equals(firstText(snapshotRecord, NAME_FIELDS));
    }

    /** Returns true if the recovery certainly uses a backup of another time; both servers may cut the fraction of a second. */
    private static boolean isFromOtherTime(Row recovery, Row backup) {
        return recovery.valueOrNull("backup_time") instanceof Instant time
                && backup.valueOrNull("start_time") instanceof Instant start
                && Duration.between(start, time).abs().toSeconds() > 0;
    }

    private static String firstText(Row row, List<String> names) {
        for (String name : names)
            if (row.scalarOrNull(name) != null) return row.scalarOrNull(name).toString();
        return null;
    }

    private static String describe(Row row) {
        String name = firstText(row, NAME_FIELDS);
        String resource = firstText(row, RESOURCE_ID_FIELDS);
        if (resource == null) return "record " + row.get("id");
        return name == null ? resource : resource + " (" + name + ")";
    }
}
