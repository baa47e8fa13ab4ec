package dev.baksh.output;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.UnknownFieldException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns of a list, and the fields of one element: a row, a map, or a bare value in the column {@code value}. */
final class RowFields {
    private static final String VALUE = "value";

    private RowFields() {}

    static boolean structured(Object element) {
        return element instanceof Row || element instanceof Map;
    }

    /** The field or null, whether or not it is known; a lifted field by its own name, a nested one by its path with dots. */
    static Object get(Object element, String name) {
        return SecretFields.over(name, open(element, name));
    }

    private static Object open(Object element, String name) {
        if (element instanceof Row row) {
            if (has(row, name)) {
                if (row.has(name) || name.indexOf('.') < 0) return row.get(name);
                int dot = name.indexOf('.');
                return open(row.get(name.substring(0, dot)), name.substring(dot + 1));
            }
            return null;
        }
        if (element instanceof Map<?, ?> map) {
            if (map.containsKey(name)) return map.get(name);
            for (Map.Entry<?, ?> entry : map.entrySet())
                if (String.valueOf(entry.getKey()).equals(name)) return entry.getValue();
            return null;
        }
        return name.equals(VALUE) ? element : null;
    }

    static List<String> names(Object element) {
        if (element instanceof Row row) return row.names();
        if (element instanceof Map<?, ?> map)
            return map.keySet().stream().map(String::valueOf).toList();
        return List.of(VALUE);
    }

    /** What stands over a column: a field's own name, and of a path its end, or what is before it where that says too little. */
    static String heading(String name, List<?> elements) {
        if (elements.stream().anyMatch(element -> names(element).contains(name))) return name;
        return name.replaceAll("^(?:.*\\.)?([^.]+)_ref\\.name$", "$1").replaceAll("^.*\\.", "");
    }

    /** The names of all elements, in the order in which they first come. */
    static List<String> union(List<?> elements) {
        Set<String> names = new LinkedHashSet<>();
        for (Object element : elements) names.addAll(names(element));
        return List.copyOf(names);
    }

    /**
     * The columns to show: the noun's, less those that no row has, but always key and label; without a noun all names.
     *
     * @param noun   of the list, or null to take the one that all its rows share
     * @param wanted asked for, or empty
     * @throws UnknownFieldException when a wanted column is known to none of the elements
     */
    static List<String> columns(Noun noun, List<String> wanted, List<?> elements) {
        if (!wanted.isEmpty()) {
            for (String name : wanted)
                if (elements.stream().noneMatch(element -> answers(element, name)))
                    throw new UnknownFieldException("this list", name, known(elements));
            return wanted;
        }
        Noun kind = noun != null ? noun : shared(elements);
        if (kind == null) return union(elements);
        List<String> columns = new ArrayList<>();
        boolean any = false;
        for (String name : kind.columns()) {
            boolean there = elements.stream().anyMatch(element -> has(element, name));
            any |= there;
            if (there || name.equals(kind.key()) || name.equals(kind.label())) columns.add(name);
        }
        return any ? columns : union(elements);
    }

    /** The noun that all elements are rows of, or null. */
    static Noun shared(List<?> elements) {
        Noun shared = null;
        for (Object element : elements) {
            if (!(element instanceof Row row) || row.noun() == null) return null;
            if (shared != null && !shared.name().equals(row.noun().name())) return null;
            shared = row.noun();
        }
        return shared;
    }

    /** The fields of one row as a person asks for them: those of the lifted object stand in its place. */
    static List<String> flat(Object element) {
        if (!(element instanceof Row row)) return names(element);
        Row lifted = lifted(row);
        if (lifted == null) return row.names();
        List<String> flat = new ArrayList<>();
        for (String name : row.names()) {
            if (!name.equals(row.noun().lift())) flat.add(name);
            else for (String inner : lifted.names()) if (!row.has(inner)) flat.add(inner);
        }
        return flat;
    }

    private static boolean has(Object element, String name) {
        if (!(element instanceof Row row)) return names(element).contains(name);
        if (row.has(name)) return true;
        int dot = name.indexOf('.');
        if (dot > 0 && row.has(name.substring(0, dot)))
            return row.get(name.substring(0, dot)) instanceof Row inner && has(inner, name.substring(dot + 1));
        Row lifted = lifted(row);
        return lifted != null && lifted.has(name);
    }

    private static Row lifted(Row row) {
        String lift = row.noun() == null ? null : row.noun().lift();
        return lift != null && row.has(lift) && row.get(lift) instanceof Row lifted ? lifted : null;
    }

    private static boolean answers(Object element, String name) {
        if (!(element instanceof Row row) || has(element, name)) return has(element, name);
        try {
            row.get(name);
            return true;
        } catch (UnknownFieldException unknown) {
            return false; // the caller throws its own once no row knows the name
        }
    }

    private static Set<String> known(List<?> elements) {
        Set<String> known = new LinkedHashSet<>();
        for (Object element : elements) {
            if (element instanceof Row row) known.addAll(row.known());
            else known.addAll(names(element));
        }
        return known;
    }
}
