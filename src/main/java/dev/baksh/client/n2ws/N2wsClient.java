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
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client of one N2WS server. */
public final class N2wsClient extends ServerClient {
    /** The paths of guide 2.0.0: {@code aws/policies/}. */
    private static final String VERSION = "2";

    private final TimeSource time;
    private final ProgressListener progress;

    public N2wsClient(
            ServerConfig server, Catalog catalog, ApiExecutor exchange, TimeSource time, ProgressListener progress) {
        super(server, catalog, exchange, VERSION);
        this.time = time;
        this.progress = progress;
        policies();
        backups(progress);
        recoveries(progress);
        files();
        verb("alerts", "bySeverity", new AlertVerbs(this)::bySeverity);
        verb("delegates", "rights", new DelegateVerbs(this)::rights);
        verb("identifier", "read", this::identifier);
    }

    private void policies() {
        PolicyVerbs policies = new PolicyVerbs(this, time);
        verb("policies", "backup", this::backup);
        verb("policies", "withoutSchedule", policies::withoutSchedule);
        verb("policies", "lastGoodBackups", policies::lastGoodBackups);
        verb("policies", "unprotected", policies::unprotected);
        verb("policies", "protectedInstances", policies::protectedInstances);
    }

    private void backups(ProgressListener progress) {
        verb("backups", "latest", new BackupVerbs(this, "backups")::latest);
        BackupCompletion end = new BackupCompletion(this);
        verb("backups", "running", said -> end.verdict(said.withoutArgs().row()) == CompletionState.RUNNING);
        verb("backups", "await", new Waiter(this, time, progress, "backups", end)::await);
        verb(
                "backups",
                "recover",
                new InstanceRecovery(this, "backups", "recoveries", "instances", "instance")::recover);
        InstanceRecovery machines =
                new InstanceRecovery(this, "azure.backups", "azure.recoveries", "machines", "machine");
        verb("azure.backups", "latest", new BackupVerbs(this, "azure.backups")::latest);
        verb("azure.backups", "recover", machines::recover);
    }

    private void recoveries(ProgressListener progress) {
        ScenarioVerbs scenarios = new ScenarioVerbs(this, progress, new BackupVerbs(this, "backups"));
        verb("scenarios", "dryRun", scenarios::dryRun);
        verb("scenarios", "run", scenarios::run);
        for (String noun : List.of("recoveries", "azure.recoveries", "scenarioRecords")) {
            verb(noun, "await", new Waiter(this, time, progress, noun, new RecoveryCompletion(this, noun))::await);
            verb(noun, "log", new ReportVerbs(this)::log);
        }
        verb("scenarioRecords", "recoveries", this::ofRecord);
    }

    private void files() {
        ReportVerbs reports = new ReportVerbs(this);
        for (String report : List.of("audit", "backups", "snapshots")) verb("reports", report, reports::csv);
        verb("azure.reports", "snapshots", reports::csv);
        verb("azure.reports", "summary", reports::pdf);
    }

    /** The recoveries that a scenario's run has started. */
    private Object ofRecord(Invocation invocation) {
        Object record = resource("scenarioRecords").key(invocation.withoutArgs().row());
        List<Row> rows = new ArrayList<>();
        for (Row row : resource("recoveries").list(Map.of("recovery_scenario_record", record))) {
            // A server that does not know the filter ignores it.
            boolean other = row.has("recovery_scenario_record")
                    && !BackupVerbs.same(row.get("recovery_scenario_record"), record);
            if (!other) rows.add(row);
        }
        return rows;
    }

    /** An object, and on API 1.1 a list of one (n2ws-api 2.1). */
    private Object identifier(Invocation invocation) {
        Object answer = exchange().send(resource("identifier").call(invocation));
        return answer instanceof List<?> list && list.size() == 1 ? list.get(0) : answer;
    }

    /** How N2WS speaks. */
    public static ServerDialect dialect() {
        return new N2wsDialect();
    }

    /** How N2WS gives tokens. */
    public static TokenSource tokens(ServerConfig server, TokenEndpoint endpoint) {
        return new N2wsTokenSource(server, endpoint);
    }

    /** Runs a policy now; gives the backup that was started. Sent once; after a lost answer it is looked for. */
    private Row backup(Invocation invocation) {
        Operation operation = invocation.withoutArgs().operation();
        Row policy = invocation.row();
        BackupStartReconciler started = new BackupStartReconciler(this, policy, time, progress);
        Object answer = exchange().send(resource("policies").call(operation, policy, Map.of(), null), started);
        return answer instanceof DryRunRow planned ? planned : started.of(answer);
    }
}
