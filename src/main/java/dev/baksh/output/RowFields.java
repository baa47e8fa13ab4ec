package dev.baksh.output;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.api.UnknownFieldException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reader of the columns of a list and of the fields of an element: a row, a map, or a scalar in the column {@code
 * value}.
 */
final class RowFields {
    private static final String VALUE_COLUMN = "value";

    private RowFields() {}

    static boolean isStructured(Object element) {
        return element instanceof Row || element instanceof Map;
    }

    /**
     * Returns the field, or null if it is missing or unknown; a lifted field by its own name, a nested field by its
     * path with dots.
     */
    static Object get(Object element, String name) {
        return SecretNames.mask(name, getUnmasked(element, name), sibling -> {
            Object value = isStructured(element) ? getUnmasked(element, sibling) : null;
            return value instanceof CharSequence ? value.toString() : null;
        });
    }

    private static Object getUnmasked(Object element, String name) {
        if (element instanceof Row row) {
            if (!has(row, name)) return null;
            int dot = name.indexOf('.');
            if (row.has(name) || dot < 0) return row.get(name);
            return getUnmasked(row.get(name.substring(0, dot)), name.substring(dot + 1));
        }
        if (element instanceof Map<?, ?> map) {
            if (map.containsKey(name)) return map.get(name);
            for (Map.Entry<?, ?> entry : map.entrySet())
                if (String.valueOf(entry.getKey()).equals(name)) return entry.getValue();
            return null;
        }
        return name.equals(VALUE_COLUMN) ? element : null;
    }

    /** Returns the word for the value of a field, see {@link StatusMeaning#word}. */
    static String word(Object element, String name) {
        if (!(element instanceof Row row)) return null;
        Field field = row.noun() == null ? null : row.noun().field(name);
        int dot = name.indexOf('.');
        if (field == null && dot >= 0 && !row.has(name))
            return word(get(row, name.substring(0, dot)), name.substring(dot + 1));
        return StatusMeaning.word(field, name, get(row, name));
    }

    /** Returns the meaning of the value of a status field, or null if the meaning is not known. */
    static StatusMeaning statusMeaning(Object element, String name) {
        Noun noun = element instanceof Row row ? row.noun() : null;
        return StatusMeaning.of(noun, name, get(element, name));
    }

    static List<String> names(Object element) {
        if (element instanceof Row row) return row.names();
        if (element instanceof Map<?, ?> map)
            return map.keySet().stream().map(String::valueOf).toList();
        return List.of(VALUE_COLUMN);
    }

    /**
     * Returns the heading of a column: the field's name; for a path its last part, or the part before if the last part
     * is ambiguous.
     */
    static String heading(String name, List<?> elements) {
        if (elements.stream().anyMatch(element -> names(element).contains(name))) return name;
        return name.replaceAll("^(?:.*\\.)?([^.]+)_ref\\.name$", "$1").replaceAll("^.*\\.", "");
    }

    /** Returns the names of all elements, in order of first occurrence. */
    static List<String> allNames(List<?> elements) {
        Set<String> names = new LinkedHashSet<>();
        for (Object element : elements) names.addAll(names(element));
        return List.copyOf(names);
    }

    /**
     * Returns the columns to show: the requested columns, or the noun's columns without those that no row has, but
     * always with key and label; without a noun all names.
     *
     * @param noun   noun of the list, or null for the common noun of its rows
     * @param requestedColumns requested columns, or empty
     * @throws UnknownFieldException no element has a requested column
     */
    static List<String> columns(Noun noun, List<String> requestedColumns, List<?> elements) {
        if (elements.isEmpty() && noun != null && requestedColumns.isEmpty()) return noun.columns();
        if (elements.isEmpty()) return requestedColumns;
        if (!requestedColumns.isEmpty()) {
            for (String name : requestedColumns)
                if (elements.stream().noneMatch(element -> isKnown(element, name)))
                    throw new UnknownFieldException("this list", name, knownNames(elements), Set.of());
            return requestedColumns;
        }
        Noun effectiveNoun = noun != null ? noun : commonNoun(elements);
        if (effectiveNoun == null) return allNames(elements);
        List<String> columns = new ArrayList<>();
        boolean anyPresent = false;
        for (String name : effectiveNoun.columns()) {
            boolean isPresent = elements.stream().anyMatch(element -> has(element, name));
            anyPresent |= isPresent;
            if (isPresent || name.equals(effectiveNoun.key()) || name.equals(effectiveNoun.label())) columns.add(name);
        }
        return anyPresent ? columns : allNames(elements);
    }

    /** Returns the noun of a list, or null. */
    static Noun nounOf(Object value) {
        return value instanceof Rows rows ? rows.noun() : null;
    }

    /** Returns the noun of all elements, or null. */
    static Noun commonNoun(List<?> elements) {
        Noun commonNoun = null;
        for (Object element : elements) {
            if (!(element instanceof Row row) || row.noun() == null) return null;
            if (commonNoun != null && !commonNoun.name().equals(row.noun().name())) return null;
            commonNoun = row.noun();
        }
        return commonNoun;
    }

    /** Returns the field names of one row; the fields of the lifted object replace that object. */
    static List<String> flattenedNames(Object element) {
        if (!(element instanceof Row row)) return names(element);
        Row liftedRow = liftedRow(row);
        if (liftedRow == null) return row.names();
        List<String> flattenedNames = new ArrayList<>();
        for (String name : row.names()) {
            if (!name.equals(row.noun().liftedField())) flattenedNames.add(name);
            else for (String inner : liftedRow.names()) if (!row.has(inner)) flattenedNames.add(inner);
        }
        return flattenedNames;
    }

    private static boolean has(Object element, String name) {
        if (!(element instanceof Row row)) return names(element).contains(name);
        if (row.has(name)) return true;
        int dot = name.indexOf('.');
        if (dot > 0 && row.has(name.substring(0, dot)))
            return row.get(name.substring(0, dot)) instanceof Row inner && has(inner, name.substring(dot + 1));
        Row liftedRow = liftedRow(row);
        return liftedRow != null && liftedRow.has(name);
    }

    private static Row liftedRow(Row row) {
        String liftField = row.noun() == null ? null : row.noun().liftedField();
        return liftField != null && row.has(liftField) && row.get(liftField) instanceof Row liftedRow
                ? liftedRow
                : null;
    }

    private static boolean isKnown(Object element, String name) {
        if (!(element instanceof Row row) || has(element, name)) return has(element, name);
        try {
            row.get(name);
            return true;
        } catch (UnknownFieldException unknown) {
            return false; // The caller throws its own exception if no row has the name.
        }
    }

    private static Set<String> knownNames(List<?> elements) {
        Set<String> knownNames = new LinkedHashSet<>();
        for (Object element : elements) {
            if (element instanceof Row row) knownNames.addAll(row.known());
            else knownNames.addAll(names(element));
        }
        return knownNames;
    }
}
