package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verbs that find the newest backup of a policy, of a status or of all. The server returns its newest backups first;
 * if the times of the first page are not in that order, all backups are read.
 *
 * @param noun {@code backups}, or the backups of another cloud
 */
record BackupVerbs(ServerClient client, String noun) {
    /** Size of the first page: some weeks of backups of one policy. */
    private static final int FIRST_PAGE_SIZE = 50;

    /**
     * Returns the newest backup by start time, or null. The client applies the filters again, because a server ignores
     * a filter that it does not know.
     */
    Row latest(Invocation invocation) {
        Map<String, Object> arguments = invocation.requireNoArgs().argumentsByField();
        if (arguments.get("policy") instanceof DryRunRow) return null; // A policy that does not exist has no backup.
        Object status = client.resource(noun).resolveLetter(invocation.operation(), "status", arguments.get("status"));
        return newest(resolvePolicyId(arguments.get("policy")), status);
    }

    /** Returns the newest backup of a policy, or null. */
    Row newestOf(Object policyId) {
        return newest(policyId, null);
    }

    /** Returns the start time of the first backup of a policy after a time, or null. */
    Instant firstStartAfter(Instant time, Object policyId) {
        Instant first = null;
        for (Row backup : client.resource(noun).list(Map.of("policy", policyId))) {
            boolean isLater = equalAsText(policyId, requirePolicyId(backup))
                    && startTime(backup).isAfter(time);
            if (isLater && (first == null || startTime(backup).isBefore(first))) first = startTime(backup);
        }
        return first;
    }

    /** Returns the newest successful backup of a policy that can be recovered from, or null. */
    Row newestSuccessful(Object policy) {
        return newest(policy, BackupCompletion.SUCCESS_STATUS);
    }

    private Row newest(Object policy, Object status) {
        Map<String, Object> query = new LinkedHashMap<>();
        if (policy != null) query.put("policy", policy);
        if (status != null) query.put("status", status);
        query.put("ordering", "-start_time");
        Map<String, Object> firstPageQuery = new LinkedHashMap<>(query);
        firstPageQuery.put("page", 1);
        firstPageQuery.put("page_size", FIRST_PAGE_SIZE);
        List<Row> firstPage = Resource.readAll(client.resource(noun).list(firstPageQuery));
        Row newest = newest(firstPage, policy, status);
        if (newest != null && isDescending(firstPage)) return newest;
        return newest(client.resource(noun).list(query), policy, status);
    }

    private static Row newest(Iterable<Row> rows, Object policy, Object status) {
        Row newest = null;
        for (Row row : rows) {
            boolean matches = (policy == null || equalAsText(policy, requirePolicyId(row)))
                    && (status == null || equalAsText(status, row.get("status")));
            if (matches && (newest == null || startTime(row).isAfter(startTime(newest)))) newest = row;
        }
        return newest;
    }

    /** Checks the server's order: no start time is later than the previous start time, and the times are not all equal. */
    private static boolean isDescending(List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i).get("start_time") instanceof Instant)) return false;
            if (i > 0 && startTime(rows.get(i)).isAfter(startTime(rows.get(i - 1)))) return false;
        }
        return rows.size() > 1 && startTime(rows.get(rows.size() - 1)).isBefore(startTime(rows.get(0)));
    }

    /**
     * Returns true if the time of a row is later than that of another row; if a time is missing, the ids decide, and without
     * ids the row may be newer.
     */
    static boolean mayBeNewer(Row row, Row other, String timeField) {
        if (row.valueOrNull(timeField) instanceof Instant time
                && other.valueOrNull(timeField) instanceof Instant otherTime) return time.isAfter(otherTime);
        return !(row.valueOrNull("id") instanceof Number id)
                || !(other.valueOrNull("id") instanceof Number otherId)
                || id.longValue() > otherId.longValue();
    }

    private Object resolvePolicyId(Object policy) {
        if (policy == null || policy instanceof Number) return policy;
        Resource policies = client.resource(noun.replace("backups", "policies"));
        return policy instanceof Row row ? policies.id(row) : policies.id(String.valueOf(policy));
    }

    /**
     * Returns the start time of a backup; a backup without a time counts as the oldest.
     *
     * @throws BakshException the time has no zone, and a guess could be wrong by hours
     */
    static Instant startTime(Row row) {
        Object startTime = row.get("start_time");
        if (startTime instanceof Instant instant) return instant;
        if (startTime == null) return Instant.MIN;
        throw BakshException.failure(
                "n2ws: backup " + row.get("id") + ": the start time '" + startTime + "' has no time zone",
                "the backups cannot be sorted; n2ws.backups.list() shows them unsorted");
    }

    /**
     * Returns the id of the policy of a backup.
     *
     * @throws BakshException the server has omitted the policy, so that a result "no backup" would be wrong
     */
    static Object requirePolicyId(Row row) {
        Object policy = row.scalarOrNull("policy");
        if (policy != null || row.has("policy") && row.get("policy") == null) return policy;
        throw BakshException.failure(
                "n2ws: the server's backups do not name their policy", "n2ws.backups.list() shows the backups");
    }

    static boolean equalAsText(Object a, Object b) {
        return String.valueOf(a).equals(String.valueOf(b));
    }

    /** Returns true if the field of a row certainly does not refer to the object with this id; see {@link #areDifferent}. */
    static boolean refersToOther(Row row, String field, Object id) {
        return areDifferent(row.scalarOrNull(field), id);
    }

    /**
     * Returns true if two values certainly name different objects. A missing value proves nothing, and neither does a
     * number in place of a text: one may be the id, and the other the name.
     */
    static boolean areDifferent(Object a, Object b) {
        return a != null && b != null && isNumber(a) == isNumber(b) && !equalAsText(a, b);
    }

    private static boolean isNumber(Object value) {
        return value.toString().matches("\\d+");
    }
}
