package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verb that maps many users to many roles: one listing of each, one plan, one confirmation, one request for each user,
 * one report. Roles that a user has are not sent, so the same command completes an interrupted mapping.
 */
public final class BulkRoleMapping {
    private final ServerClient client;
    private final UserVerbs userVerbs;
    private final ProgressListener progress;

    public BulkRoleMapping(ServerClient client, UserVerbs users, ProgressListener progress) {
        this.client = client;
        this.userVerbs = users;
        this.progress = progress;
    }

    /** Returns rows of user, role and result: mapped, already so, failed. */
    public List<Row> mapAll(Invocation invocation) {
        Map<String, Set<String>> desiredRoles = readDesiredRoles(invocation);
        Map<String, Row> usersByName = client.resource("users").byDisplayName();
        Map<String, Row> roles = findRoles(desiredRoles);
        Map<String, Row> knownUsers = new LinkedHashMap<>();
        desiredRoles.keySet().stream()
                .filter(usersByName::containsKey)
                .forEach(name -> knownUsers.put(name, usersByName.get(name)));
        Map<String, List<String>> assignedRoles = new RoleAssignments(client, userVerbs).readFor(knownUsers);
        long pendingUsers = knownUsers.keySet().stream()
                .filter(name -> !assignedRoles.get(name).containsAll(desiredRoles.get(name)))
                .count();
        if (pendingUsers > 0) {
            notePlan(desiredRoles, assignedRoles);
            client.executor()
                    .confirmBulkWrite("give roles to " + pendingUsers + " of " + desiredRoles.size() + " users on "
                            + client.server().label() + "?");
        }
        List<Row> report = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        int userCount = 0;
        for (Map.Entry<String, Set<String>> entry : desiredRoles.entrySet()) {
            progress.showProgress("user " + ++userCount + " of " + desiredRoles.size() + ": " + entry.getKey());
            try {
                mapUser(entry.getKey(), entry.getValue(), knownUsers, assignedRoles, roles, report, failures);
            } catch (BakshException e) {
                progress.showNotice(client.server().label() + ": stopped at user " + userCount + " of "
                        + desiredRoles.size() + ", \""
                        + entry.getKey() + "\": " + summarize(report)
                        + " before it; run the same line again to continue, nothing is sent twice");
                throw new PartialFailureException(
                        e.exit(),
                        e.getMessage(),
                        e.hint(),
                        completeReport(report, desiredRoles, assignedRoles, entry.getKey(), e.exit()),
                        e);
            }
        }
        progress.endProgress();
        if (failures.isEmpty()) return List.copyOf(report);
        throw new PartialFailureException(
                failures.size() == desiredRoles.size() ? ExitCode.FAILED : ExitCode.PARTIAL,
                client.server().label() + ": " + failures.size() + " of " + desiredRoles.size()
                        + " users did not get their roles",
                String.join("\n", failures),
                report,
                null);
    }

    /** Returns the report with a row for each user that was not reached. */
    private static List<Row> completeReport(
            List<Row> report,
            Map<String, Set<String>> desiredRoles,
            Map<String, List<String>> assignedRoles,
            String failedUser,
            ExitCode exit) {
        List<Row> rows = new ArrayList<>(report);
        boolean isReached = false;
        for (Map.Entry<String, Set<String>> entry : desiredRoles.entrySet()) {
            boolean isFailedUser = entry.getKey().equals(failedUser);
            isReached |= isFailedUser;
            if (!isReached) continue;
            // A refused write was not sent. The outcome of an interrupted write is in the message.
            String result = !isFailedUser || exit == ExitCode.REFUSED ? "not tried" : "unknown";
            List<String> userRoles = assignedRoles.getOrDefault(entry.getKey(), List.of());
            for (String role : entry.getValue())
                rows.add(reportRow(entry.getKey(), role, userRoles.contains(role) ? "already so" : result));
        }
        return rows;
    }

    private static Row reportRow(String user, String role, String result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("user", user);
        row.put("role", role);
        row.put("result", result);
        return new Row(null, row);
    }

