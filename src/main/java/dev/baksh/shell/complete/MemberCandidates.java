package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What may stand behind the dot of a thing, and the words that stand without one. */
final class MemberCandidates {
    /** The group of a block's words. */
    static final String BLOCK_GROUP = "fields of this block";

    /** Words of every script, and what they do. */
    static final Map<String, String> TOP_LEVEL_WORDS = orderedMap(
            "table", "a table of rows: table rows, 'id', 'name'",
            "timeline", "runs of each policy, a day a column: timeline n2ws.backups, days: 14",
            "bar", "a bar for each entry: bar a: 3, b: 5",
            "spark", "numbers in one line: spark([1, 5, 3])",
            "csv", "rows as CSV text",
            "json", "any value as JSON text",
            "bg", "beside the prompt: bg { ... }, or a line that ends in &",
            "unlock", "opens read-only servers for a while: unlock 15.minutes, 'INC-1'",
            "sleep", "waits: sleep 5.seconds");

    private static final Map<String, String> RAW_CALLS = orderedMap(
            "get", "raw GET: get('path', search: 'x')",
            "post", "raw POST: post('path', [key: 'value'])",
            "put", "raw PUT: put('path', [key: 'value'])",
            "delete", "raw DELETE: delete('path')",
            "token", "the token's state and time left, never its value");

    private static final Map<String, String> LIST_METHODS = orderedMap(
            "find", "the first row that fits, or null: find { it.name == 'x' }",
            "findAll", "the rows that fit",
            "each", "run a block for each row",
            "collect", "a list of what the block gives for each row",
            "count", "how many there are, or fit",
            "any", "whether one fits",
            "every", "whether all fit",
            "groupBy", "a map of lists, by what the block gives",
            "columns", "these columns alone: columns('id', 'name')",
            "vertical", "printed with a line for each field",
            "wide", "printed with all columns");

    /** A word of a server that is no noun: a raw call, or the token. */
    static boolean isRawCall(String word) {
        return RAW_CALLS.containsKey(word);
    }

    /** Whatever the thing has. */
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

    /** What may be asked about behind a dot. */
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
