package dev.baksh.script.report;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.text.GroovyCode;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Writer of a runbook that proposes to undo the changes of a run, latest change first, from the run's journal. Lists
 * the changes that cannot be undone. Runs nothing.
 */
public final class UndoRunbookWriter {
    /** Verbs that add or remove names, with the inverse verb. */
    private static final Map<String, String> INVERSE_VERBS = Map.of(
            "px.users.map", "unmap",
            "px.users.unmap", "map",
            "px.groups.map", "unmap",
            "px.groups.unmap", "map",
            "px.groups.add", "remove",
            "px.groups.remove", "add");

    /** Arguments of an update that replaces all rules of any role. */
    private static final Map<String, Object> UNCHECKED_RULES = new TreeMap<>(Map.of("only", true, "force", true));

    private final RunHistory run;
    private final Map<String, Catalog> catalogs;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> irreversible = new ArrayList<>();
    /**
     * Journal lines of writes that need no undo: the run created the changed object, and removes it or undoes its
     * creation.
     */
    private final Set<Long> selfContainedWrites = new HashSet<>();
    /** Ids of created objects that only a later write of the run names, by the journal line of the creation. */
    private final Map<Long, Object> laterIds = new HashMap<>();
    /** Deleted objects that the runbook does not create again. */
    private final Set<List<Object>> deletedObjects = new HashSet<>();
    /** Deleted objects that the runbook creates again: each gets another id than in the run. */
    private final Set<List<Object>> recreatedObjects = new HashSet<>();

    private record Step(String name, List<GroovyCode> statements) {}

    /** @param catalogs catalogues of {@code n2ws} and {@code px} */
    public UndoRunbookWriter(RunHistory run, Map<String, Catalog> catalogs) {
        this.run = run;
        this.catalogs = catalogs;
        List<WriteRecord> writes = collectWrites();
        findSelfContainedWrites(writes);
        for (int i = writes.size() - 1; i >= 0; i--) proposeUndo(writes.get(i));
    }

    /** Number of changes that can be undone. */
    public int reversibleCount() {
        return steps.size();
    }

    /** Changes that cannot be undone, one line each. */
    public List<String> irreversibleChanges() {
        return List.copyOf(irreversible);
    }

