package dev.baksh.client.n2ws;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Client of one N2WS server. */
public final class N2wsClient extends ServerClient {
    /** API version for the paths of guide 2.0.0: {@code aws/policies/}. */
    private static final String API_VERSION = "2";

    private final TimeSource time;
    private final ProgressListener progress;

    public N2wsClient(
            ServerConfig server, Catalog catalog, ApiExecutor executor, TimeSource time, ProgressListener progress) {
        super(server, catalog, executor, API_VERSION);
        this.time = time;
        this.progress = progress;
        registerPolicyVerbs();
        registerBackupVerbs(progress);
        registerRecoveryVerbs(progress);
        registerFileVerbs();
        registerVerb("alerts", "bySeverity", new AlertVerbs(this)::countBySeverity);
        registerVerb("delegates", "rights", new DelegateVerbs(this)::rights);
        registerVerb("identifier", "read", this::readIdentifier);
    }

    private void registerPolicyVerbs() {
        PolicyVerbs policyVerbs = new PolicyVerbs(this, time);
        registerVerb("policies", "backup", this::startBackup);
        registerVerb("policies", "withoutSchedule", policyVerbs::withoutSchedule);
        registerVerb("policies", "lastGoodBackups", policyVerbs::lastGoodBackups);
        registerVerb("policies", "unprotected", policyVerbs::unprotected);
        registerVerb("policies", "protectedInstances", policyVerbs::protectedInstances);
    }

    private void registerBackupVerbs(ProgressListener progress) {
        registerVerb("backups", "latest", new BackupVerbs(this, "backups")::latest);
        BackupCompletion completion = new BackupCompletion(this);
        registerVerb(
                "backups",
                "running",
                invocation -> completion.stateOf(invocation.requireNoArgs().row()) == CompletionRule.State.RUNNING);
        registerVerb("backups", "await", new Waiter(this, time, progress, N2wsCompletion.LIMITS, completion)::await);
        registerVerb(
                "backups",
                "recover",
                new InstanceRecovery(this, "backups", "recoveries", "instances", "instance")::recover);
        InstanceRecovery machineRecovery =
                new InstanceRecovery(this, "azure.backups", "azure.recoveries", "machines", "machine");
        registerVerb("azure.backups", "latest", new BackupVerbs(this, "azure.backups")::latest);
        registerVerb("azure.backups", "recover", machineRecovery::recover);
    }

    private void registerRecoveryVerbs(ProgressListener progress) {
        ScenarioVerbs scenarioVerbs = new ScenarioVerbs(this, progress, new BackupVerbs(this, "backups"));
        registerVerb("scenarios", "dryRun", scenarioVerbs::dryRun);
        registerVerb("scenarios", "run", scenarioVerbs::run);
        for (String noun : List.of("recoveries", "azure.recoveries", "scenarioRecords")) {
            Waiter waiter = new Waiter(this, time, progress, N2wsCompletion.LIMITS, new RecoveryCompletion(this, noun));
            registerVerb(noun, "await", waiter::await);
            registerVerb(noun, "log", new ReportVerbs(this)::log);
        }
        registerVerb("scenarioRecords", "recoveries", this::listRecordRecoveries);
    }

    private void registerFileVerbs() {
        ReportVerbs reportVerbs = new ReportVerbs(this);
        for (String report : List.of("audit", "backups", "snapshots"))
            registerVerb("reports", report, reportVerbs::csvReport);
        registerVerb("azure.reports", "snapshots", reportVerbs::csvReport);
        registerVerb("azure.reports", "summary", reportVerbs::pdfReport);
    }

    /** Returns the recoveries that a run of a scenario has started. */
    private Object listRecordRecoveries(Invocation invocation) {
        Object recordId =
                resource("scenarioRecords").id(invocation.requireNoArgs().row());
        List<Row> rows = new ArrayList<>();
        for (Row row : resource("recoveries").list(Map.of("recovery_scenario_record", recordId))) {
            // A server that does not know the filter ignores it.
            boolean isOther = row.has("recovery_scenario_record")
                    && !BackupVerbs.equalAsText(row.get("recovery_scenario_record"), recordId);
            if (!isOther) rows.add(row);
        }
        return rows;
    }

    /** Reads the identifier: an object, or a list with one object on API 1.1 (n2ws-api 2.1). */
    private Object readIdentifier(Invocation invocation) {
        Object response = executor().send(resource("identifier").buildCall(invocation));
        return response instanceof List<?> list && list.size() == 1 ? list.get(0) : response;
    }

    /** Returns the dialect of the N2WS API. */
    public static ServerDialect dialect() {
        return new N2wsDialect();
    }

    /** Returns the token source for N2WS API keys. */
    public static TokenSource tokenSource(ServerConfig server, TokenEndpoint endpoint) {
        return new N2wsTokenSource(server, endpoint);
    }

    /**
     * Runs a policy now and returns the started backup. The request is sent once; after a lost response the backup is
     * searched for.
     */
    private Row startBackup(Invocation invocation) {
        Operation operation = invocation.requireNoArgs().operation();
        Row policy = invocation.row();
        BackupStartReconciler reconciler = new BackupStartReconciler(this, policy, time, progress);
        Object response =
                executor().send(resource("policies").buildCall(operation, policy, Map.of(), null), reconciler);
        return response instanceof DryRunRow dryRunRow ? dryRunRow : reconciler.awaitVisible(response);
    }
}
