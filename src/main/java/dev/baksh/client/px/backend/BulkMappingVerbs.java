package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.files.CsvReader;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Verbs that map many users to roles. {@code mapAll} reads the lists of users and roles once, shows a plan, asks once,
 * sends one request for each user, and returns a report. Roles that a user already has are not sent, so the same
 * command completes an interrupted mapping.
 */
public record BulkMappingVerbs(ServerClient client, UserVerbs userVerbs) {
    private static final List<String> CSV_COLUMNS = List.of("user", "role");

    /** Errors that stop the whole mapping. After any other error, the mapping continues with the next user. */
    private static final Set<ExitCode> STOPPING_EXITS =
            EnumSet.of(ExitCode.INTERRUPTED, ExitCode.UNFINISHED, ExitCode.REFUSED);

    /** Returns rows of user, role and result: mapped, already so, failed. */
    public List<Row> mapAll(Invocation invocation) {
        Map<String, Set<String>> desiredRoles = readDesiredRoles(invocation);
        Map<String, Row> usersByName = client.resource("users").byDisplayName();
        boolean isCsv = invocation.namedArgs().isEmpty();
        Map<String, Row> roles = findRoles(desiredRoles, isCsv ? "; the header of a CSV file is user,role" : "");
        List<String> users = List.copyOf(desiredRoles.keySet());
        Map<String, Row> knownUsers = new LinkedHashMap<>();
        for (String user : users) if (usersByName.containsKey(user)) knownUsers.put(user, usersByName.get(user));
        Map<String, List<String>> assignedRoles = new RoleAssignments(client, userVerbs).readFor(knownUsers);
        List<String> pendingUsers = knownUsers.keySet().stream()
                .filter(name -> !assignedRoles.get(name).containsAll(desiredRoles.get(name)))
                .toList();
        if (!pendingUsers.isEmpty()) {
            notePlan(desiredRoles, assignedRoles);
            client.executor()
                    .confirmBulkWrite(
                            () -> "give roles to " + pendingUsers.size() + " of " + users.size() + " users ("
                                    + identifyUsers(pendingUsers, knownUsers) + ") on "
                                    + client.server().label(),
                            "?");
        }
        List<Row> report = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            String user = users.get(i);
            String progressText = "user " + (i + 1) + " of " + users.size();
            client.progress().showProgress(progressText + ": " + user);
            Set<String> userRoles = desiredRoles.get(user);
            List<String> missing = missingRoles(userRoles, assignedRoles.get(user));
            String result;
            try {
                result = mapUser(
                        user, usersByName, missing.stream().map(roles::get).toList());
            } catch (BakshException e) {
                if (STOPPING_EXITS.contains(e.exit())) {
                    client.showNotice("stopped at " + progressText + ", \"" + user + "\": " + summarize(report)
                            + " before it; run the same line again to continue; roles that a user has are not sent");
                    for (String remaining : users.subList(i, users.size()))
                        addRows(
                                report,
                                remaining,
                                desiredRoles.get(remaining),
                                assignedRoles.get(remaining),
                                remaining.equals(user) ? stoppedResult(e) : "not tried");
                    throw new PartialFailureException(e.exit(), e.getMessage(), e.hint(), report, e);
                }
                failures.add(e.getMessage());
                result = "failed";
            }
            addRows(report, user, userRoles, assignedRoles.get(user), result);
        }
        client.progress().endProgress();
        if (failures.isEmpty()) return List.copyOf(report);
        throw new PartialFailureException(
                failures.size() == users.size() ? ExitCode.FAILED : ExitCode.PARTIAL,
                client.server().label() + ": " + failures.size() + " of " + users.size()
                        + " users did not get their roles",
                String.join("\n", failures),
                report,
                null);
    }

    /** Returns {@code 'alice', id 7; 'bob', not found; and 3 more}. */
    private String identifyUsers(List<String> users, Map<String, Row> knownUsers) {
        List<String> parts = new ArrayList<>();
        for (String user : users.subList(0, Math.min(UserVerbs.MAX_NAMES, users.size()))) {
            Row row = knownUsers.get(user);
            String details = row == null
                    ? "not found"
                    : client.resource("users").identify(row).details();
            parts.add(UserVerbs.quoteAll(List.of(user)) + ", " + details);
        }
        if (parts.size() < users.size()) parts.add("and " + (users.size() - parts.size()) + " more");
        return String.join("; ", parts);
    }

    /** Sends the missing roles of a user; returns the result. */
    private String mapUser(String name, Map<String, Row> users, List<Row> missingRoles) {
        Row user = users.get(name);
        if (user == null) {
            String suggestion = NameSuggestions.didYouMean(name, users.keySet());
            throw client.failure(
                    "user \"" + name + "\" not found" + (suggestion == null ? "" : "; " + suggestion), null);
        }
        boolean isPlanned = !missingRoles.isEmpty() && userVerbs.sendMapping(user, missingRoles) instanceof DryRunRow;
        return isPlanned ? "planned" : "mapped";
    }

    /** Maps a role to each user. A user that cannot be mapped does not stop the other users. */
    public Object mapTo(Invocation invocation) {
        String role = client.resource("roles").displayName(invocation.row());
        List<String> users = invocation.requireTexts("the names of users");
        List<Row> report = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        BakshException lastFailure = null;
        for (String user : users) {
            String result;
            try {
                result = mapTo(user, invocation.row());
            } catch (BakshException e) {
                if (STOPPING_EXITS.contains(e.exit())) {
                    if (users.size() == 1) throw e;
                    for (String remaining : users.subList(report.size(), users.size()))
                        report.add(reportRow(remaining, role, remaining.equals(user) ? stoppedResult(e) : "not tried"));
                    throw new PartialFailureException(e.exit(), e.getMessage(), e.hint(), report, e);
                }
                lastFailure = e;
                failures.add(e.getMessage());
                result = "failed";
            }
            report.add(reportRow(user, role, result));
        }
        if (lastFailure == null) return List.copyOf(report);
        if (users.size() == 1) throw lastFailure;
        throw new PartialFailureException(
                failures.size() == users.size() ? lastFailure.exit() : ExitCode.PARTIAL,
                failures.size() + " of " + users.size() + " users were not mapped to \"" + role + "\"",
                String.join("\n", failures),
                report,
                lastFailure);
    }

    private String mapTo(String name, Row role) {
        Row user = client.resource("users").getByName(name);
        List<Row> missingRoles = userVerbs.missingRoles(user, List.of(role));
        if (missingRoles.isEmpty()) return user instanceof DryRunRow ? "planned" : "already so";
        return userVerbs.sendMapping(user, missingRoles) instanceof DryRunRow ? "planned" : "mapped";
    }

    /**
     * Returns the result for the user at whom the mapping stopped. A refused write was not sent; for any other error
     * the outcome is unknown, and the message describes the error.
     */
    private static String stoppedResult(BakshException e) {
        return e.exit() == ExitCode.REFUSED ? "not tried" : "unknown";
    }

    /** @param assigned roles that the user has, or null for an unknown user */
    private static List<String> missingRoles(Set<String> desired, List<String> assigned) {
        List<String> missing = new ArrayList<>(desired);
        if (assigned != null) missing.removeAll(assigned);
        return missing;
    }

    private static void addRows(
            List<Row> report, String user, Set<String> desired, List<String> assigned, String result) {
        List<String> missing = missingRoles(desired, assigned);
        for (String role : desired) report.add(reportRow(user, role, missing.contains(role) ? result : "already so"));
    }

    private static Row reportRow(String user, String role, String result) {
        return Row.of("user", user, "role", role, "result", result);
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
        counts.forEach((role, states) -> client.showNotice("role \"" + role + "\": " + formatCounts(states)));
    }

    /** Returns {@code 3 mapped, 2 already so}. */
    private static String summarize(List<Row> report) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Row row : report) counts.merge(String.valueOf(row.get("result")), 1, Integer::sum);
        return counts.isEmpty() ? "nothing was done" : formatCounts(counts);
    }

    private static String formatCounts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /**
     * Looks up all roles before the first write.
     *
     * @param hint addition to the hint of an unknown role
     */
    private Map<String, Row> findRoles(Map<String, Set<String>> desiredRoles, String hint) {
        Set<String> names = new LinkedHashSet<>();
        desiredRoles.values().forEach(names::addAll);
        Map<String, Row> roles = new LinkedHashMap<>();
        for (Row role : userVerbs.roles(List.copyOf(names), hint))
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
        try {
            // The file decides who gets which role.
            FileTrust.ofCurrentUser().require(path);
            String text = RegularFile.readText(path, RegularFile.MAX_TEXT);
            for (CsvReader.Record record : CsvReader.read(text, CSV_COLUMNS))
                desiredRoles
                        .computeIfAbsent(record.cells().get(0), key -> new LinkedHashSet<>())
                        .add(record.cells().get(1));
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), null);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", e.hint());
        } catch (CsvReader.InvalidCsvException e) {
            throw BakshException.failure(
                    file + ", " + e.getMessage(), "each line is user,role; a header may name more columns");
        } catch (IOException e) {
            throw BakshException.usageError(file + " cannot be read: " + e.getMessage(), null);
        }
        if (desiredRoles.isEmpty()) throw BakshException.failure(file + " names no user", null);
    }
}
