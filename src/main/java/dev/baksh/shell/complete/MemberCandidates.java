package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Source of candidates after a dot, and of the functions of every script. */
final class MemberCandidates {
    static final String BLOCK_GROUP = "fields of this block";

    /** Functions of every script, with help. */
    static final Map<String, String> TOP_LEVEL_WORDS = orderedMap(
            "table", "a table of rows: table rows, 'id', 'name'",
            "timeline", "runs of each policy, one column per day: timeline n2ws.backups, days: 14",
            "bar", "one bar per entry: bar a: 3, b: 5",
            "spark", "numbers in one line: spark([1, 5, 3])",
            "csv", "rows as CSV text",
            "json", "any value as JSON text",
            "bg", "in the background: bg { ... }, or a line that ends in &",
            "unlock", "permits writes to read-only servers for a time: unlock 15.minutes, 'INC-1'",
            "sleep", "waits: sleep 5.seconds");

    private static final Map<String, String> RAW_CALLS = orderedMap(
            "get", "raw GET: get('path', search: 'x')",
            "post", "raw POST: post('path', [key: 'value'])",
            "put", "raw PUT: put('path', [key: 'value'])",
            "delete", "raw DELETE: delete('path')",
            "token", "state and remaining time of the token, never its value");

    private static final Map<String, String> LIST_METHODS = orderedMap(
            "find", "the first matching row, or null: find { it.name == 'x' }",
            "findAll", "all matching rows",
            "each", "runs a block for each row",
            "collect", "the list of the results of the block",
            "count", "the number of rows, or of matching rows",
            "any", "true if a row matches",
            "every", "true if all rows match",
            "groupBy", "a map of lists, by the result of the block",
            "columns", "only these columns: columns('id', 'name')",
            "vertical", "prints one line per field",
            "wide", "prints all columns");

    /** Returns true for a member of a server that is not a noun: a raw request, or the token. */
    static boolean isRawCall(String word) {
        return RAW_CALLS.containsKey(word);
    }

    /** Adds the members of a type. */
    void addMembers(ExpressionType type, CandidateSet candidates) {
        switch (type.kind()) {
            case SERVER -> {
                type.nouns().forEach((name, help) -> candidates.add(name, "nouns", help));
                if (type.namePrefix().isEmpty()) RAW_CALLS.forEach((name, help) -> candidates.add(name, "raw", help));
            }
            case NOUN -> {
                addOperations(type.noun(), false, candidates);
                LIST_METHODS.forEach((name, help) -> candidates.add(name, "lists", help));
            }
            case ROWS -> LIST_METHODS.forEach((name, help) -> candidates.add(name, "lists", help));
            case ROW -> {
                addOperations(type.noun(), true, candidates);
                addFields(type.noun().fields().values(), candidates);
            }
            case OBJECT -> addFields(type.fields().values(), candidates);
            case VALUE -> {
                VariableInfo variable = type.variable();
                variable.members().forEach(name -> candidates.add(name, "keys", null));
                if (variable.type() != null)
                    variable.type().signatures(false).forEach((name, help) -> candidates.add(name, "members", help));
            }
            case TYPE ->
                type.variable().type().signatures(true).forEach((name, help) -> candidates.add(name, "static", help));
        }
    }

    /** Adds the help topics after a dot. */
    void addTopics(ExpressionType type, CandidateSet candidates) {
        if (type.kind() == ExpressionType.Kind.SERVER) {
            type.nouns().forEach((name, help) -> candidates.add(name, "nouns", help));
        } else {
            addOperations(type.noun(), false, candidates);
            addOperations(type.noun(), true, candidates);
        }
    }

    private static void addFields(Collection<Field> fields, CandidateSet candidates) {
        fields.forEach(field -> candidates.add(ParameterHint.blockFieldName(field), "fields", field.help()));
    }

    private static void addOperations(Noun noun, boolean onRow, CandidateSet candidates) {
        noun.operations(onRow)
                .forEach((verb, operation) -> candidates.add(
                        verb, operation.effect().isWrite() ? "verbs that write" : "verbs", operation.help()));
    }

    private static Map<String, String> orderedMap(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i], pairs[i + 1]);
        return map;
    }
}
