package dev.baksh.dsl;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Table of Groovy's list methods on rows, shared by check, completion and the classifier of read-only lines. None of the
 * methods sends a write. The first parameter of a block is a row.
 */
public final class ListMethods {
    /** Kind of a method's result. */
    public enum Result {
        /** A list of rows of the same noun. */
        SAME_LIST,
        /** One row of the list. */
        ELEMENT,
        /** A list of the results of the block. */
        BLOCK_RESULTS,
        /** A number. */
        NUMBER,
        /** A value whose type check and completion do not infer. */
        OTHER
    }

    private static final Map<String, Result> RESULTS = new HashMap<>();

    /** Help of the methods and views that completion offers. */
    private static final Map<String, String> HELP = new LinkedHashMap<>();

    /** Methods of lists that a noun does not have. */
    private static final Set<String> LIST_ONLY = Set.of("asImmutable", "get", "pop", "reverse", "shuffled", "unique");

    static {
        add(Result.ELEMENT, "find", "first", "last", "head", "min", "max", "get", "getAt", "pop");
        add(Result.SAME_LIST, "findAll", "grep", "each", "list", "toList", "asList", "asImmutable", "reverse");
        add(Result.SAME_LIST, "shuffled", "sort", "toSorted", "unique", "toUnique");
        add(Result.SAME_LIST, "take", "takeRight", "takeWhile", "drop", "dropWhile", "tail", "init");
        add(Result.BLOCK_RESULTS, "collect", "collectMany");
        add(Result.NUMBER, "size", "count");
        add(Result.OTHER, "any", "every", "groupBy", "countBy", "sum", "collectEntries", "eachWithIndex", "indexed");
        add(Result.OTHER, "join", "flatten", "toSet", "isEmpty", "contains");
        HELP.put("find", "the first matching row, or null: find { it.name == 'x' }");
        HELP.put("findAll", "all matching rows");
        HELP.put("each", "runs a block for each row");
        HELP.put("collect", "the list of the results of the block");
        HELP.put("count", "the number of rows, or of matching rows");
        HELP.put("any", "true if a row matches");
        HELP.put("every", "true if all rows match");
        HELP.put("groupBy", "a map of lists, by the result of the block");
        HELP.put("columns", "only these columns: columns('id', 'name')");
        HELP.put("vertical", "prints one line per field");
        HELP.put("wide", "prints all columns");
        HELP.put("exportCsv", "writes the rows to a CSV file: exportCsv('rows.csv')");
    }

    private ListMethods() {}

    private static void add(Result result, String... names) {
        for (String name : List.of(names)) RESULTS.put(name, result);
    }

    /** Returns the kind of a method's result, or {@link Result#OTHER} for a method outside the table. */
    public static Result result(String name) {
        return RESULTS.getOrDefault(name, Result.OTHER);
    }

    /** Returns true for a method of the table. */
    public static boolean contains(String name) {
        return RESULTS.containsKey(name);
    }

    /** Returns true when nouns have the method too: {@code n2ws.policies.find { ... }}. */
    public static boolean isNounMethod(String name) {
        return RESULTS.containsKey(name) && !LIST_ONLY.contains(name);
    }

    /** Returns the methods and views that completion offers, with their help, in the order of the menu. */
    static Map<String, String> help() {
        return HELP;
    }

    /** Names of all methods of the table. */
    public static Set<String> names() {
        return new TreeSet<>(RESULTS.keySet());
    }

    /** Returns true when the method changes neither the list nor a server; {@code sort} and {@code unique} count as pure. */
    public static boolean isPure(String name) {
        return RESULTS.containsKey(name) && !name.equals("pop");
    }
}
