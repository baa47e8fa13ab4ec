package dev.baksh.client.px.backend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.client.files.YamlTreeReader;
import dev.baksh.client.resource.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Desired state of roles and users, from a YAML or JSON file: {@code roles: {NAME: {description, rules}}}, {@code
 * users: {NAME: [ROLE, ...]}}, and {@code absent: [NAME]} for roles that must not exist.
 *
 * @param roles description and rules by name
 * @param users role names by user name
 * @param absent names of roles that must not exist
 */
record DesiredRoles(Map<String, Map<String, Object>> roles, Map<String, Set<String>> users, Set<String> absent) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

    /** @throws BakshException the file cannot be read, or has an unknown key */
    static DesiredRoles read(String file) {
        Path path = Path.of(file);
        if (!Files.exists(path)) throw BakshException.usageError("no such file: " + file, null);
        try {
            // The file decides which roles are changed and removed.
            FileTrust.ofCurrentUser().require(path);
            return parse(
                    YAML.treeToValue(
                            YamlTreeReader.read(RegularFile.readText(path, RegularFile.MAX_TEXT)), Object.class),
                    file);
        } catch (YamlTreeReader.InvalidYamlException e) {
            throw BakshException.failure(file + ":" + e.getMessage(), null);
        } catch (RegularFile.RefusedException e) {
            throw BakshException.failure(e.getMessage(), null);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", e.hint());
        } catch (IOException e) {
            throw BakshException.failure(file + " cannot be read: " + e.getMessage(), null);
        }
    }

    /** @param location prefix of each error message */
    static DesiredRoles parse(Object root, String location) {
        Map<String, Map<String, Object>> roles = new LinkedHashMap<>();
        Map<String, Set<String>> users = new LinkedHashMap<>();
        Map<?, ?> document = requireMap(location, root);
        checkKeys(location, document, List.of("roles", "users", "absent"));
        requireMap(location + ": roles", document.get("roles")).forEach((name, value) -> {
            Map<?, ?> entry = requireMap(location + ": roles." + name, value);
            checkKeys(location + ": roles." + name, entry, List.of("description", "rules"));
            Map<String, Object> role = new LinkedHashMap<>();
            // A missing description leaves the current description unchanged.
            if (entry.get("description") != null) role.put("description", String.valueOf(entry.get("description")));
            role.put("rules", parseRules(location + ": roles." + name, entry.get("rules")));
            roles.put(String.valueOf(name), role);
        });
        requireMap(location + ": users", document.get("users")).forEach((name, value) -> {
            Set<String> roleNames = new LinkedHashSet<>();
            requireList(location + ": users." + name, value).forEach(role -> roleNames.add(String.valueOf(role)));
            users.put(String.valueOf(name), roleNames);
        });
        Set<String> absent = new LinkedHashSet<>();
        requireList(location + ": absent", document.get("absent")).forEach(name -> absent.add(String.valueOf(name)));
        if (roles.isEmpty() && users.isEmpty() && absent.isEmpty())
            throw BakshException.failure(
                    location + " contains neither roles nor users", "the keys are roles:, users: and absent:");
        for (String name : absent) {
            boolean isDesired =
                    roles.containsKey(name) || users.values().stream().anyMatch(roleNames -> roleNames.contains(name));
            if (isDesired)
                throw BakshException.failure(
                        location + ": role \"" + name + "\" is both in roles: and in absent:", null);
        }
        return new DesiredRoles(roles, users, absent);
    }

    private static List<Map<String, List<String>>> parseRules(String location, Object value) {
        for (Object rule : requireList(location + ".rules", value)) {
            Map<?, ?> entry = requireMap(location + ".rules", rule);
            checkKeys(location + ".rules", entry, List.of("services", "apis"));
            if (requireList(location + ".services", entry.get("services")).isEmpty()
                    || requireList(location + ".apis", entry.get("apis")).isEmpty())
                throw BakshException.failure(location + ": a rule needs services and apis", null);
        }
        List<Map<String, List<String>>> parsedRules = RoleRules.toPlain(value);
        if (parsedRules.isEmpty()) throw BakshException.failure(location + ": a role needs rules", null);
        return parsedRules;
    }

    private static void checkKeys(String location, Map<?, ?> map, List<String> names) {
        for (Object name : map.keySet()) {
            if (!names.contains(String.valueOf(name)))
                throw BakshException.failure(
                        location + ": '" + name + "' is not a known key",
                        NameSuggestions.suggest(String.valueOf(name), names, "the keys are"));
        }
    }

    private static Map<?, ?> requireMap(String location, Object value) {
        if (value == null) return Map.of();
        if (value instanceof Map<?, ?> map) return map;
        throw BakshException.failure(location + " is not a map", null);
    }

    private static List<?> requireList(String location, Object value) {
        if (value == null) return List.of();
        if (value instanceof List<?> list) return list;
        if (value instanceof Set<?> set) return new ArrayList<>(set);
        throw BakshException.failure(location + " is not a list", null);
    }

    /** Returns all values by path, for the comparison. */
    Map<String, Object> flatten() {
        Map<String, Object> flat = new LinkedHashMap<>();
        roles.forEach((name, role) -> {
            flat.put("roles." + name, "is there");
            RoleVerbs.toComparable(role.get("description"), role.get("rules"))
                    .forEach((path, value) -> flat.put("roles." + name + "." + path, value));
        });
        users.forEach(
                (name, roleNames) -> roleNames.forEach(role -> flat.put("users." + name + "." + role, "holds it")));
        return flat;
    }

    /** @throws BakshException the file cannot be written */
    void write(Path file) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("roles", roles);
        root.put("users", users);
        try (OutputFile output = new OutputFile(file.toString(), "roles.yaml")) {
            try (OutputStream out = output.open(null)) {
                out.write(YAML.writeValueAsBytes(root));
            }
            output.commit();
        } catch (IOException e) {
            throw BakshException.usageError(file + " cannot be written: " + e.getMessage(), null);
        }
    }
}