    /** Shows a line for each role: the number of users that will get it, have it, or are unknown. */
    private void notePlan(Map<String, Set<String>> desiredRoles, Map<String, List<String>> assignedRoles) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        desiredRoles.forEach((user, roles) -> roles.forEach(role -> {
            List<String> userRoles = assignedRoles.get(user);
            String state = userRoles == null
                    ? "not known to the server"
                    : userRoles.contains(role) ? "already so" : "to be mapped";
            counts.computeIfAbsent(role, key -> new LinkedHashMap<>()).merge(state, 1, Integer::sum);
        }));
        counts.forEach((role, states) -> {
            List<String> parts = new ArrayList<>();
            states.forEach((state, count) -> parts.add(count + " " + state));
            progress.showNotice(client.server().label() + ": role \"" + role + "\": " + String.join(", ", parts));
        });
    }

    private void mapUser(
            String user,
            Set<String> desiredRoles,
            Map<String, Row> knownUsers,
            Map<String, List<String>> assignedRoles,
            Map<String, Row> roles,
            List<Row> report,
            List<String> failures) {
        String result = "mapped";
        List<String> missingRoles = new ArrayList<>(desiredRoles);
        if (knownUsers.containsKey(user)) missingRoles.removeAll(assignedRoles.get(user));
        try {
            if (!knownUsers.containsKey(user))
                throw BakshException.failure(client.server().label() + ": user \"" + user + "\" not found", null);
            if (!missingRoles.isEmpty()
                    && userVerbs.sendMapping(
                                    knownUsers.get(user),
                                    missingRoles.stream().map(roles::get).toList())
                            instanceof DryRunRow) result = "planned";
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED || e.exit() == ExitCode.UNFINISHED || e.exit() == ExitCode.REFUSED)
                throw e;
            failures.add(e.getMessage());
            result = "failed";
        }
        for (String role : desiredRoles)
            report.add(reportRow(user, role, missingRoles.contains(role) ? result : "already so"));
    }

    /** Returns {@code 3 mapped, 2 already so}. */
    private static String summarize(List<Row> report) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Row row : report) counts.merge(String.valueOf(row.get("result")), 1, Integer::sum);
        List<String> parts = new ArrayList<>();
        counts.forEach((result, count) -> parts.add(count + " " + result));
        return parts.isEmpty() ? "nothing was done" : String.join(", ", parts);
    }

    /** Looks up all roles before the first write. */
    private Map<String, Row> findRoles(Map<String, Set<String>> desiredRoles) {
        Set<String> names = new LinkedHashSet<>();
        desiredRoles.values().forEach(names::addAll);
        Map<String, Row> roles = new LinkedHashMap<>();
        for (Row role : userVerbs.roles(List.copyOf(names)))
            roles.put(client.resource("roles").displayName(role), role);
        return roles;
    }

    /** Returns role names by user name, from a CSV file or a map. */
    private static Map<String, Set<String>> readDesiredRoles(Invocation invocation) {
        Map<String, Set<String>> desiredRoles = new LinkedHashMap<>();
        if (invocation.namedArgs().isEmpty())
            readCsv(invocation.requireText("the name of a CSV file with user,role"), desiredRoles);
        invocation.namedArgs().forEach((user, roles) -> {
            Set<String> names = desiredRoles.computeIfAbsent(user, key -> new LinkedHashSet<>());
            if (roles instanceof Iterable<?> iterable) iterable.forEach(role -> names.add(String.valueOf(role)));
            else names.add(String.valueOf(roles));
        });
        return desiredRoles;
    }

    private static void readCsv(String file, Map<String, Set<String>> desiredRoles) {
        Path path = Path.of(file);
        if (!Files.exists(path)) throw BakshException.usageError("no such file: " + file, null);
        List<String> lines;
        try {
            // The file decides who gets which role.
            FileTrust.ofCurrentUser().require(path);
            lines = RegularFile.readText(path, RegularFile.MAX_TEXT).lines().toList();
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), null);
        } catch (IOException e) {
            throw BakshException.usageError(file + " cannot be read: " + e.getMessage(), null);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || i == 0 && line.replace(" ", "").equalsIgnoreCase("user,role")) continue;
            String[] cells = line.split(",", -1);
            boolean isValid = cells.length == 2 && !cells[0].isBlank() && !cells[1].isBlank();
            if (!isValid) throw BakshException.failure(file + ", line " + (i + 1) + ": expected user,role", null);
            desiredRoles
                    .computeIfAbsent(unquote(cells[0]), key -> new LinkedHashSet<>())
                    .add(unquote(cells[1]));
        }
        if (desiredRoles.isEmpty()) throw BakshException.failure(file + " names no user", null);
    }

    private static String unquote(String cell) {
        String text = cell.strip();
        boolean isQuoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
