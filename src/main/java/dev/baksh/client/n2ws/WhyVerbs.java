package dev.baksh.client.n2ws;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.files.CsvReader;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.CompletionRule.State;
import dev.baksh.client.resource.Diagnosis;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Verbs that tell why a backup, a recovery or a run of a scenario ended as it did, or why a policy has no good backup. The
 * API has alerts, snapshots, and logs of recoveries (n2ws-api 2.1, 2.5 and 2.6); it has no log of a backup. The fields of
 * alerts and snapshots are not documented, so an alert is also matched by the name of the policy in its text.
 */
record WhyVerbs(ServerClient client, String noun) {
    /** Number of last lines of a log without a line about a failure. */
    private static final int LAST_LOG_LINES = 5;

    private static final Pattern FAILURE_WORDS = Pattern.compile(
            "(?i)\\b(err(or)?|fail\\w*|fatal|critical|warn(ing)?|denied|refused|unable|cannot|exception|timed? ?out|abort\\w*|insufficient|missing)\\b");

    private static final List<String> BACKUP_FIELDS = List.of("backup", "backup_id");
    private static final List<String> RESOURCE_ID_FIELDS =
            List.of("backed_up_resource_id", "resource", "instance_id", "virtual_machine_id");
    private static final List<String> RESOURCE_NAME_FIELDS =
            List.of("backed_up_resource_name", "name", "instance_name");

    /** Explains the newest backup of a policy. */
    Row whyOfPolicy(Invocation invocation) {
        Row policy = invocation.requireNoArgs().row();
        Resource policies = client.resource(noun);
        String name = policies.displayName(policy);
        Diagnosis diagnosis = new Diagnosis("policy \"" + name + "\"");
        if (policy instanceof DryRunRow) return planned(diagnosis);
        String backupNoun = noun.replace("policies", "backups");
        Row backup = new BackupVerbs(client, backupNoun).newestOf(policies.id(policy));
        if (backup != null) return new WhyVerbs(client, backupNoun).explainBackup(backup);
        diagnosis.summarize("The policy has no backup.");
        if (Boolean.FALSE.equals(policy.valueOrNull("enabled"))) diagnosis.addSentence("It is disabled.");
        if (List.of().equals(policy.valueOrNull("schedules")))
            diagnosis.addSentence("It has no schedule, so the server does not start it.");
        addAlerts(diagnosis, policies.id(policy), name, policy, null);
        return diagnosis.withNext(backupCommand(policies.id(policy))).toRow();
    }

    /** Explains a backup. */
    Row whyOfBackup(Invocation invocation) {
        Row backup = invocation.requireNoArgs().row();
        if (backup instanceof DryRunRow) return planned(new Diagnosis("backup of a dry run"));
        return explainBackup(backup);
    }

    private static Row planned(Diagnosis diagnosis) {
        return diagnosis
                .summarize("It is planned; the dry run has sent nothing.")
                .toRow();
    }

    private Row explainBackup(Row row) {
        BackupCompletion rule = new BackupCompletion(client);
        Diagnosis diagnosis = new Diagnosis(rule.describe(row));
        Row backup = readCurrent(diagnosis, rule, row);
        State state = rule.stateOf(backup);
        diagnosis.describeEnd(rule, backup, "backup", backup.valueOrNull("start_time"), backup.valueOrNull("end_time"));
        Object policyId = backup.valueOrNull("policy");
        String name = client.resource(noun).displayName(backup);
        String drStatus = text(backup, "dr_status");
        boolean hasDrCopy = drStatus != null && !drStatus.equals("N");
        if (hasDrCopy) diagnosis.addSentence("Its DR status is " + drStatus + ".");
        if (state != State.SUCCEEDED || hasDrCopy)
            addAlerts(diagnosis, policyId, name, backup, backup.valueOrNull("id"));
        if (state != State.SUCCEEDED && state != State.RUNNING) {
            addFailedSnapshots(diagnosis, backup);
            diagnosis.addNote("the API of N2WS has no log of a backup; the console shows it");
        }
        addFailedCopies(diagnosis, backup);
        if (state == State.ENDED) diagnosis.addNote(rule.unknownEndHint(backup));
        if (state == State.RUNNING) {
            if (diagnosis.hasAlerts()) diagnosis.addNote(rule.unfinishedHint(backup));
            diagnosis.withNext(scriptName(noun) + "[" + backup.get("id") + "].await()");
        } else if (state != State.SUCCEEDED && policyId != null) diagnosis.withNext(backupCommand(policyId));
        return diagnosis.toRow();
    }

