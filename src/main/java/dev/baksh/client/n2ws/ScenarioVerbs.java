package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tests a recovery scenario, or runs it for real. Both give the record of the run. */
final class ScenarioVerbs {
    private static final int NEWEST = 200;

    private final ServerClient client;
    private final ProgressListener progress;
    private final BackupVerbs backups;

    ScenarioVerbs(ServerClient client, ProgressListener progress, BackupVerbs backups) {
        this.client = client;
        this.progress = progress;
        this.backups = backups;
    }

    /** Tests the configuration alone; without a backup with the newest good one of the policy, and says which. */
    Row dryRun(Invocation invocation) {
        Row scenario = invocation.withoutArgs().row();
        Row backup = asked(invocation);
        if (backup == null) {
            backup = backups.newestGood(scenario.get("policy"));
            if (backup == null) {
                throw BakshException.failed(
                        client.server().label() + ": the policy of " + name(scenario) + " has no good backup",
                        "n2ws.backups.list(policy: " + scenario.get("policy") + ") shows what it has");
            }
            progress.note("dry run of " + name(scenario) + " with backup " + backup.get("id") + " of "
                    + backup.get("start_time"));
        }
        return send(invocation.operation(), scenario, backup, true);
    }

    /** Runs it for real from the backup that is named. */
    Row run(Invocation invocation) {
        Row scenario = invocation.withoutArgs().row();
        Row backup = asked(invocation);
        if (backup == null) {
            throw BakshException.failed(
                    invocation.operation().id() + " takes backup: which one to recover from",
                    "for example: " + invocation.operation().example());
        }
        refuseSecond(scenario);
        return send(invocation.operation(), scenario, backup, false);
    }

    /** The backup that was named, or null; of another policy it is an error here, before anything is sent. */
    private Row asked(Invocation invocation) {
        Object given = null;
        for (Map.Entry<String, Object> entry : invocation.named().entrySet()) {
            ArgumentMapper.field(invocation.operation(), invocation.operation().query(), entry.getKey(), "argument");
            given = entry.getValue();
        }
        if (given == null) return null;
        if (given instanceof DryRunRow planned) return planned;
        if (given instanceof CharSequence name)
            given = client.resource("backups").named(name.toString());
        boolean id = given instanceof Number;
        if (!id && !(given instanceof Row)) {
            throw BakshException.failed(
                    "backup: an id, a name or a backup is expected, not " + given,
                    "for example n2ws.backups.latest(policy: 'nightly', status: 'B')");
        }
        Row backup = id ? client.resource("backups").get(given) : (Row) given;
        Object policy = invocation.row().get("policy");
        boolean other =
                policy != null && backup.get("policy") != null && !BackupVerbs.same(policy, backup.get("policy"));
        if (!other) return backup;
        throw BakshException.failed(
                client.server().label() + ": backup " + backup.get("id") + " of \"" + backup.get("name")
                        + "\" is not of the policy of " + name(invocation.row()),
                "n2ws.backups.latest(policy: " + policy + ", status: 'B') is its newest good one");
    }

    private Row send(Operation operation, Row scenario, Row backup, boolean dry) {
        Resource scenarios = client.resource("scenarios");
        Object id = backup instanceof DryRunRow
                ? "NEW_BACKUP_ID"
                : client.resource("backups").key(backup);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("backup_id", id);
        body.put("dry_run_only", dry);
        ApiCall call = scenarios.call(operation, scenario, Map.of(), body);
        return StartedRecordLookup.send(client, call.called(call.what() + " from backup " + id), "recoveries");
    }

    private void refuseSecond(Row scenario) {
        int read = 0;
        for (Row row : client.resource("recoveries").list(Map.of("ordering", "-recovery_time", "page_size", NEWEST))) {
            if (++read > NEWEST) return;
            boolean running = RecoveryCompletion.IN_PROGRESS.equals(row.get("status"))
                    && BackupVerbs.same(row.get("recovery_scenario_id"), scenario.get("id"));
            if (!running) continue;
            throw BakshException.refused(
                    client.server().label() + ": " + name(scenario) + " is being run: recovery " + row.get("id")
                            + " of it is in progress; it was not started again",
                    "wait with n2ws.recoveries[" + row.get("id") + "].await()");
        }
    }

    private static String name(Row scenario) {
        return "scenario " + (scenario.get("name") == null ? scenario.get("id") : "\"" + scenario.get("name") + "\"");
    }
}
