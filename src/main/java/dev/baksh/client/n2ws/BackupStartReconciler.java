package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which backup a run-now has started. The answer may be the backup itself, a tracker number or nothing (the facts know
 * only the second, from a paraphrase), and may be lost; the newest id that the policy had before tells the new one.
 */
final class BackupStartReconciler implements Reconciler {
    /** A record that a server has answered for shows up in its list within this. */
    private static final Duration VISIBLE = Duration.ofSeconds(60);
    /** Before the look that is so long in coming, a person is told. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So many newest backups of a policy are looked at. */
    private static final int NEWEST = 50;
    /** So many newest backups of all policies, on a server that does not filter by policy. */
    private static final int MOST = 2000;

    /** A run of the server's own schedule this near could be taken for the one that was asked for. */
    private static final Duration NEAR = Duration.ofMinutes(10);

    private final ServerClient client;
    private final Row row;
    private final Object policy;
    private final TimeSource time;
    private final ProgressListener progress;
    private long newestBefore = -1;
    /** Why a new backup would prove nothing, or null. */
    private String doubt;

    BackupStartReconciler(ServerClient client, Row policy, TimeSource time, ProgressListener progress) {
        this.client = client;
        this.row = policy;
        this.policy = client.resource("policies").key(policy);
        this.time = time;
        this.progress = progress;
    }

    @Override
    public Map<String, Object> baseline() {
        for (Row row : ofPolicy()) newestBefore = Math.max(newestBefore, id(row));
        Map<String, Object> baseline = new LinkedHashMap<>();
        baseline.put("policy", policy);
        baseline.put("newest", newestBefore);
        doubt = ownSchedule();
        if (doubt != null) baseline.put("doubt", doubt);
        return baseline;
    }

    @Override
    public boolean recall(Map<String, Object> baseline) {
        if (!(baseline.get("newest") instanceof Number newest)) return false;
        newestBefore = newest.longValue();
        doubt = baseline.get("doubt") == null ? null : baseline.get("doubt").toString();
        return true;
    }

    /** Records do not say who started them, so a scheduled run in the next minutes makes a lost answer unclear for good. */
    private String ownSchedule() {
        boolean scheduled =
                row.has("schedules") && row.get("schedules") instanceof List<?> schedules && !schedules.isEmpty();
        if (!scheduled) return null;
        Instant now = time.now();
        Operation runTimes = client.resource("policies").noun().operation("runTimes");
        List<Instant> runs = new ArrayList<>();
        try {
            Object answer = client.exchange()
                    .send(client.resource("policies").call(runTimes, row, Map.of("days_ahead", 1), null));
            if (!(answer instanceof List<?> list)) return "its schedule cannot be read";
            list.forEach(item -> instants(item, runs));
            if (runs.size() < list.size()) return "its schedule cannot be read";
        } catch (BakshException e) {
            return "its schedule cannot be read";
        }
        for (Instant run : runs) {
            if (Duration.between(now, run).abs().compareTo(NEAR) < 0) return "its own schedule is due at " + run;
        }
        return null;
    }

    /** The shape of a run time is not public: a text, or a row with one in it. */
    private static void instants(Object item, List<Instant> runs) {
        if (item instanceof Instant instant) runs.add(instant);
        else if (item instanceof Row one) {
            one.toMap().values().stream()
                    .filter(Instant.class::isInstance)
                    .limit(1)
                    .forEach(value -> runs.add((Instant) value));
        }
    }

    @Override
    public String doubt() {
        return doubt;
    }

    /**
     * The one backup of the policy that was not there before.
     *
     * @throws AmbiguousOutcomeException there are several: somebody else may have started one of them
     */
    @Override
    public Row look() {
        List<Row> fresh = new ArrayList<>();
        for (Row row : ofPolicy()) if (id(row) > newestBefore) fresh.add(row);
        if (fresh.size() > 1) {
            throw new AmbiguousOutcomeException("backups "
                    + fresh.stream().map(row -> String.valueOf(id(row))).toList() + " could each be it");
        }
        return fresh.isEmpty() ? null : fresh.get(0);
    }

