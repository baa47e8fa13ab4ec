package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Verbs that run recovery scenarios, or test them on the server ({@code dryRun}, which is no dry run of baksh). Both
 * return the record of the run.
 */
record ScenarioVerbs(ServerClient client) {
    /**
     * Tests the configuration only. Without {@code backup:} the newest successful backup of the policy is used, and a
     * notice names it.
     */
    Row dryRun(Invocation invocation) {
        Row scenario = invocation.requireNoArgs().row();
        Row backup = requestedBackup(invocation);
        if (backup == null) {
            if (scenario.scalarOrNull("policy") == null)
                throw client.failure(
                        "the server does not say which policy " + describe(scenario) + " belongs to",
                        "give the backup: .dryRun(backup: n2ws.backups[7])");
            backup = new BackupVerbs(client, "backups").newestSuccessful(scenario.get("policy"));
            if (backup == null)
                throw client.failure(
                        "the policy of " + describe(scenario) + " has no successful backup",
                        "n2ws.backups.list(policy: " + scenario.get("policy") + ") lists its backups");
            client.progress()
                    .showNotice("dry run of " + describe(scenario) + " with backup " + backup.get("id") + " of "
                            + backup.get("start_time"));
        }
        return sendRun(invocation.operation(), scenario, backup, true);
    }

    /** Runs the scenario from the given backup. */
    Row run(Invocation invocation) {
        Row scenario = invocation.requireNoArgs().row();
        Row backup = requestedBackup(invocation);
        if (backup == null) {
            throw BakshException.failure(
                    invocation.operation().id() + " needs backup: the backup to recover from",
                    "for example: " + invocation.operation().example());
        }
        if (!Boolean.TRUE.equals(invocation.argumentsByField().get("meanwhile"))) refuseConcurrentRun(scenario);
        return sendRun(invocation.operation(), scenario, backup, false);
    }

    /**
     * Returns the given backup, or null.
     *
     * @throws BakshException the backup belongs to another policy; no request was sent
     */
    private Row requestedBackup(Invocation invocation) {
        Object requested = invocation.argumentsByField().get("backup");
        if (requested == null) return null;
        if (requested instanceof DryRunRow dryRunRow) return dryRunRow;
        if (requested instanceof CharSequence name)
            requested = client.resource("backups").getByName(name.toString());
        boolean isId = requested instanceof Number;
        if (!isId && !(requested instanceof Row)) {
            throw BakshException.failure(
                    "backup: an id, a name or a backup is expected, not " + requested,
                    "for example n2ws.backups.latest(policy: 'nightly', status: 'B')");
        }
        Row backup = isId ? client.resource("backups").get(requested) : (Row) requested;
        Object policy = invocation.row().scalarOrNull("policy");
        if (!BackupVerbs.refersToOther(backup, "policy", policy)) return backup;
        throw client.failure(
                "backup " + backup.get("id") + " of \"" + backup.get("name") + "\" is not of the policy of "
                        + describe(invocation.row()),
                "n2ws.backups.latest(policy: " + policy + ", status: 'B') is its newest successful backup");
    }

    private Row sendRun(Operation operation, Row scenario, Row backup, boolean dryRunOnly) {
        Resource scenarios = client.resource("scenarios");
        Object backupId = client.resource("backups").idOrPlaceholder(backup);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("backup_id", backupId);
        body.put("dry_run_only", dryRunOnly);
        ApiCall call = scenarios.buildCall(operation, scenario, Map.of(), body);
        return RecoveryStarter.start(
                client,
                call.withDescription(call.description() + " from backup " + backupId)
                        .withIdentity(new ObjectIdentity(
                                "recovery",
                                () -> scenarios.describe(scenario) + "; "
                                        + client.resource("backups").describe(backup))),
                "recoveries");
    }

    private void refuseConcurrentRun(Row scenario) {
        Row recovery =
                RecoveryCompletion.findInProgress(client.resource("recoveries"), row -> mayBelongTo(row, scenario));
        if (recovery == null) return;
        boolean isCertain = RecoveryCompletion.isInProgress(recovery)
                && BackupVerbs.equalAsText(recovery.get("recovery_scenario_id"), scenario.get("id"));
        throw client.refusal(
                isCertain
                        ? describe(scenario) + " is running: recovery " + recovery.get("id")
                                + " is in progress; the scenario was not started again"
                        : "recovery " + recovery.get("id") + " may belong to " + describe(scenario)
                                + " and be in progress; the scenario was not started",
                "wait with n2ws.recoveries[" + recovery.get("id")
                        + "].await(), or add meanwhile: true to start the scenario");
    }

    /** Returns true unless the fields of a recovery prove that another scenario, or none, has started the recovery. */
    private static boolean mayBelongTo(Row recovery, Row scenario) {
        boolean hasNoScenario = recovery.has("recovery_scenario_id") && recovery.get("recovery_scenario_id") == null;
        return !hasNoScenario
                && !BackupVerbs.refersToOther(recovery, "recovery_scenario_id", scenario.get("id"))
                && !BackupVerbs.refersToOther(recovery, "policy", scenario.scalarOrNull("policy"));
    }

    private static String describe(Row scenario) {
        return "scenario " + (scenario.get("name") == null ? scenario.get("id") : "\"" + scenario.get("name") + "\"");
    }
}
