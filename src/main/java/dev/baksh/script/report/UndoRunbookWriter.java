package dev.baksh.script.report;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.script.compile.ErrorTranslator;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A runbook that proposes how to put back what a run has changed, the last change first; made from the run's journal alone.
 * It names what cannot be put back. Nothing of it is run here.
 */
public final class UndoRunbookWriter {
    private static final Pattern ID = Pattern.compile("/(\\d+)/$");

    /** Verbs that give something to a thing, or take it, by its names: the verb that does the contrary. */
    private static final Map<String, String> BACK = Map.of(
            "px.users.map", "unmap",
            "px.users.unmap", "map",
            "px.groups.map", "unmap",
            "px.groups.unmap", "map",
            "px.groups.add", "remove",
            "px.groups.remove", "add");

    private final RunHistory run;
    private final Map<String, Catalog> catalogs;
    private final List<String> steps = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    /** Lines of writes that need no way back: what they changed was made by the run, and goes with it or is gone. */
    private final Set<Long> own = new HashSet<>();

    /** @param catalogs of {@code n2ws} and {@code px} */
    public UndoRunbookWriter(RunHistory run, Map<String, Catalog> catalogs) {
        this.run = run;
        this.catalogs = catalogs;
        List<WriteRecord> writes = writes();
        made(writes);
        for (int i = writes.size() - 1; i >= 0; i--) back(writes.get(i));
    }

    /** How many changes can be put back. */
    public int possible() {
        return steps.size();
    }

    /** What cannot, a line each. */
    public List<String> lost() {
        return List.copyOf(lost);
    }

    /** The runbook. */
    public String text() {
        Object title = run.header().get("title");
        StringBuilder text = new StringBuilder("title ")
                .append(GroovyLiteralWriter.quoted("Undo of run " + run.id() + (title == null ? "" : ": " + title)))
                .append(
                        "\n\n// Proposed from the journal of the run. Read it before you run it: it puts values back that were there before,\n")
                .append("// the last change first, and stops where somebody has changed them since.\n");
        if (run.header().get("servers") instanceof Map<?, ?> servers && !servers.isEmpty()) {
            text.append("//\n// The run spoke to:\n");
            for (String name : run.servers())
                if (servers.get(name) != null)
                    text.append("//   ")
                            .append(ErrorTranslator.line(name + " at " + servers.get(name)))
                            .append('\n');
        }
        if (!lost.isEmpty()) text.append("//\n// It cannot put back:\n");
        for (String line : lost) text.append("//   ").append(line).append('\n');
        text.append('\n');
        steps.forEach(step -> text.append(step).append('\n'));
        return text.toString();
    }

    /**
     * Each write once, as far as it may have happened; of one that was sent again, what was there before the first time. What
     * a resume was told to forget has been sent all the same.
     */
    private List<WriteRecord> writes() {
        List<WriteRecord> writes = new ArrayList<>();
        for (WriteRecord write : run.sent()) {
            if (write.outcome() == JournalEvent.Kind.NOT_SENT || write.outcome() == JournalEvent.Kind.FAILED) continue;
            Object former = write.former();
            boolean sets = write.effect().equals("ENSURE") && !write.operation().endsWith(".create");
            for (WriteRecord earlier : sets ? List.copyOf(writes) : List.<WriteRecord>of()) {
                if (!earlier.open() || !earlier.key().equals(write.key())) continue;
                if (earlier.former() != null) former = earlier.former();
                writes.remove(earlier);
            }
            writes.add(write.withFormer(former));
        }
        return writes;
    }

    private void made(List<WriteRecord> writes) {
        Map<String, WriteRecord> there = new LinkedHashMap<>();
        for (WriteRecord write : writes) {
            String thing = write.server() + "\n" + noun(write) + "\n" + label(write);
            if (write.operation().endsWith(".create")) there.put(thing, write);
            else if (there.containsKey(thing) && !write.open()) {
                own.add(write.seq());
                if (write.operation().endsWith(".delete"))
                    own.add(there.remove(thing).seq());
            }
        }
    }

    private void back(WriteRecord write) {
        if (write.open()) {
            lost.add(write.what() + " (" + write.time().truncatedTo(ChronoUnit.SECONDS)
                    + "): whether it happened is not known");
            return;
        }
        Operation operation = operation(write);
        String verb = operation == null ? "" : operation.verb();
        if (own.contains(write.seq())) return;
        if (operation == null) lost(write, "it is a raw request");
        else if (verb.equals("create") || verb.equals("copy")) create(write, operation);
        else if (BACK.containsKey(operation.id())) held(write, operation);
        else if (operation.id().equals("px.groups.delete") && write.former() instanceof Map<?, ?> group)
            group(write, group);
        else if (operation.id().startsWith("px.roles.") && write.former() instanceof Map<?, ?> role)
            role(write, verb, role);
        else if (verb.equals("update") && write.former() instanceof Map<?, ?> former && !former.isEmpty())
            update(write, operation, former);
        else if (verb.equals("updateOwnership") && write.former() instanceof Map<?, ?> former) owned(write, former);
        else if (verb.startsWith("delete")) deleted(write);
        else if (write.effect().equals("ENSURE") || write.method().equals("PATCH"))
            lost(write, "what was there before is not known");
        else lost(write, "it was started");
    }