    @Override
    public String words(Object found) {
        Object start = found instanceof Row row && row.has("start_time") ? row.get("start_time") : null;
        return Reconciler.super.words(found) + (start == null ? "" : ", started at " + start);
    }

    /**
     * The started backup, by what the server answered.
     *
     * @throws BakshException it was started (exit 75), and cannot be shown
     */
    Row of(Object answer) {
        Row row = answer instanceof Row one ? one : null;
        if (row != null && row.has("id") && (row.has("status") || row.has("policy"))) return row;
        Object tracker = row != null && row.has("tracker_id") ? row.get("tracker_id") : null;
        long end = time.nanos() + VISIBLE.toNanos();
        Duration wait = Duration.ofMillis(250);
        while (true) {
            BakshException failed = null;
            try {
                Row found = tracker == null ? look() : tracked(tracker);
                if (found != null) return found;
            } catch (BakshException e) {
                failed = e; // Never ends as a failure of the write: it would be done a second time.
            }
            boolean hopeless = failed instanceof AmbiguousOutcomeException
                    || failed != null && failed.exit() == ExitCode.INTERRUPTED;
            if (hopeless || time.nanos() - end >= 0) throw invisible(tracker, failed);
            if (wait.equals(PATIENCE)) {
                progress.note(client.server().label() + ": " + started(tracker)
                        + ", and does not show in the list of backups yet; looking for it, for " + VISIBLE.toSeconds()
                        + " s at most");
            }
            pause(wait, tracker);
            wait = wait.multipliedBy(2).compareTo(Duration.ofSeconds(10)) < 0
                    ? wait.multipliedBy(2)
                    : Duration.ofSeconds(10);
        }
    }

    /** By its tracker number; where a server ignores that filter, by what is new. */
    private Row tracked(Object tracker) {
        List<Row> found = new ArrayList<>();
        for (Row row : backups().list(Map.of("tracker_id", tracker))) {
            boolean ours =
                    row.has("tracker_id") && String.valueOf(tracker).equals(String.valueOf(row.get("tracker_id")));
            if (ours) return row;
            if (id(row) > newestBefore && isOfPolicy(row)) found.add(row);
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    /** The newest ones: the new backup is among them, and a policy may have thousands. */
    private List<Row> ofPolicy() {
        List<Row> rows = new ArrayList<>();
        int read = 0;
        for (Row row : backups().list(Map.of("policy", policy, "ordering", "-start_time", "page_size", NEWEST))) {
            if (isOfPolicy(row)) rows.add(row);
            if (rows.size() == NEWEST || ++read == MOST) break;
        }
        return rows;
    }

    private boolean isOfPolicy(Row row) {
        return String.valueOf(policy).equals(String.valueOf(row.get("policy")));
    }

    private Resource backups() {
        return client.resource("backups");
    }

    private static long id(Row row) {
        return row.get("id") instanceof Number number ? number.longValue() : -1;
    }

    private BakshException invisible(Object tracker, BakshException failed) {
        String why = "does not show in the list of backups yet";
        if (failed instanceof AmbiguousOutcomeException) why = failed.getMessage();
        else if (failed != null) why = "the list of backups cannot be read";
        return new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + started(tracker) + ", and " + why,
                "do not start it again; look with n2ws.backups.latest(policy: " + policy + ")"
                        + (failed == null || failed instanceof AmbiguousOutcomeException
                                ? ""
                                : "\n" + failed.getMessage()),
                failed);
    }

    private static String started(Object tracker) {
        return "the backup was started" + (tracker == null ? "" : " (tracker " + tracker + ")");
    }

    private void pause(Duration length, Object tracker) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw invisible(tracker, null);
        }
    }
}
