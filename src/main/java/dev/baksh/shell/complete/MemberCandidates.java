package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What may stand behind the dot of a thing, and the words that stand without one. */
final class MemberCandidates {
    /** The group of a block's words. */
    static final String BLOCK = "fields of this block";

    /** Words of every script, and what they do. */
    static final Map<String, String> FIRST = ordered(
            "table", "a table of rows: table rows, 'id', 'name'",
            "timeline", "runs of each policy, a day a column: timeline n2ws.backups, days: 14",
            "bar", "a bar for each entry: bar a: 3, b: 5",
            "spark", "numbers in one line: spark([1, 5, 3])",
            "csv", "rows as CSV text",
            "json", "any value as JSON text",
            "bg", "beside the prompt: bg { ... }, or a line that ends in &",
            "unlock", "opens read-only servers for a while: unlock 15.minutes, 'INC-1'",
            "sleep", "waits: sleep 5.seconds");

    private static final Map<String, String> RAW = ordered(
            "get", "raw GET: get('path', search: 'x')",
            "post", "raw POST: post('path', [key: 'value'])",
            "put", "raw PUT: put('path', [key: 'value'])",
            "delete", "raw DELETE: delete('path')",
            "token", "the token's state and time left, never its value");

    private static final Map<String, String> LISTS = ordered(
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
    static boolean raw(String word) {
        return RAW.containsKey(word);
    }

    /** Whatever the thing has. */
    void of(ExpressionType thing, CandidateSet found) {
        switch (thing.kind()) {
            case SERVER -> {
                thing.nouns().forEach((name, help) -> found.add(name, "nouns", help));
                if (thing.branch().isEmpty()) RAW.forEach((name, help) -> found.add(name, "raw", help));
            }
            case NOUN -> {
                operations(thing.noun(), false, found);
                LISTS.forEach((name, help) -> found.add(name, "lists", help));
            }
            case ROWS -> LISTS.forEach((name, help) -> found.add(name, "lists", help));
            case ROW -> {
                operations(thing.noun(), true, found);
                fields(thing.noun().fields().values(), found);
            }
            case OBJECT -> fields(thing.fields().values(), found);
            case VALUE -> {
                VariableInfo held = thing.held();
                held.members().forEach(name -> found.add(name, "keys", null));
                if (held.type() != null)
                    held.type().words(false).forEach((name, help) -> found.add(name, "members", help));
            }
            case TYPE -> thing.held().type().words(true).forEach((name, help) -> found.add(name, "static", help));
        }
    }

    /** What may be asked about behind a dot. */
    void topics(ExpressionType thing, CandidateSet found) {
        if (thing.kind() == ExpressionType.Kind.SERVER) {
            thing.nouns().forEach((name, help) -> found.add(name, "nouns", help));
        } else {
            operations(thing.noun(), false, found);
            operations(thing.noun(), true, found);
        }
    }

    private static void fields(Collection<Field> fields, CandidateSet found) {
        fields.forEach(field -> found.add(ParameterHint.verb(field), "fields", field.help()));
    }

    private static void operations(Noun noun, boolean onRow, CandidateSet found) {
        noun.operations(onRow)
                .forEach((verb, operation) ->
                        found.add(verb, operation.effect().writes() ? "verbs that write" : "verbs", operation.help()));
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i], pairs[i + 1]);
        return map;
    }
}