    /** Explains a recovery or a run of a scenario. */
    Row whyOfRecovery(Invocation invocation) {
        Row row = invocation.requireNoArgs().row();
        Resource resource = client.resource(noun);
        String kind = resource.noun().singular();
        if (row instanceof DryRunRow) return planned(new Diagnosis(kind + " of a dry run"));
        RecoveryCompletion rule = new RecoveryCompletion(client, noun);
        Diagnosis diagnosis = new Diagnosis(rule.describe(row));
        Row recovery = readCurrent(diagnosis, rule, row);
        State state = rule.stateOf(recovery);
        diagnosis.describeEnd(rule, recovery, kind, firstValue(recovery, List.of("recovery_time", "start_time")), null);
        String key = scriptName(noun) + "[" + recovery.get("id") + "]";
        if (state == State.RUNNING) return diagnosis.withNext(key + ".await()").toRow();
        if (state == State.SUCCEEDED) return diagnosis.toRow();
        Operation children = resource.noun().operation("recoveries");
        if (children != null)
            diagnosis.read("recoveries of the run", () -> {
                for (Object child : (Iterable<?>) client.invoke(Invocation.of(children, recovery)))
                    if (child instanceof Row part)
                        addPart(diagnosis, "recovery " + part.get("id") + describeResource(part), "recoveries", part);
            });
        Operation log = resource.noun().operation("log");
        diagnosis.read(
                "lines of the log",
                () -> addLog(
                        diagnosis,
                        new DownloadVerbs(client)
                                .log(Invocation.of(log, recovery))
                                .getText()));
        if (state == State.ENDED) diagnosis.addNote(rule.unknownEndHint(recovery));
        return diagnosis.withNext(key + ".log.text").toRow();
    }

    /** Reads a row that had not ended; an ended row does not change. */
    private Row readCurrent(Diagnosis diagnosis, CompletionRule rule, Row row) {
        if (rule.stateOf(row) != State.RUNNING) return row;
        return diagnosis.readOr("current status", row, () -> rule.read(client.resource(noun), row));
    }

    private void addAlerts(Diagnosis diagnosis, Object policyId, String policyName, Row object, Object backupId) {
        diagnosis.read("alerts", () -> {
            List<Row> alerts = new ArrayList<>();
            for (Row alert : client.resource("alerts").cachedRows())
                if (concerns(alert, policyId, policyName, object, backupId)) alerts.add(alert);
            if (backupId != null) removeOtherTimes(alerts, policyId, object);
            alerts.forEach(alert -> diagnosis.addAlert(toFact(alert)));
        });
    }

    /** Removes the alerts from the time before the backup, and from the start of the next backup of the policy on. */
    private void removeOtherTimes(List<Row> alerts, Object policyId, Row backup) {
        if (!(backup.valueOrNull("start_time") instanceof Instant start)) return;
        alerts.removeIf(alert ->
                !namesBackup(alert) && time(alert) != null && time(alert).isBefore(start));
        boolean hasLater = backup.valueOrNull("end_time") instanceof Instant end
                && alerts.stream()
                        .anyMatch(alert -> time(alert) != null && time(alert).isAfter(end));
        if (!hasLater || policyId == null) return;
        Instant next = new BackupVerbs(client, noun).firstStartAfter(start, policyId);
        if (next != null)
            alerts.removeIf(alert ->
                    !namesBackup(alert) && time(alert) != null && !time(alert).isBefore(next));
    }

