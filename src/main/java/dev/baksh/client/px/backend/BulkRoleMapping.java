package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
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
 * Many users and many roles at once: one listing of each, one plan, one question, one call a user, one report. What a user
 * holds is not sent again, so the same words complete what was broken off.
 */
public final class BulkRoleMapping {
    private final ServerClient client;
    private final UserVerbs users;
    private final ProgressListener progress;

    public BulkRoleMapping(ServerClient client, UserVerbs users, ProgressListener progress) {
        this.client = client;
        this.users = users;
        this.progress = progress;
    }

    /** Rows of user, role and result: mapped, already so, failed. */
    public List<Row> mapAll(Invocation said) {
        Map<String, Set<String>> wanted = wanted(said);
        Map<String, Row> all = client.resource("users").byLabel();
        Map<String, Row> roles = roles(wanted);
        Map<String, Row> known = new LinkedHashMap<>();
        wanted.keySet().stream().filter(all::containsKey).forEach(name -> known.put(name, all.get(name)));
        Map<String, List<String>> held = new RoleAssignments(client, users).of(known);
        long lacking = known.keySet().stream()
                .filter(name -> !held.get(name).containsAll(wanted.get(name)))
                .count();
        if (lacking > 0) {
            plan(wanted, held);
            client.exchange()
                    .announce("give roles to " + lacking + " of " + wanted.size() + " users on "
                            + client.server().label() + "?");
        }
        List<Row> report = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        int done = 0;
        for (Map.Entry<String, Set<String>> entry : wanted.entrySet()) {
            progress.now("user " + ++done + " of " + wanted.size() + ": " + entry.getKey());
            try {
                one(entry.getKey(), entry.getValue(), known, held, roles, report, failures);
            } catch (BakshException e) {
                progress.note(client.server().label() + ": stopped at user " + done + " of " + wanted.size() + ", \""
                        + entry.getKey() + "\": " + tally(report)
                        + " before it; the same line goes on, and sends nothing twice");
                throw new PartialFailureException(
                        e.exit(), e.getMessage(), e.hint(), rest(report, wanted, held, entry.getKey(), e.exit()), e);
            }
        }
        progress.end();
        if (failures.isEmpty()) return List.copyOf(report);
        throw new PartialFailureException(
                failures.size() == wanted.size() ? ExitCode.FAILED : ExitCode.PARTIAL,
                client.server().label() + ": " + failures.size() + " of " + wanted.size()
                        + " users did not get their roles",
                String.join("\n", failures),
                report,
                null);
    }

    /** The report, and a row for each that it has not come to. */
    private static List<Row> rest(
            List<Row> report,
            Map<String, Set<String>> wanted,
            Map<String, List<String>> held,
            String stopped,
            ExitCode exit) {
        List<Row> all = new ArrayList<>(report);
        boolean reached = false;
        for (Map.Entry<String, Set<String>> entry : wanted.entrySet()) {
            boolean here = entry.getKey().equals(stopped);
            reached |= here;
            if (!reached) continue;
            // What was refused was not sent; of what was broken off the message tells what is known.
            String result = !here || exit == ExitCode.REFUSED ? "not tried" : "unknown";
            List<String> has = held.getOrDefault(entry.getKey(), List.of());
            for (String role : entry.getValue())
                all.add(line(entry.getKey(), role, has.contains(role) ? "already so" : result));
        }
        return all;
    }

    private static Row line(String user, String role, String result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("user", user);
        line.put("role", role);
        line.put("result", result);
        return new Row(null, line);
    }

    /** A line a role: how many are to get it, have it, are not known. */
    private void plan(Map<String, Set<String>> wanted, Map<String, List<String>> held) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        wanted.forEach((user, roles) -> roles.forEach(role -> {
            List<String> has = held.get(user);
            String state = has == null ? "not known to the server" : has.contains(role) ? "already so" : "to get it";
            counts.computeIfAbsent(role, key -> new LinkedHashMap<>()).merge(state, 1, Integer::sum);
        }));
        counts.forEach((role, states) -> {
            List<String> parts = new ArrayList<>();
            states.forEach((state, count) -> parts.add(count + " " + state));
            progress.note(client.server().label() + ": role \"" + role + "\": " + String.join(", ", parts));
        });
    }

    private void one(
            String user,
            Set<String> wanted,
            Map<String, Row> known,
            Map<String, List<String>> held,
            Map<String, Row> roles,
            List<Row> report,
            List<String> failures) {
        String result = "mapped";
        List<String> lacking = new ArrayList<>(wanted);
        if (known.containsKey(user)) lacking.removeAll(held.get(user));
        try {
            if (!known.containsKey(user))
                throw BakshException.failed(client.server().label() + ": user \"" + user + "\" not found", null);
            if (!lacking.isEmpty()
                    && users.give(
                                    known.get(user),
                                    lacking.stream().map(roles::get).toList())
                            instanceof DryRunRow) result = "planned";
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED || e.exit() == ExitCode.UNFINISHED || e.exit() == ExitCode.REFUSED)
                throw e;
            failures.add(e.getMessage());
            result = "failed";
        }
        for (String role : wanted) report.add(line(user, role, lacking.contains(role) ? result : "already so"));
    }

    /** {@code 3 mapped, 2 already so}. */
    private static String tally(List<Row> report) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Row row : report) counts.merge(String.valueOf(row.get("result")), 1, Integer::sum);
        List<String> parts = new ArrayList<>();
        counts.forEach((result, count) -> parts.add(count + " " + result));
        return parts.isEmpty() ? "nothing was done" : String.join(", ", parts);
    }

    /** Every role is there before the first user is touched. */
    private Map<String, Row> roles(Map<String, Set<String>> wanted) {
        Set<String> names = new LinkedHashSet<>();
        wanted.values().forEach(names::addAll);
        Map<String, Row> roles = new LinkedHashMap<>();
        for (Row role : users.roles(List.copyOf(names)))
            roles.put(client.resource("roles").label(role), role);
        return roles;
    }

    /** Role names by user name: of a CSV file, or of a map. */
    private static Map<String, Set<String>> wanted(Invocation said) {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        if (said.named().isEmpty()) csv(said.text("the name of a CSV file with user,role"), wanted);
        said.named().forEach((user, roles) -> {
            Set<String> names = wanted.computeIfAbsent(user, key -> new LinkedHashSet<>());
            if (roles instanceof Iterable<?> many) many.forEach(role -> names.add(String.valueOf(role)));
            else names.add(String.valueOf(roles));
        });
        return wanted;
    }

    private static void csv(String file, Map<String, Set<String>> wanted) {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) throw BakshException.usage("no such file: " + file, null);
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw BakshException.usage(file + " cannot be read: " + e.getMessage(), null);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || i == 0 && line.replace(" ", "").equalsIgnoreCase("user,role")) continue;
            String[] cells = line.split(",", -1);
            boolean good = cells.length == 2 && !cells[0].isBlank() && !cells[1].isBlank();
            if (!good) throw BakshException.failed(file + ", line " + (i + 1) + ": user,role is expected", null);
            wanted.computeIfAbsent(plain(cells[0]), key -> new LinkedHashSet<>())
                    .add(plain(cells[1]));
        }
        if (wanted.isEmpty()) throw BakshException.failed(file + " names no user", null);
    }

    private static String plain(String cell) {
        String text = cell.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
