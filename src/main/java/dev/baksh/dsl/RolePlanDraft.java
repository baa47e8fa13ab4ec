package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import groovy.lang.Closure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draft of a plan: the object that the block of {@code px.plan} or {@code px.apply} fills with roles, the roles of each
 * user, and the roles that must be absent.
 */
public final class RolePlanDraft extends Draft {
    /** Verbs of the block beside the fields, with their help. */
    static final Map<String, String> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("role", "a role with these rules: role('backup-viewer') { viewOnly 'role' }");
        VERBS.put("user", "roles that the user must have: user 'alice', 'test-role'");
    }

    private final Catalog catalog;

    RolePlanDraft(Catalog catalog, Operation operation, Map<String, Object> fieldValues) {
        super(operation, fieldValues, null);
        this.catalog = catalog;
    }

    @Override
    List<Field> verbFields() {
        return super.verbFields().stream()
                .filter(field -> field.name().equals("absent"))
                .toList();
    }

    @Override
    Set<String> verbs() {
        Set<String> verbs = new LinkedHashSet<>(VERBS.keySet());
        verbs.addAll(super.verbs());
        return verbs;
    }

    /** Adds a role with the same block as {@code px.roles.create}. */
    public void role(CharSequence name, Closure<?> block) {
        WriteArguments writeArguments =
                new WriteArguments(catalog, catalog.noun("roles").operation("create"), null);
        writeArguments.runBlock(block);
        putUnique("roles", name, writeArguments.values());
    }

    /** Refuses a role without a block, which would have no rules. */
    public void role(Object... arguments) {
        throw BakshException.failure(
                "role takes a name and a block", "for example: role('backup-viewer') { viewOnly 'role' }");
    }

    /** Adds roles that a user must have. Other roles of the user stay. */
    public void user(CharSequence name, Object... roles) {
        List<Object> names = flatten(Arrays.asList(roles));
        boolean isValid = !names.isEmpty() && names.stream().allMatch(role -> role instanceof CharSequence);
        if (!isValid)
            throw BakshException.failure("user takes a name and roles", "for example: user 'alice', 'test-role'");
        putUnique("users", name, names.stream().map(Object::toString).toList());
    }

    /** Puts an entry; refuses a duplicate, because the second entry would silently replace the first. */
    private void putUnique(String field, CharSequence name, Object value) {
        Map<String, Object> merged = new LinkedHashMap<>();
        if (fieldValue(field) instanceof Map<?, ?> existing)
            existing.forEach((key, existingValue) -> merged.put(key.toString(), existingValue));
        if (merged.put(name.toString(), value) != null) {
            throw BakshException.failure(
                    operation().id() + ": " + field.substring(0, field.length() - 1) + " '" + name + "' is given twice",
                    "write the complete definition once");
        }
        setField(field, merged);
    }
}
