package dev.baksh.client.px.backend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
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
 * What roles there shall be and who shall hold them, as a file says: {@code roles: {NAME: {description, rules}}} and
 * {@code users: {NAME: [ROLE, ...]}}, and which roles shall not be: {@code absent: [NAME]}. In YAML or JSON.
 *
 * @param roles description and rules by name
 * @param users role names by user name
 * @param absent names of roles that shall not be there
 */
record DesiredRoles(Map<String, Map<String, Object>> roles, Map<String, Set<String>> users, Set<String> absent) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

    /** @throws BakshException when it cannot be read, or says what is not understood */
    static DesiredRoles read(String file) {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) throw BakshException.usage("no such file: " + file, null);
        try {
            return of(YAML.readValue(path.toFile(), Object.class), file);
        } catch (IOException e) {
            String words = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw BakshException.failed(file + " cannot be read: " + words, null);
        }
    }

    /** @param where leads every message */
    static DesiredRoles of(Object root, String where) {
        Map<String, Map<String, Object>> roles = new LinkedHashMap<>();
        Map<String, Set<String>> users = new LinkedHashMap<>();
        Map<?, ?> top = map(where, root);
        known(where, top, List.of("roles", "users", "absent"));
        map(where + ": roles", top.get("roles")).forEach((name, given) -> {
            Map<?, ?> said = map(where + ": roles." + name, given);
            known(where + ": roles." + name, said, List.of("description", "rules"));
            Map<String, Object> role = new LinkedHashMap<>();
            // Left out, it stays as it is.
            if (said.get("description") != null) role.put("description", String.valueOf(said.get("description")));
            role.put("rules", rules(where + ": roles." + name, said.get("rules")));
            roles.put(String.valueOf(name), role);
        });
        map(where + ": users", top.get("users")).forEach((name, given) -> {
            Set<String> held = new LinkedHashSet<>();
            list(where + ": users." + name, given).forEach(role -> held.add(String.valueOf(role)));
            users.put(String.valueOf(name), held);
        });
        Set<String> absent = new LinkedHashSet<>();
        list(where + ": absent", top.get("absent")).forEach(name -> absent.add(String.valueOf(name)));
        if (roles.isEmpty() && users.isEmpty() && absent.isEmpty())
            throw BakshException.failed(where + " names neither roles nor users", "it has roles:, users: and absent:");
        for (String name : absent) {
            boolean wanted = roles.containsKey(name) || users.values().stream().anyMatch(held -> held.contains(name));
            if (wanted) throw BakshException.failed(where + ": role \"" + name + "\" is wanted and absent", null);
        }
        return new DesiredRoles(roles, users, absent);
    }

    private static List<Map<String, Object>> rules(String where, Object given) {
        for (Object rule : list(where + ".rules", given)) {
            Map<?, ?> said = map(where + ".rules", rule);
            known(where + ".rules", said, List.of("services", "apis"));
            if (list(where + ".services", said.get("services")).isEmpty()
                    || list(where + ".apis", said.get("apis")).isEmpty())
                throw BakshException.failed(where + ": a rule needs services and apis", null);
        }
        List<Map<String, Object>> plain = RoleRules.plain(given);
        if (plain.isEmpty()) throw BakshException.failed(where + ": a role needs rules", null);
        return plain;
    }

    private static void known(String where, Map<?, ?> map, List<String> names) {
        for (Object name : map.keySet()) {
            if (!names.contains(String.valueOf(name)))
                throw BakshException.failed(
                        where + ": '" + name + "' is not known here",
                        NameSuggestions.suggest(String.valueOf(name), names, "there may be"));
        }
    }

    private static Map<?, ?> map(String where, Object value) {
        if (value == null) return Map.of();
        if (value instanceof Map<?, ?> map) return map;
        throw BakshException.failed(where + " is not a map", null);
    }

    private static List<?> list(String where, Object value) {
        if (value == null) return List.of();
        if (value instanceof List<?> list) return list;
        if (value instanceof Set<?> set) return new ArrayList<>(set);
        throw BakshException.failed(where + " is not a list", null);
    }

    /** Everything by path, to be compared. */
    Map<String, Object> flat() {
        Map<String, Object> flat = new LinkedHashMap<>();
        roles.forEach((name, role) -> {
            flat.put("roles." + name, "is there");
            RoleVerbs.comparable(role.get("description"), role.get("rules"))
                    .forEach((path, value) -> flat.put("roles." + name + "." + path, value));
        });
        users.forEach((name, held) -> held.forEach(role -> flat.put("users." + name + "." + role, "holds it")));
        return flat;
    }

    /** @throws BakshException when the file cannot be written */
    void write(Path file) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("roles", roles);
        root.put("users", users);
        try {
            Files.writeString(file, YAML.writeValueAsString(root));
        } catch (IOException e) {
            throw BakshException.usage(file + " cannot be written: " + e.getMessage(), null);
        }
    }
}
