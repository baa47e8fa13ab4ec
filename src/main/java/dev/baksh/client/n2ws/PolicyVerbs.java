package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the API has no call for: policies over all backups, schedules and targets. */
final class PolicyVerbs {
    private final ServerClient client;
    private final TimeSource time;

    PolicyVerbs(ServerClient client, TimeSource time) {
        this.client = client;
        this.time = time;
    }

    /** Policies that nothing ever runs. */
    List<Row> withoutSchedule(Invocation invocation) {
        List<Row> found = new ArrayList<>();
        for (Row policy : list(invocation)) {
            if (!policy.has("schedules")) {
                throw BakshException.failed(
                        client.server().label() + ": the server's policies do not show their schedules", null);
            }
            boolean none = policy.get("schedules") == null || List.of().equals(policy.get("schedules"));
            if (none) found.add(policy);
        }
        return found;
    }

    /** The last good backup of each policy: one row a policy, with nulls where it has none. */
    List<Row> lastGoodBackups(Invocation invocation) {
        Map<String, Row> last = lastGood();
        List<Row> rows = new ArrayList<>();
        for (Row policy : list(invocation)) rows.add(row(policy, last.get(key(policy))));
        return rows;
    }

    /** Enabled policies without a good backup since then: {@code since:} an instant, or a duration back from now. */
    List<Row> unprotected(Invocation invocation) {
        Object since = invocation.named().get("since");
        Instant limit = since instanceof Instant instant
                ? instant
                : since instanceof Duration length ? time.now().minus(length) : null;
        if (limit == null) {
            throw BakshException.failed(
                    invocation.operation().id() + " takes since: a time or a duration",
                    "for example: " + invocation.operation().example());
        }
        Map<String, Object> rest = new LinkedHashMap<>(invocation.named());
        rest.remove("since");
        Map<String, Row> last = lastGood();
        List<Row> rows = new ArrayList<>();
        for (Row policy : client.resource("policies").list(rest)) {
            if (Boolean.FALSE.equals(policy.get("enabled"))) continue;
            Row backup = last.get(key(policy));
            if (backup == null || BackupVerbs.start(backup).isBefore(limit)) rows.add(row(policy, backup));
        }
        return rows;
    }

    /** Each instance once, with the names of the policies that hold it; the targets are read four policies at a time. */
    List<Row> protectedInstances(Invocation invocation) {
        Resource policies = client.resource("policies");
        Operation targets = policies.noun().operation("targets");
        List<Row> all = new ArrayList<>();
        list(invocation).forEach(all::add);
        List<List<Row>> read = new ParallelReads(4).all(all, policy -> {
            List<Row> rows = new ArrayList<>();
            client.exchange()
                    .list(policies.call(targets, policy, Map.of(), null))
                    .forEach(rows::add);
            return rows;
        });
        Map<String, Map<String, Object>> instances = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            for (Row target : read.get(i)) {
                Object type = target.has("resource_type") ? target.get("resource_type") : "instance";
                if (!String.valueOf(type).contains("instance")) continue;
                Object id = target.has("resource") ? target.get("resource") : target.get("name");
                Map<String, Object> row = instances.computeIfAbsent(String.valueOf(id), key -> first(key, target));
                add(row, policies.label(all.get(i)));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Map<String, Object> row : instances.values()) rows.add(new Row(null, row));
        return rows;
    }

    private static Map<String, Object> first(String id, Row target) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", id);
        row.put("name", target.has("name") ? target.get("name") : null);
        row.put("region", target.has("region") ? target.get("region") : null);
        row.put("policies", List.of());
        return row;
    }

    private static void add(Map<String, Object> row, String policy) {
        List<Object> names = new ArrayList<>((List<?>) row.get("policies"));
        names.add(policy);
        row.put("policies", List.copyOf(names));
    }

    private Iterable<Row> list(Invocation invocation) {
        return client.resource("policies").list(invocation.withoutArgs().named());
    }

    /** The newest good backup by policy id, from one listing of the good ones. */
    private Map<String, Row> lastGood() {
        Map<String, Row> last = new HashMap<>();
        for (Row backup : client.resource("backups").list(Map.of("status", BackupCompletion.SUCCESSFUL))) {
            if (!BackupCompletion.SUCCESSFUL.equals(backup.get("status"))) continue;
            last.merge(String.valueOf(BackupVerbs.policy(backup)), backup, (a, b) -> {
                return BackupVerbs.start(b).isAfter(BackupVerbs.start(a)) ? b : a;
            });
        }
        return last;
    }

    private String key(Row policy) {
        return String.valueOf(client.resource("policies").key(policy));
    }

    private static Row row(Row policy, Row backup) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", policy.get("id"));
        row.put("policy", policy.get("name"));
        row.put("enabled", policy.get("enabled"));
        row.put("backup", backup == null ? null : backup.get("id"));
        row.put("last_good", backup == null ? null : backup.get("start_time"));
        return new Row(null, row);
    }
}