    private void lost(WriteRecord write, String why) {
        lost.add(write.what() + " (" + write.time().truncatedTo(ChronoUnit.SECONDS) + "): " + why);
    }

    private void create(WriteRecord write, Operation operation) {
        Operation delete = catalog(write).noun(operation.noun()).operation("delete");
        if (delete == null || !delete.onRow() || label(write) == null) lost(write, "baksh knows no delete for it");
        else step("delete " + one(write), thing(write) + ".delete()");
    }

    private void update(WriteRecord write, Operation operation, Map<?, ?> former) {
        StringBuilder body = new StringBuilder();
        StringBuilder guard = new StringBuilder();
        for (Map.Entry<?, ?> field : former.entrySet()) {
            String name = NameSuggestions.camel(field.getKey().toString());
            Field known = operation.body().get(field.getKey().toString());
            Object before = field.getValue();
            if (field.getKey().equals("metadata") && before instanceof Map<?, ?> metadata) {
                before = labelled(write, metadata);
                if (((Map<?, ?>) before).isEmpty()) continue;
            }
            boolean flag = before == null && known != null && known.type() == Field.Type.BOOL;
            String value = flag ? "false" : GroovyLiteralWriter.of(before);
            if (value == null) {
                lost(write, "field " + name + " is not in the journal in full");
                continue;
            }
            boolean sent = write.body() instanceof Map<?, ?> all && all.containsKey(field.getKey());
            Object now = sent ? ((Map<?, ?>) write.body()).get(field.getKey()) : null;
            if (sent && value.equals(GroovyLiteralWriter.of(now)))
                continue; // It was so already, as after a step that was done again.
            // A list after a name without parentheses would be read as an index.
            body.append(body.length() == 0 ? "" : "; ")
                    .append(name)
                    .append(value.startsWith("[") ? "(" + value + ")" : " " + value);
            String place = place(write, field.getKey().toString());
            boolean plain = now instanceof Number
                    || now instanceof Boolean
                    || now instanceof String text && !GroovyLiteralWriter.partial(text);
            if (plain && place != null)
                guard.append("\nrequire found.")
                        .append(place)
                        .append(" == ")
                        .append(GroovyLiteralWriter.of(now))
                        .append(", ")
                        .append(GroovyLiteralWriter.quoted(one(write) + " has been changed since: " + name));
        }
        boolean alone = write.operation().startsWith("n2ws."); // At the gateway all that the thing is goes along.
        if (alone && write.body() instanceof Map<?, ?> all)
            for (Object name : all.keySet())
                if (!former.containsKey(name))
                    lost(write, "what field " + NameSuggestions.camel(name.toString()) + " was before is not known");
        if (body.length() == 0) return;
        step(
                "put back " + one(write),
                guard.length() == 0
                        ? thing(write) + ".update { " + body + " }"
                        : "def found = " + thing(write) + guard + "\nfound.update { " + body + " }");
    }

    /** Made anew it would have another id, and nothing that hung on it: that is a person's to decide. */
    private void deleted(WriteRecord write) {
        String fields = write.former() == null ? null : GroovyLiteralWriter.of(write.former());
        lost(
                write,
                "it is deleted"
                        + (fields == null
                                ? "; the journal of the run has its fields"
                                : "; it was " + ErrorTranslator.line(fields)));
    }

    private void owned(WriteRecord write, Map<?, ?> former) {
        String before = GroovyLiteralWriter.of(former.get("ownership"));
        if (before == null || !(former.get("ownership") instanceof Map<?, ?> parts) || parts.containsValue(null))
            lost(write, "a part of its ownership was not there before, and how it is taken away is not known");
        else step("put back " + one(write), thing(write) + ".updateOwnership(ownership: " + before + ")");
    }

    /** Labels are added to those that are there, so that an update takes none away. */
    private Map<Object, Object> labelled(WriteRecord write, Map<?, ?> metadata) {
        Map<Object, Object> left = new LinkedHashMap<>(metadata);
        if (!(left.get("labels") instanceof Map<?, ?> labels)) return left;
        Map<Object, Object> kept = new LinkedHashMap<>(labels);
        for (Map.Entry<?, ?> label : labels.entrySet()) {
            if (label.getValue() != null) continue;
            kept.remove(label.getKey());
            lost(write, "label " + label.getKey() + " was not there before, and baksh takes none away");
        }
        if (kept.isEmpty()) left.remove("labels");
        else left.put("labels", kept);
        return left;
    }

    /** The roles or members that the write gave or took, but for those of which the state would not change. */
    private void held(WriteRecord write, Operation operation) {
        String what = operation.verb().endsWith("map") ? "roles" : "members";
        boolean held = List.of("unmap", "remove").contains(operation.verb());
        if (!(write.former() instanceof Map<?, ?> former) || !(former.get(what) instanceof List<?> before)) {
            lost(write, "which " + what + " were there before is not known");
            return;
        }
        String verb = BACK.get(operation.id());
        List<String> names = new ArrayList<>();
        for (String name : named(write)) if (before.contains(name) == held) names.add(GroovyLiteralWriter.quoted(name));
        if (!names.isEmpty())
            step(verb + " " + one(write), thing(write) + "." + verb + "(" + String.join(", ", names) + ")");
    }