    /** Returns the source of the runbook. */
    public String render() {
        Object title = run.header().get("title");
        List<Object> lines = new ArrayList<>();
        lines.add(GroovyCode.name("title").command("Undo of run " + run.id() + (title == null ? "" : ": " + title)));
        lines.add("");
        lines.add(GroovyCode.comment(
                "Proposed from the journal of the run. Read the runbook before you run it. It restores"
                        + " previous values,"));
        lines.add(GroovyCode.comment(
                "the last change first, and stops when a plain value has changed since the run, or" + " when another"));
        lines.add(GroovyCode.comment(
                "object has the name now. It does not compare lists, objects and the rules of roles."));
        if (run.header().get("servers") instanceof Map<?, ?> servers && !servers.isEmpty()) {
            lines.add(GroovyCode.comment(""));
            lines.add(GroovyCode.comment("Servers of the run:"));
            for (String name : run.serverNames())
                if (servers.get(name) != null) lines.add(GroovyCode.comment("  " + name + " at " + servers.get(name)));
        }
        if (!irreversible.isEmpty()) {
            lines.add(GroovyCode.comment(""));
            lines.add(GroovyCode.comment("Changes that cannot be undone:"));
        }
        irreversible.forEach(line -> lines.add(GroovyCode.comment("  " + line)));
        lines.add("");
        int number = 0;
        for (Step step : steps) {
            List<GroovyCode> body = new ArrayList<>(step.statements());
            body.add(GroovyCode.literal(null));
            lines.add(
                    GroovyCode.name("step").call(++number + ": " + step.name()).indentedBlock(body));
        }
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /**
     * Collects each write that may have happened, once. A repeated write keeps the state before its first request.
     * Writes of steps that a resume discarded count too, since they were sent.
     */
    private List<WriteRecord> collectWrites() {
        List<WriteRecord> writes = new ArrayList<>();
        for (WriteRecord write : run.writes()) {
            if (write.outcome() == JournalEvent.Kind.NOT_SENT || write.outcome() == JournalEvent.Kind.FAILED) continue;
            Object previousState = write.previousState();
            boolean isIdempotent =
                    write.effect().equals("ENSURE") && !write.operation().endsWith(".create");
            for (WriteRecord earlier : isIdempotent ? List.copyOf(writes) : List.<WriteRecord>of()) {
                if (!earlier.isOpen() || !earlier.key().equals(write.key())) continue;
                if (earlier.previousState() != null) previousState = earlier.previousState();
                writes.remove(earlier);
            }
            writes.add(write.withPreviousState(previousState));
        }
        return writes;
    }

    private void findSelfContainedWrites(List<WriteRecord> writes) {
        Map<List<Object>, WriteRecord> createdByKey = new LinkedHashMap<>();
        for (WriteRecord write : writes) {
            ApiCall.Target target = write.target();
            if (target == null || target.name() == null) continue;
            // The run may have renamed the object.
            Object id = objectId(write);
            List<Object> idKey = List.of(write.server(), nounName(write), "id", String.valueOf(id));
            List<Object> nameKey = nameKey(write);
            if (isCreate(operation(write))) {
                if (id != null) createdByKey.put(idKey, write);
                createdByKey.put(nameKey, write);
                continue;
            }
            WriteRecord creation = createdByKey.getOrDefault(idKey, createdByKey.get(nameKey));
            if (creation == null || write.isOpen()) continue;
            // Two objects may have one name.
            Object createdId = objectId(creation);
            if (id != null && createdId != null && !id.toString().equals(createdId.toString())) continue;
            selfContainedWrites.add(write.seq());
            if (target.id() != null) laterIds.putIfAbsent(creation.seq(), target.id());
            if (!write.operation().endsWith(".delete")) continue;
            selfContainedWrites.add(creation.seq());
            createdByKey.values().removeIf(creation::equals);
        }
    }

    private static List<Object> nameKey(WriteRecord write) {
        return List.of(write.server(), nounName(write), "name", write.target().name());
    }

    private List<Object> objectKey(WriteRecord write) {
        Object id = objectId(write);
        return List.of(
                write.server(),
                nounName(write),
                String.valueOf(id == null ? write.target().name() : id));
    }

    /** Id of the object of a write, for a create the id in the response or in a later write; or null. */
    private Object objectId(WriteRecord write) {
        Object id = write.target().id();
        if (id != null || operation(write) == null) return id;
        Noun noun = catalog(write).noun(nounName(write));
        Row created = write.response() == null
                ? null
                : ResponseWrapper.findRow(JsonCodec.convert(write.response(), noun), noun);
        Object createdId = created == null ? null : created.scalarOrNull(noun.key());
        return createdId == null ? laterIds.get(write.seq()) : createdId;
    }

    /** Returns true for a create; an operation on a row, such as a copy, names its source as the target. */
    private static boolean isCreate(Operation operation) {
        return operation != null && operation.verb().equals("create") && !operation.onRow();
    }

    private void proposeUndo(WriteRecord write) {
        if (write.isOpen()) {
            addIrreversible(write, "outcome unknown");
            return;
        }
        Operation operation = operation(write);
        String verb = operation == null ? "" : operation.verb();
        if (selfContainedWrites.contains(write.seq())) return;
        if (operation == null) addIrreversible(write, "raw request");
        else if (write.target() == null)
            addIrreversible(
                    write, "the journal is from an older version of baksh and does not name the object in a field");
        else if (!isComplete(write.target().name())
                || !isComplete(write.target().names())
                || !isComplete(write.target().id()))
            addIrreversible(write, "the name is not completely in the journal");
        else if (write.target().name() == null && write.target().id() == null)
            addIrreversible(write, "the journal does not name the object");
        else if (deletedObjects.contains(objectKey(write))) addIrreversible(write, "the object was deleted later");
        else if (isCreate(operation)) undoCreate(write, operation);
        else if (INVERSE_VERBS.containsKey(operation.id())) undoMembership(write, operation);
        else if (operation.id().equals("px.groups.delete") && write.previousState() instanceof Map<?, ?> group)
            recreateGroup(write, group);
        else if (operation.id().startsWith("px.roles.") && write.previousState() instanceof Map<?, ?> role)
            undoRole(write, verb, role);
        else if (verb.equals("update")
                && write.previousState() instanceof Map<?, ?> previousState
                && !previousState.isEmpty()) undoUpdate(write, operation, previousState);
        else if (verb.equals("updateOwnership") && write.previousState() instanceof Map<?, ?> previousState)
            undoOwnership(write, previousState);
        else if (verb.startsWith("delete")) reportDeletion(write);
        else if (write.effect().equals("ENSURE") || write.method().equals("PATCH"))
            addIrreversible(write, "the previous value is unknown");
        else addIrreversible(write, "an action that was started");
    }

    private void addIrreversible(WriteRecord write, String reason) {
        irreversible.add(write.description() + " (" + write.sentAt().truncatedTo(ChronoUnit.SECONDS) + "): " + reason);
    }

    private void undoCreate(WriteRecord write, Operation operation) {
        Operation delete = catalog(write).noun(operation.noun()).operation("delete");
        if (delete == null || !delete.onRow() || write.target().name() == null)
            addIrreversible(write, "baksh has no delete for this object");
        else
            addStep(
                    "delete " + displayName(write),
                    changeObject(
                            write,
                            List.of(),
                            object -> object.property("delete").call()));
    }

    private void undoUpdate(WriteRecord write, Operation operation, Map<?, ?> previousState) {
        Map<?, ?> sentFields = write.body() instanceof Map<?, ?> map ? map : Map.of();
        List<GroovyCode> fields = new ArrayList<>();
        List<GroovyCode> checks = new ArrayList<>();
        for (Map.Entry<?, ?> entry : previousState.entrySet()) {
            String field = entry.getKey().toString();
            String name = NameSuggestions.toCamelCase(field);
            Object previousValue = entry.getValue();
            if (field.equals("metadata") && previousValue instanceof Map<?, ?> metadata) {
                Map<?, ?> restored = metadataToRestore(write, metadata);
                if (restored.isEmpty()) continue;
                previousValue = restored;
            }
            Field bodyField = operation.body().get(field);
            if (bodyField == null || !GroovyCode.isName(name)) {
                addIrreversible(write, "field " + name + " is not a field of a block of " + operation.id());
                continue;
            }
            if (previousValue == null && bodyField.type() == Field.Type.BOOL) previousValue = false;
            boolean isList = bodyField.type() == Field.Type.LIST || bodyField.type() == Field.Type.IDS;
            if (previousValue == null && isList) previousValue = List.of();
            if (!isComplete(previousValue)) {
                addIrreversible(write, "field " + name + " is not completely in the journal");
                continue;
            }
            Object sentValue = sentFields.get(field);
            // The value was the same before, as after a repeated step.
            if (sentFields.containsKey(field) && isSameLiteral(previousValue, sentValue)) continue;
            fields.add(GroovyCode.name(name).command(previousValue));
            String fieldPath = fieldPath(write, field);
            boolean isComparable = sentValue instanceof Number
                    || sentValue instanceof Boolean
                    || sentValue instanceof String text && isComplete(text);
            if (isComparable && fieldPath != null)
                checks.add(GroovyCode.name("found")
                        .property(fieldPath)
                        .requireEqual(sentValue, displayName(write) + " has changed since the run: " + name));
        }
        boolean isPartialUpdate = operation.id().startsWith("n2ws."); // The gateway sends the complete object.
        for (Object name : isPartialUpdate ? sentFields.keySet() : Set.of())
            if (!previousState.containsKey(name))
                addIrreversible(
                        write,
                        "the previous value of field " + NameSuggestions.toCamelCase(name.toString()) + " is unknown");
        if (fields.isEmpty()) return;
        addStep("put back " + displayName(write), changeObject(write, checks, object -> {
            GroovyCode update = object.property("update");
            if (operation.query().containsKey("only")) update = update.callNamed(List.of(), Map.of("only", true));
            return update.block(fields);
        }));
    }

    /** Reports a deletion. A new object would have another id and no relations, so the user must decide. */
    private void reportDeletion(WriteRecord write) {
        deletedObjects.add(objectKey(write));
        boolean isKnown = write.previousState() != null && isComplete(write.previousState());
        addIrreversible(
                write,
                "deleted"
                        + (isKnown
                                ? "; the fields were " + GroovyCode.literal(write.previousState())
                                : "; the journal of the run has the fields"));
    }

    private void undoOwnership(WriteRecord write, Map<?, ?> previousState) {
        if (!(previousState.get("ownership") instanceof Map<?, ?> ownership)
                || ownership.containsValue(null)
                || !isComplete(ownership))
            addIrreversible(write, "the write added a part of the ownership, and baksh has no way to remove that part");
        else
            addStep(
                    "put back " + displayName(write),
                    changeObject(
                            write,
                            List.of(),
                            object -> object.property("updateOwnership")
                                    .callNamed(List.of(), Map.of("ownership", ownership))));
    }

    /** Removes labels without a previous value: an update only adds labels and cannot remove them. */
    private Map<Object, Object> metadataToRestore(WriteRecord write, Map<?, ?> metadata) {
        Map<Object, Object> result = new LinkedHashMap<>(metadata);
        if (!(result.get("labels") instanceof Map<?, ?> labels)) return result;
        Map<Object, Object> keptLabels = new LinkedHashMap<>(labels);
        for (Map.Entry<?, ?> label : labels.entrySet()) {
            if (label.getValue() != null) continue;
            keptLabels.remove(label.getKey());
            addIrreversible(write, "label " + label.getKey() + " is new, and baksh cannot remove labels");
        }
        if (keptLabels.isEmpty()) result.remove("labels");
        else result.put("labels", keptLabels);
        return result;
    }

    /** Proposes the inverse of an assignment, for the roles or members that the write actually changed. */
    private void undoMembership(WriteRecord write, Operation operation) {
        String key = operation.verb().endsWith("map") ? "roles" : "members";
        boolean isRemoval = List.of("unmap", "remove").contains(operation.verb());
        if (!(write.previousState() instanceof Map<?, ?> previousState)
                || !(previousState.get(key) instanceof List<?> previousNames)) {
            addIrreversible(write, "the previous " + key + " are unknown");
            return;
        }
        String verb = INVERSE_VERBS.get(operation.id());
        List<String> names = write.target().names().stream()
                .filter(name -> previousNames.contains(name) == isRemoval)
                .toList();
        if (!names.isEmpty())
            addStep(
                    verb + " " + displayName(write),
                    changeObject(
                            write, List.of(), object -> object.property(verb).call(names.toArray())));
    }

    /** Proposes to create a deleted group with its roles and members. */
    private void recreateGroup(WriteRecord write, Map<?, ?> group) {
        if (!isComplete(group)) {
            reportDeletion(write);
            return;
        }
        GroovyCode code =
                nounExpression(write).property("create").call(write.target().name());
        if (group.get("roles") instanceof List<?> roles && !roles.isEmpty())
            code = code.property("map").call(roles.toArray());
        if (group.get("members") instanceof List<?> members && !members.isEmpty())
            code = code.property("add").call(members.toArray());
        addStep("create " + displayName(write), List.of(code));
        recreatedObjects.add(nameKey(write));
    }

    private void undoRole(WriteRecord write, String verb, Map<?, ?> role) {
        if (!isComplete(role)) {
            addIrreversible(write, "the previous value is not completely in the journal");
            return;
        }
        List<GroovyCode> block = new ArrayList<>();
        block.add(GroovyCode.name("description").command(role.get("description")));
        if (role.get("rules") instanceof List<?> rules)
            for (Object item : rules)
                if (item instanceof Map<?, ?> rule && rule.get("services") instanceof List<?> services)
                    block.add(GroovyCode.name("allow").command(services, "apis", rule.get("apis")));
        boolean isDelete = verb.equals("delete");
        if (!isDelete && block.size() < 2) {
            addIrreversible(write, "the role had no rules, and an update cannot remove all rules");
            return;
        }
        // The role may be built in, and a new version of the server may have services that baksh does not know.
        if (!isDelete) {
            addStep(
                    "put back " + displayName(write),
                    changeObject(
                            write,
                            List.of(),
                            object -> object.property("update")
                                    .callNamed(List.of(), UNCHECKED_RULES)
                                    .indentedBlock(block)));
            return;
        }
        GroovyCode create = nounExpression(write)
                .property("create")
                .callNamed(List.of(write.target().name()), Map.of("force", true));
        addStep("create " + displayName(write), List.of(create.indentedBlock(block)));
        recreatedObjects.add(nameKey(write));
        addIrreversible(write, "the users and groups that had the role do not get the new role");
    }

    private void addStep(String name, List<GroovyCode> statements) {
        steps.add(new Step(name, statements));
    }

    private static boolean isSameLiteral(Object left, Object right) {
        return isComplete(right)
                && GroovyCode.literal(left)
                        .toString()
                        .equals(GroovyCode.literal(right).toString());
    }

    /** Returns false if the journal contains only a part of the value. */
    private static boolean isComplete(Object value) {
        if (value instanceof Map<?, ?> map) return map.values().stream().allMatch(UndoRunbookWriter::isComplete);
        if (value instanceof List<?> list) return list.stream().allMatch(UndoRunbookWriter::isComplete);
        return value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof String text && !text.contains(SecretNames.REDACTED);
    }

    private Operation operation(WriteRecord write) {
        Catalog catalog = catalog(write);
        Noun noun = catalog == null ? null : catalog.noun(nounName(write));
        String operation = write.operation();
        return noun == null ? null : noun.operation(operation.substring(operation.lastIndexOf('.') + 1));
    }

    private Catalog catalog(WriteRecord write) {
        int dot = write.operation().indexOf('.');
        return dot < 0 ? null : catalogs.get(write.operation().substring(0, dot));
    }

    private static String nounName(WriteRecord write) {
        String operation = write.operation();
        int firstDot = operation.indexOf('.');
        int lastDot = operation.lastIndexOf('.');
        return firstDot == lastDot ? "" : operation.substring(firstDot + 1, lastDot);
    }

    private String displayName(WriteRecord write) {
        ApiCall.Target target = write.target();
        return catalog(write).noun(nounName(write)).singular() + " "
                + (target.name() == null ? target.id() : target.name());
    }

    /** Returns the path of an updated field in rows, or null: the settings of Portworx objects are in a nested object. */
    private String fieldPath(WriteRecord write, String field) {
        Map<String, Field> fields = catalog(write).noun(nounName(write)).fields();
        if (fields.containsKey(field)) return NameSuggestions.toCamelCase(field);
        for (Field info : fields.values())
            if (info.name().endsWith("info") && info.fields().containsKey(field))
                return NameSuggestions.toCamelCase(info.name()) + "." + NameSuggestions.toCamelCase(field);
        return write.operation().startsWith("n2ws.") ? NameSuggestions.toCamelCase(field) : null;
    }

    /** Returns {@code px.roles} or {@code px('dr').roles}, by names of the catalogue. */
    private GroovyCode nounExpression(WriteRecord write) {
        Catalog catalog = catalog(write);
        String kind = catalog.server().toString();
        GroovyCode server = GroovyCode.name(kind);
        return (write.server().equals(kind) ? server : server.call(write.server()))
                .property(catalog.noun(nounName(write)).name());
    }

    /**
     * Returns the statements that change the object of a write. A number addresses the object by its id. An object with a name is
     * checked first: another object may have the name now. A server may show the id in another field than the documented one.
     *
     * @param checks further checks of the object, which is in the variable {@code found}
     */
    private List<GroovyCode> changeObject(
            WriteRecord write, List<GroovyCode> checks, UnaryOperator<GroovyCode> change) {
        String name = write.target().name();
        Object id = objectId(write);
        boolean isById = name == null || write.operation().startsWith("n2ws.") && id instanceof Number;
        String key =
                NameSuggestions.toCamelCase(catalog(write).noun(nounName(write)).key());
        List<GroovyCode> statements = new ArrayList<>();
        if (!isById
                && id != null
                && isComplete(id)
                && GroovyCode.isName(key)
                && !recreatedObjects.contains(nameKey(write)))
            statements.add(GroovyCode.name("found")
                    .property(key)
                    .requireEqualOrNull(
                            id, displayName(write) + " is not the object of the run: another object has its name now"));
        statements.addAll(checks);
        GroovyCode object = nounExpression(write).index(isById ? id : name);
        if (statements.isEmpty()) return List.of(change.apply(object));
        statements.add(0, object.assignTo("found"));
        statements.add(change.apply(GroovyCode.name("found")));
        return statements;
    }
}
