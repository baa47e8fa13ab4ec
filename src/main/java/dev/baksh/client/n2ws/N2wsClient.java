package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.Waiter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Client of one N2WS server: the operations of the catalogue, and verbs that need more than one request. */
public final class N2wsClient extends ServerClient {
    /** API version for the paths of guide 2.0.0: {@code aws/policies/}. */
    private static final String API_VERSION = "2";
    /** Prefix of the permission flags of a delegate. */
    static final String PERMISSION_PREFIX = "allow_";

    /** @param catalog catalogue with the words of the status letters of the server: {@link #addConfiguredWords} */
    public N2wsClient(ServerConfig server, Catalog catalog, ApiExecutor executor, NoticeListener progress) {
        super(server, catalog, executor, API_VERSION, progress);
        registerPolicyVerbs();
        registerBackupVerbs();
        registerRecoveryVerbs();
        registerFileVerbs();
        registerWhyVerbs();
        registerVerb("alerts", "bySeverity", this::countAlertsBySeverity);
        registerVerb("delegates", "rights", this::listDelegateRights);
        registerVerb("identifier", "read", this::readIdentifier);
    }

    /** Returns the catalogue with the words that are configured for the status letters of a server. */
    public static Catalog addConfiguredWords(Catalog catalog, ServerConfig server) {
        return StatusWords.addConfigured(catalog, server);
    }

    private void registerPolicyVerbs() {
        PolicyVerbs policyVerbs = new PolicyVerbs(this);
        registerVerb("policies", "backup", this::startBackup);
        registerVerb("policies", "withoutSchedule", policyVerbs::withoutSchedule);
        registerVerb("policies", "lastGoodBackups", policyVerbs::lastGoodBackups);
        registerVerb("policies", "unprotected", policyVerbs::unprotected);
        registerVerb("policies", "protectedInstances", policyVerbs::protectedInstances);
    }

    private void registerBackupVerbs() {
        BackupCompletion completion = new BackupCompletion(this);
        InstanceRecoveryVerb instanceRecovery =
                new InstanceRecoveryVerb(this, "backups", "recoveries", "instances", "instance");
        registerVerb("backups", "latest", new BackupVerbs(this, "backups")::latest);
        registerVerb(
                "backups",
                "running",
                invocation -> completion.isRunning(invocation.requireNoArgs().row()));
        registerVerb(
                "backups",
                "outcome",
                invocation -> completion.outcome(invocation.requireNoArgs().row()));
        registerVerb("backups", "await", new Waiter(this, completion)::await);
        registerVerb("backups", "recover", instanceRecovery::recover);
        InstanceRecoveryVerb machineRecovery =
                new InstanceRecoveryVerb(this, "azure.backups", "azure.recoveries", "machines", "machine");
        registerVerb("azure.backups", "latest", new BackupVerbs(this, "azure.backups")::latest);
        registerVerb("azure.backups", "recover", machineRecovery::recover);
    }

    private void registerRecoveryVerbs() {
        ScenarioVerbs scenarioVerbs = new ScenarioVerbs(this);
        registerVerb("scenarios", "dryRun", scenarioVerbs::dryRun);
        registerVerb("scenarios", "run", scenarioVerbs::run);
        for (String noun : List.of("recoveries", "azure.recoveries", "scenarioRecords")) {
            RecoveryCompletion completion = new RecoveryCompletion(this, noun);
            registerVerb(noun, "await", new Waiter(this, completion)::await);
            registerVerb(noun, "log", new DownloadVerbs(this)::log);
        }
        registerVerb("scenarioRecords", "recoveries", this::listRecordRecoveries);
    }

    private void registerWhyVerbs() {
        for (String cloud : List.of("", "azure.")) {
            registerVerb(cloud + "policies", "why", new WhyVerbs(this, cloud + "policies")::whyOfPolicy);
            registerVerb(cloud + "backups", "why", new WhyVerbs(this, cloud + "backups")::whyOfBackup);
            registerVerb(cloud + "backups", "last", new BackupVerbs(this, cloud + "backups")::latest);
        }
        for (String noun : List.of("recoveries", "azure.recoveries", "scenarioRecords"))
            registerVerb(noun, "why", new WhyVerbs(this, noun)::whyOfRecovery);
    }

    private void registerFileVerbs() {
        DownloadVerbs reportVerbs = new DownloadVerbs(this);
        for (String report : List.of("audit", "backups", "snapshots"))
            registerVerb("reports", report, reportVerbs::csvReport);
        registerVerb("azure.reports", "snapshots", reportVerbs::csvReport);
        registerVerb("azure.reports", "summary", reportVerbs::pdfReport);
    }

    /** Returns the recoveries that a run of a scenario has started. */
    private Object listRecordRecoveries(Invocation invocation) {
        Object recordId = resource("scenarioRecords")
                .idOrPlaceholder(invocation.requireNoArgs().row());
        List<Row> rows = new ArrayList<>();
        for (Row row : resource("recoveries").list(Map.of("recovery_scenario_record", recordId))) {
            // A server that does not know the filter ignores it.
            boolean isOther = row.has("recovery_scenario_record")
                    && !BackupVerbs.equalAsText(row.get("recovery_scenario_record"), recordId);
            if (!isOther) rows.add(row);
        }
        return rows;
    }

    /** Returns the number of alerts by severity. Alerts without a severity count as {@code unknown}. */
    private Map<String, Integer> countAlertsBySeverity(Invocation invocation) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : resource("alerts").list(invocation.requireNoArgs().namedArgs()))
            counts.merge(
                    Objects.requireNonNullElse(row.get("severity"), "unknown").toString(), 1, Integer::sum);
        return counts;
    }

    /** Returns a row for each delegate: the name, and a column for each permission flag of the server. */
    private List<Row> listDelegateRights(Invocation invocation) {
        List<Row> rights = new ArrayList<>();
        for (Row delegate :
                resource("delegates").list(invocation.requireNoArgs().namedArgs())) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("delegate", delegate.get("username"));
            if (delegate.get("profile") instanceof Row profile)
                profile.toMap().forEach((flag, value) -> {
                    if (flag.startsWith(PERMISSION_PREFIX)) row.put(flag.substring(PERMISSION_PREFIX.length()), value);
                });
            rights.add(new Row(null, row));
        }
        return rights;
    }

    /** Reads the identifier: an object, or a list with one object on API 1.1 (n2ws-api 2.1). */
    private Object readIdentifier(Invocation invocation) {
        Object response = executor().send(resource("identifier").buildCall(invocation));
        return response instanceof List<?> list && list.size() == 1 ? list.get(0) : response;
    }

    @Override
    protected Noun envelope(Noun rowType) {
        return StatusWords.envelope(rowType);
    }

    /** Adds the permissions that a raw change of a user or delegate takes away. */
    @Override
    protected ApiCall withLoss(Operation operation, ApiCall call) {
        return new PermissionLoss(executor()).addTo(call);
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
     * Runs a policy now and returns the started backup. The request is sent once. After a lost response, the reconciler
     * looks for the backup.
     */
    private Row startBackup(Invocation invocation) {
        Operation operation = invocation.requireNoArgs().operation();
        Row policy = invocation.row();
        BackupStartReconciler reconciler = new BackupStartReconciler(this, policy);
        Object response =
                executor().send(resource("policies").buildCall(operation, policy, Map.of(), null), reconciler);
        return response instanceof DryRunRow dryRunRow ? dryRunRow : reconciler.awaitVisible(response);
    }
}