    /** Made anew, with what it gave and whom it gave it to. */
    private void group(WriteRecord write, Map<?, ?> group) {
        StringBuilder code =
                new StringBuilder(server(write) + ".groups.create(" + GroovyLiteralWriter.quoted(label(write)) + ")");
        for (String[] verb : new String[][] {{"map", "roles"}, {"add", "members"}}) {
            if (group.get(verb[1]) instanceof List<?> names && !names.isEmpty())
                code.append('.')
                        .append(verb[0])
                        .append('(')
                        .append(GroovyLiteralWriter.inner(GroovyLiteralWriter.of(names)))
                        .append(')');
        }
        step("create " + one(write), code.toString());
    }

    /** {@code px.users.map 'alice' to 'a', 'b'}: the names after the user's. */
    private static List<String> named(WriteRecord write) {
        List<String> names = new ArrayList<>();
        String[] parts = write.what().split("'");
        for (int i = 3; i < parts.length; i += 2) names.add(parts[i]);
        return names;
    }

    private void role(WriteRecord write, String verb, Map<?, ?> role) {
        StringBuilder block =
                new StringBuilder("{\n    description ").append(GroovyLiteralWriter.of(role.get("description")));
        if (role.get("rules") instanceof List<?> rules) {
            for (Object rule : rules) {
                if (!(rule instanceof Map<?, ?> one)) continue;
                block.append("\n    allow ")
                        .append(GroovyLiteralWriter.inner(GroovyLiteralWriter.of(one.get("services"))))
                        .append(", apis: ")
                        .append(GroovyLiteralWriter.of(one.get("apis")));
            }
        }
        block.append("\n}");
        String noun = server(write) + ".roles";
        if (verb.equals("delete"))
            step("create " + one(write), noun + ".create(" + GroovyLiteralWriter.quoted(label(write)) + ") " + block);
        else
            step("put back " + one(write), noun + "[" + GroovyLiteralWriter.quoted(label(write)) + "].update " + block);
    }

    private void step(String name, String code) {
        String indented = code.replace("\n", "\n    ");
        steps.add("step(" + GroovyLiteralWriter.quoted((steps.size() + 1) + ": " + name) + ") {\n    " + indented
                + "\n    null\n}");
    }

    private Operation operation(WriteRecord write) {
        Catalog catalog = catalog(write);
        Noun noun = catalog == null ? null : catalog.noun(noun(write));
        String operation = write.operation();
        return noun == null ? null : noun.operation(operation.substring(operation.lastIndexOf('.') + 1));
    }

    private Catalog catalog(WriteRecord write) {
        int dot = write.operation().indexOf('.');
        return dot < 0 ? null : catalogs.get(write.operation().substring(0, dot));
    }

    private static String noun(WriteRecord write) {
        String operation = write.operation();
        int first = operation.indexOf('.');
        int last = operation.lastIndexOf('.');
        return first == last ? "" : operation.substring(first + 1, last);
    }

    /** The name that stands in quotes behind the operation, or null. */
    private static String label(WriteRecord write) {
        String what = write.what();
        int from = what.indexOf('\'');
        if (from < 0) return null;
        // What is given or taken follows; a name itself may hold a quote.
        int to = BACK.containsKey(write.operation()) ? what.indexOf('\'', from + 1) : what.lastIndexOf('\'');
        return to <= from ? null : what.substring(from + 1, to);
    }

    private String one(WriteRecord write) {
        return catalog(write).noun(noun(write)).one() + " " + label(write);
    }

    /** Where rows show a field that updates take, or null: things of Portworx keep their settings one level down. */
    private String place(WriteRecord write, String field) {
        Map<String, Field> fields = catalog(write).noun(noun(write)).fields();
        if (fields.containsKey(field)) return NameSuggestions.camel(field);
        for (Field info : fields.values())
            if (info.name().endsWith("info") && info.fields().containsKey(field))
                return NameSuggestions.camel(info.name()) + "." + NameSuggestions.camel(field);
        return write.operation().startsWith("n2ws.") ? NameSuggestions.camel(field) : null;
    }

    private static String server(WriteRecord write) {
        String kind = write.operation().substring(0, write.operation().indexOf('.'));
        return write.server().equals(kind) ? kind : kind + "(" + GroovyLiteralWriter.quoted(write.server()) + ")";
    }

    private static String thing(WriteRecord write) {
        // Of some nouns two may have one name; the last number of an N2WS path is the id.
        Matcher id = ID.matcher(write.path());
        boolean known =
                write.operation().startsWith("n2ws.") && !write.operation().endsWith(".create") && id.find();
        return server(write) + "." + noun(write) + "["
                + (known ? id.group(1) : GroovyLiteralWriter.quoted(label(write))) + "]";
    }
}
