package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.ListMethods;
import dev.baksh.script.check.ClassMembers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Type of an expression, as far as the catalogue determines it.
 *
 * @param catalog of the server
 * @param server name in {@code px('dr')}; null for the server in use
 * @param noun of a NOUN, ROWS or ROW
 * @param fields of an OBJECT
 * @param namePrefix of a SERVER: prefix of the noun names, such as {@code azure.}; empty for the whole server
 * @param variable of a VALUE: a map or an object of a known class; of a TYPE: the class
 */
record ExpressionType(
        Kind kind,
        Catalog catalog,
        String server,
        Noun noun,
        Map<String, Field> fields,
        String namePrefix,
        VariableInfo variable) {
    enum Kind {
        /** A server, or a group of its nouns: {@code n2ws.azure}. */
        SERVER,
        NOUN,
        ROWS,
        ROW,
        OBJECT,
        /** A value outside of the catalogue. */
        VALUE,
        TYPE
    }

    /**
     * Position of the value of a field.
     *
     * @param receiver the noun or row of the call
     */
    record ValueTarget(ExpressionType receiver, Field field) {}

    static ExpressionType server(Catalog catalog, String server) {
        return new ExpressionType(Kind.SERVER, catalog, server, null, Map.of(), "", null);
    }

    /** Returns the type of a variable; null if the catalogues do not contain its noun. */
    static ExpressionType of(VariableInfo variable, Map<String, Catalog> catalogs) {
        Kind kind = switch (variable.form()) {
            case NOUN -> Kind.NOUN;
            case ROWS -> Kind.ROWS;
            case ROW -> Kind.ROW;
            case MAP, VALUE -> Kind.VALUE;
        };
        if (kind == Kind.VALUE) return new ExpressionType(kind, null, null, null, Map.of(), null, variable);
        Catalog catalog =
                variable.noun() == null ? null : catalogs.get(variable.noun().server());
        return catalog == null
                ? null
                : new ExpressionType(kind, catalog, variable.server(), variable.noun(), Map.of(), null, null);
    }

    /** Returns the type of an object of the class; null for null. */
    static ExpressionType value(ClassMembers type) {
        return type == null ? null : of(VariableInfo.value(type), Map.of());
    }

    /** Returns the type of the class name itself, for static members; null for null. */
    static ExpressionType type(ClassMembers type) {
        return type == null
                ? null
                : new ExpressionType(Kind.TYPE, null, null, null, Map.of(), null, VariableInfo.value(type));
    }

    /** Returns the type of {@code this.name}, with or without a call; null if unknown. */
    ExpressionType memberType(String name) {
        return switch (kind) {
            case SERVER -> nounOrNamespace(namePrefix + name);
            case NOUN, ROWS -> {
                Operation operation = kind == Kind.NOUN ? noun.operation(name) : null;
                if (operation != null && !operation.onRow()) yield resultType(operation);
                if (!hasListMethod(name)) yield null;
                yield switch (ListMethods.result(name)) {
                    case ELEMENT -> of(Kind.ROW, noun);
                    case SAME_LIST -> of(Kind.ROWS, noun);
                    default -> null;
                };
            }
            case ROW -> {
                Operation operation = noun.operation(name);
                yield operation != null && operation.onRow() ? resultType(operation) : nestedObject(noun.field(name));
            }
            case OBJECT -> nestedObject(findField(fields, name));
            case VALUE -> variable.type() == null ? null : value(variable.type().resultOf(name, false));
            case TYPE -> value(variable.type().resultOf(name, true));
        };
    }

    private ExpressionType nounOrNamespace(String name) {
        Noun noun = catalog.noun(name);
        if (noun != null) return of(Kind.NOUN, noun);
        String nestedPrefix = name + ".";
        boolean isNamespace = catalog.nouns().keySet().stream().anyMatch(nounName -> nounName.startsWith(nestedPrefix));
        return isNamespace
                ? new ExpressionType(Kind.SERVER, catalog, server, null, Map.of(), nestedPrefix, null)
                : null;
    }

    /** Returns the nouns and groups of a SERVER, with their help. */
    Map<String, String> nouns() {
        Map<String, String> names = new LinkedHashMap<>();
        for (Noun noun : catalog.nouns().values()) {
            if (!noun.name().startsWith(namePrefix)) continue;
            String name = noun.name().substring(namePrefix.length());
            int dot = name.indexOf('.');
            if (dot < 0) names.put(name, noun.help());
            else names.putIfAbsent(name.substring(0, dot), "group of nouns: " + name + " ...");
        }
        return names;
    }

    /** Returns the type of an element, or null. */
    ExpressionType elementType() {
        return kind == Kind.NOUN || kind == Kind.ROWS ? of(Kind.ROW, noun) : null;
    }

    /** Returns the type of the block parameter of {@code this.method}, or null. */
    ExpressionType blockParameterType(String method) {
        return hasListMethod(method) ? of(Kind.ROW, noun) : null;
    }

    private boolean hasListMethod(String name) {
        return kind == Kind.NOUN ? ListMethods.isNounMethod(name) : kind == Kind.ROWS && ListMethods.contains(name);
    }

    /** Returns the type of another noun of the same server, or null. */
    ExpressionType referencedNoun(String nounName) {
        return nounName == null ? null : of(Kind.NOUN, catalog.noun(nounName));
    }

    private ExpressionType resultType(Operation operation) {
        if (operation.result() != null) {
            return of(operation.returnsList() ? Kind.ROWS : Kind.ROW, catalog.noun(operation.result()));
        }
        boolean returnsSameRow =
                operation.verb().equals("create") || operation.verb().equals("update");
        return returnsSameRow || operation.verb().equals("await") ? of(Kind.ROW, noun) : null;
    }

    private ExpressionType nestedObject(Field field) {
        if (field == null || field.fields().isEmpty()) return null;
        return new ExpressionType(Kind.OBJECT, catalog, server, null, field.fields(), null, null);
    }

    private ExpressionType of(Kind targetKind, Noun targetNoun) {
        return targetNoun == null
                ? null
                : new ExpressionType(targetKind, catalog, server, targetNoun, Map.of(), null, null);
    }

    /** Returns the field with this name or alias, or null. */
    static Field findField(Map<String, Field> fields, String name) {
        Field exact = fields.get(name);
        if (exact != null) return exact;
        for (Field field : fields.values()) if (field.matchesName(name)) return field;
        return null;
    }
}
