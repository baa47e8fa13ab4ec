package dev.baksh.client.n2ws;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ParallelReads;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Verbs that report on policies: policies without a schedule or without a recent successful backup, the last successful
 * backup of each policy, and the instances that policies protect. Each verb combines several lists, because the API has
 * no operation for it.
 */
record PolicyVerbs(ServerClient client) {
    /** Returns the policies without a schedule. */
    List<Row> withoutSchedule(Invocation invocation) {
        List<Row> found = new ArrayList<>();
        for (Row policy : listPolicies(invocation)) {
            if (!policy.has("schedules"))
                throw client.failure("the server's policies do not show their schedules", null);
            boolean hasNoSchedule = policy.get("schedules") == null || List.of().equals(policy.get("schedules"));
            if (hasNoSchedule) found.add(policy);
        }
        return found;
    }

    /** Returns the last successful backup of each policy: one row for each policy, with nulls if there is no backup. */
    List<Row> lastGoodBackups(Invocation invocation) {
        Map<String, Row> lastBackups = lastSuccessfulBackups();
        List<Row> rows = new ArrayList<>();
        for (Row policy : listPolicies(invocation)) rows.add(toRow(policy, lastBackups.get(policyId(policy))));
        return rows;
    }

    /**
     * Returns enabled policies without a successful backup since {@code since:}, an instant or a duration before now.
     */
    List<Row> unprotected(Invocation invocation) {
        Object since = invocation.namedArgs().get("since");
        if (since == null || since instanceof CharSequence) throw invocation.invalid("since: a time or a duration");
        Instant cutoff = since instanceof Instant instant
                ? instant
                : client.executor()
                        .time()
                        .now()
                        .minus(Invocation.requireDuration(invocation.operation().id(), "since", since));
        Map<String, Object> remainingArgs = new LinkedHashMap<>(invocation.namedArgs());
        remainingArgs.remove("since");
        Map<String, Row> lastBackups = lastSuccessfulBackups();
        List<Row> rows = new ArrayList<>();
        for (Row policy : client.resource("policies").list(remainingArgs)) {
            if (Boolean.FALSE.equals(policy.get("enabled"))) continue;
            Row backup = lastBackups.get(policyId(policy));
            if (backup == null || BackupVerbs.startTime(backup).isBefore(cutoff)) rows.add(toRow(policy, backup));
        }
        return rows;
    }

    /**
     * Returns each instance once, with the names of the policies that protect it. Four policies are read in parallel.
     */
    List<Row> protectedInstances(Invocation invocation) {
        Resource policies = client.resource("policies");
        Operation targetsOperation = policies.noun().operation("targets");
        List<Row> policyRows = Resource.readAll(listPolicies(invocation));
        List<List<Row>> targetsByIndex = ParallelReads.readAll(
                policyRows,
                policy -> Resource.readAll(
                        client.executor().list(policies.buildCall(targetsOperation, policy, Map.of(), null))));
        Map<String, Row> firstTargets = new TreeMap<>();
        Map<String, List<String>> policyNames = new HashMap<>();
        for (int i = 0; i < policyRows.size(); i++) {
            String policyName = policies.displayName(policyRows.get(i));
            for (Row target : targetsByIndex.get(i)) {
                Object type = target.has("resource_type") ? target.get("resource_type") : "instance";
                if (!String.valueOf(type).contains("instance")) continue;
                String id = String.valueOf(target.has("resource") ? target.get("resource") : target.get("name"));
                firstTargets.putIfAbsent(id, target);
                policyNames.computeIfAbsent(id, key -> new ArrayList<>()).add(policyName);
            }
        }
        policyNames.replaceAll((id, names) -> List.copyOf(names));
        List<Row> rows = new ArrayList<>();
        firstTargets.forEach((id, target) -> {
            Object name = target.valueOrNull("name");
            Object region = target.valueOrNull("region");
            rows.add(Row.of("instance", id, "name", name, "region", region, "policies", policyNames.get(id)));
        });
        return rows;
    }

    private Rows listPolicies(Invocation invocation) {
        return client.resource("policies").list(invocation.requireNoArgs().namedArgs());
    }

    /** Returns the newest successful backup by policy id, from one listing. */
    private Map<String, Row> lastSuccessfulBackups() {
        Map<String, Row> lastBackups = new HashMap<>();
        for (Row backup : client.resource("backups").list(Map.of("status", BackupCompletion.SUCCESS_STATUS))) {
            if (!BackupCompletion.SUCCESS_STATUS.equals(backup.get("status"))) continue;
            lastBackups.merge(String.valueOf(BackupVerbs.requirePolicyId(backup)), backup, (a, b) -> {
                return BackupVerbs.startTime(b).isAfter(BackupVerbs.startTime(a)) ? b : a;
            });
        }
        return lastBackups;
    }

    private String policyId(Row policy) {
        return String.valueOf(client.resource("policies").id(policy));
    }

    private static Row toRow(Row policy, Row backup) {
        return Row.of(
                "id", policy.get("id"),
                "policy", policy.get("name"),
                "enabled", policy.get("enabled"),
                "backup", backup == null ? null : backup.get("id"),
                "last_good", backup == null ? null : backup.get("start_time"));
    }
}