    private static boolean namesBackup(Row alert) {
        return firstValue(alert, BACKUP_FIELDS) != null;
    }

    private static Instant time(Row alert) {
        return alert.valueOrNull("time") instanceof Instant time ? time : null;
    }

    /** Compares the ids if the alert has them, and else looks for the name of the policy in the texts of the alert. */
    private boolean concerns(Row alert, Object policyId, String policyName, Row object, Object backupId) {
        boolean isAws = !noun.startsWith("azure.");
        Object alertBackup = firstValue(alert, BACKUP_FIELDS);
        if (isAws && alertBackup != null && backupId != null) return BackupVerbs.equalAsText(alertBackup, backupId);
        Object alertPolicy = firstValue(alert, List.of("policy", "policy_id"));
        if (isAws && alertPolicy instanceof Number) return BackupVerbs.equalAsText(alertPolicy, policyId);
        Object alertUser = alert.valueOrNull("user");
        Object user = object.valueOrNull("user");
        if (alertUser != null && user != null && !BackupVerbs.equalAsText(alertUser, user)) return false;
        if (policyName == null || policyName.isBlank()) return false;
        Pattern name = Pattern.compile("(?<![\\w-])" + Pattern.quote(policyName) + "(?![\\w-])");
        return alert.toMap().values().stream()
                .anyMatch(value -> value instanceof CharSequence words
                        && name.matcher(words).find());
    }

    /** Returns the fields of an alert that tell something, the most important first. */
    private static Map<String, Object> toFact(Row alert) {
        Map<String, Object> fields = alert.toMap();
        fields.values().removeIf(value -> value == null);
        Map<String, Object> fact = new LinkedHashMap<>();
        for (String name : List.of("time", "severity", "message"))
            if (fields.containsKey(name)) fact.put(name, fields.remove(name));
        fields.keySet().removeAll(List.of("id", "user", "policy"));
        fact.putAll(fields);
        return fact;
    }

    private void addFailedSnapshots(Diagnosis diagnosis, Row backup) {
        Set<String> savedResources = new HashSet<>();
        boolean[] isComparable = {true};
        for (String verb : List.of("snapshots", "machines", "disks")) {
            Operation operation = client.resource(noun).noun().operation(verb);
            if (operation == null) continue;
            diagnosis.read("snapshots", () -> {
                for (Row snapshot : list(operation, backup)) {
                    Object resource = firstValue(snapshot, RESOURCE_ID_FIELDS);
                    if (resource == null) isComparable[0] = false;
                    else savedResources.add(resource.toString());
                    addPart(
                            diagnosis,
                            "snapshot " + snapshot.valueOrNull("id") + describeResource(snapshot),
                            noun,
                            snapshot);
                }
            });
        }
        Operation targets =
                client.resource(noun.replace("backups", "policies")).noun().operation("targets");
        Object policyId = backup.valueOrNull("policy");
        if (targets == null || policyId == null || !isComparable[0]) return;
        diagnosis.read("targets of the policy", () -> {
            Row policy = new Row(client.resource(targets.noun()).noun(), Map.of("id", policyId));
            for (Row target : list(targets, policy)) {
                Object resource = firstValue(target, RESOURCE_ID_FIELDS);
                if (resource != null && !savedResources.contains(resource.toString()))
                    diagnosis.addFailure(
                            "target" + describeResource(target).replaceFirst("^ of", ""),
                            null,
                            "no snapshot in this backup");
            }
        });
    }

