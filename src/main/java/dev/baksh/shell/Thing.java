package dev.baksh.shell;

import dev.baksh.api.Catalog;
import dev.baksh.api.Field;
import dev.baksh.api.Names;
import dev.baksh.api.Noun;
import dev.baksh.api.Operation;
import java.util.Map;
import java.util.Set;

/**
 * What an expression stands for, as far as the catalogue tells without asking anybody.
 *
 * @param catalog the server's
 * @param server  its name as typed, {@code px('dr')}; null for the one in use
 * @param noun    of a NOUN, ROWS or ROW
 * @param fields  of an OBJECT
 */
record Thing(Kind kind, Catalog catalog, String server, Noun noun, Map<String, Field> fields) {
    enum Kind {
        SERVER,
        NOUN,
        ROWS,
        ROW,
        OBJECT
    }

    private static final Set<String> GIVE_A_ROW = Set.of("find", "first", "last", "min", "max");
    private static final Set<String> GIVE_ROWS =
            Set.of("findAll", "each", "sort", "take", "drop", "toList", "reverse", "unique");
    /** The block is run with one row. */
    private static final Set<String> PER_ROW = Set.of(
            "find", "findAll", "each", "collect", "count", "any", "every", "groupBy", "sort", "sum", "collectEntries");

    static Thing server(Catalog catalog, String server) {
        return new Thing(Kind.SERVER, catalog, server, null, Map.of());
    }

    /** What {@code this.name}, called or not, stands for; null when that is not known. */
    Thing member(String name) {
        return switch (kind) {
            case SERVER -> of(Kind.NOUN, catalog.noun(name));
            case NOUN, ROWS -> {
                Operation operation = kind == Kind.NOUN ? noun.operation(name) : null;
                if (operation != null && !operation.onRow()) yield result(operation);
                if (GIVE_A_ROW.contains(name)) yield of(Kind.ROW, noun);
                yield GIVE_ROWS.contains(name) ? of(Kind.ROWS, noun) : null;
            }
            case ROW -> {
                Operation operation = noun.operation(name);
                yield operation != null && operation.onRow() ? result(operation) : nested(noun.field(name));
            }
            case OBJECT -> nested(field(fields, name));
        };
    }

    /** What {@code this[...]} stands for, or null. */
    Thing indexed() {
        return kind == Kind.NOUN || kind == Kind.ROWS ? of(Kind.ROW, noun) : null;
    }

    /** What the parameter of a block given to {@code this.method} stands for, or null. */
    Thing blockParameter(String method) {
        return (kind == Kind.NOUN || kind == Kind.ROWS) && PER_ROW.contains(method) ? of(Kind.ROW, noun) : null;
    }

    /** A noun of the same server, or null. */
    Thing reference(String other) {
        return other == null ? null : of(Kind.NOUN, catalog.noun(other));
    }

    private Thing result(Operation operation) {
        if (operation.result() != null) {
            return of(operation.many() ? Kind.ROWS : Kind.ROW, catalog.noun(operation.result()));
        }
        boolean itself = operation.verb().equals("create") || operation.verb().equals("update");
        return itself || operation.verb().equals("await") ? of(Kind.ROW, noun) : null;
    }

    private Thing nested(Field field) {
        if (field == null || field.fields().isEmpty()) return null;
        return new Thing(Kind.OBJECT, catalog, server, null, field.fields());
    }

    private Thing of(Kind other, Noun of) {
        return of == null ? null : new Thing(other, catalog, server, of, Map.of());
    }

    /** A field by the server's name or its camelCase, or null. */
    static Field field(Map<String, Field> fields, String name) {
        Field exact = fields.get(name);
        if (exact != null) return exact;
        for (Field field : fields.values()) if (Names.camel(field.name()).equals(name)) return field;
        return null;
    }
}