    private void addFailedCopies(Diagnosis diagnosis, Row backup) {
        Operation copies = client.resource(noun).noun().operation("s3Copies");
        boolean hasFailed = copies != null
                && backup.valueOrNull("s3_copy_status") instanceof Row copyStatus
                && "F".equals(copyStatus.valueOrNull("status"));
        if (!hasFailed) return;
        diagnosis.addSentence("Its copy to S3 failed.");
        diagnosis.read("copies in S3", () -> {
            for (Row copy : list(copies, backup))
                if (!Boolean.TRUE.equals(copy.valueOrNull("succeeded")))
                    diagnosis.addFailure(
                            "S3 copy " + copy.valueOrNull("id") + describeResource(copy),
                            text(copy, "status"),
                            Diagnosis.reasonOf(copy));
        });
    }

    /** Adds a snapshot or a recovery, unless its status is a success or is missing. */
    private void addPart(Diagnosis diagnosis, String what, String statusNoun, Row part) {
        String status = text(part, "status");
        boolean hasFailed = Boolean.FALSE.equals(part.valueOrNull("succeeded"));
        StatusMeaning meaning = StatusWords.meaning(client, statusNoun, status);
        boolean isGood = status == null || meaning != null && meaning != StatusMeaning.FAILED;
        if (isGood && !hasFailed) return;
        String words = status == null ? null : StatusWords.describe(client, statusNoun, status);
        diagnosis.addFailure(
                what, words == null ? null : words.substring("status ".length()), Diagnosis.reasonOf(part));
    }

    /** Adds the lines about failures, or else the last lines. */
    private static void addLog(Diagnosis diagnosis, String log) {
        List<Map<String, Object>> lines = parseLog(log);
        List<Map<String, Object>> failures = lines.stream()
                .filter(line -> line.values().stream()
                        .anyMatch(cell -> FAILURE_WORDS.matcher(cell.toString()).find()))
                .toList();
        List<Map<String, Object>> shown =
                failures.isEmpty() ? lines.subList(Math.max(0, lines.size() - LAST_LOG_LINES), lines.size()) : failures;
        shown.forEach(diagnosis::addLogLine);
    }

    private static List<Map<String, Object>> parseLog(String log) {
        List<Map<String, Object>> lines = new ArrayList<>();
        try {
            List<CsvReader.Record> records = CsvReader.readAll(log);
            if (records.isEmpty()) return lines;
            List<String> header = records.get(0).cells();
            for (CsvReader.Record record : records.subList(1, records.size())) {
                Map<String, Object> line = new LinkedHashMap<>();
                for (int i = 0; i < record.cells().size(); i++)
                    line.put(
                            i < header.size() ? header.get(i) : "column " + (i + 1),
                            record.cells().get(i));
                lines.add(line);
            }
            return lines;
        } catch (IOException invalidCsv) {
            return log.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> Map.<String, Object>of("line", line))
                    .toList();
        }
    }

    private Iterable<Row> list(Operation operation, Row row) {
        return client.executor().list(client.resource(operation.noun()).buildCall(Invocation.of(operation, row)));
    }

    /** Returns {@code  of web-1 (i-0abc)}, or an empty text. */
    private static String describeResource(Row row) {
        Object id = firstValue(row, RESOURCE_ID_FIELDS);
        Object name = firstValue(row, RESOURCE_NAME_FIELDS);
        if (id == null && name == null) return "";
        return " of " + (name == null ? id : id == null ? name : name + " (" + id + ")");
    }

    private static Object firstValue(Row row, List<String> names) {
        return names.stream()
                .map(row::valueOrNull)
                .filter(value -> value != null && !value.toString().isBlank())
                .findFirst()
                .orElse(null);
    }

    private static String text(Row row, String name) {
        Object value = row.valueOrNull(name);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    /** Command that runs the policy again; null for Azure, whose policies cannot be run by the API. */
    private String backupCommand(Object policyId) {
        String policies = noun.replace("backups", "policies");
        boolean canRun = client.resource(policies).noun().operation("backup") != null;
        return canRun ? scriptName(policies) + "[" + policyId + "].backup().await()" : null;
    }

    private String scriptName(String nounName) {
        return client.server().kind() + "." + nounName;
    }
}
