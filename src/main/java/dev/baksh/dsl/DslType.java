package dev.baksh.dsl;

import static dev.baksh.dsl.DslType.UnknownType.UNKNOWN;
import static dev.baksh.dsl.DslType.ValueType.OTHER;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.resource.Diagnosis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Type of a value in a script, inferred from the catalogue without a run of the script. Check and completion share this
 * model, so both know the same names.
 */
public sealed interface DslType {
    /** Noun that holds the verbs of the server; scripts cannot name it. */
    String SERVER_NOUN = "server";

    /** Methods of a server that send a raw request. */
    List<String> RAW_VERBS = List.of("get", "post", "put", "delete");

    /**
     * Name that can follow a dot.
     *
     * @param group heading in the menu of candidates
     * @param help one line, or null
     */
    record Member(String name, String group, String help) {}

    /** Returns the type of {@code this.name}, with or without a call; unknown for an unknown name. */
    default DslType member(String name) {
        return member(name, UNKNOWN);
    }

    /** @param blockResult type of the last expression in the block of the call */
    default DslType member(String name, DslType blockResult) {
        return UNKNOWN;
    }

    /** Returns the operation of {@code this.verb}, or null; its effect tells whether the call writes. */
    default Operation operation(String verb) {
        return null;
    }

    /** Names that can follow a dot, in the order of the menu. */
    default List<Member> members() {
        return List.of();
    }

    /** Type of an element in an iteration. */
    default DslType element() {
        return UNKNOWN;
    }

    /** Returns the type of {@code this[...]}. */
    default DslType index(boolean isRange) {
        return element();
    }

    /** Returns the type of the first parameter of the block of {@code this.method}. */
    default DslType blockParameter(String method) {
        // The first parameter of inject is the accumulator.
        return operation(method) != null || method.equals("inject") ? UNKNOWN : element();
    }

    /** Server of a noun or row; null for all other types. */
    default ServerType server() {
        return null;
    }

    /** Returns the common type of two values, or unknown. */
    default DslType mergeWith(DslType other) {
        return equals(other) ? this : UNKNOWN;
    }

    /**
     * Server, or a group of its nouns: {@code n2ws.azure}.
     *
     * @param name server in {@code px('dr')}; null for the server in use
     * @param prefix prefix of the noun names, {@code azure.}; empty for the whole server
     */
    record ServerType(Catalog catalog, String name, String prefix) implements DslType {
        public ServerType(Catalog catalog, String name) {
            this(catalog, name, "");
        }

        @Override
        public ServerType server() {
            return this;
        }

        /** Returns the type of a noun by its full name; null for null and for an unknown name. */
        public NounType noun(String nounName) {
            Noun noun = nounName == null ? null : catalog.noun(nounName);
            return noun == null ? null : new NounType(this, noun);
        }

        @Override
        public DslType member(String memberName, DslType blockResult) {
            Operation operation = operation(memberName);
            if (operation != null) return resultType(this, catalog.noun(operation.noun()), operation);
            if (prefix.isEmpty() && memberName.equals("token")) return OTHER;
            Noun noun = catalog.noun(prefix + memberName);
            ServerType root = new ServerType(catalog, name);
            if (noun != null) return singletonRead(noun) == null ? new NounType(root, noun) : new RowType(root, noun);
            boolean isGroup = NounGroup.exists(catalog, prefix + memberName);
            return isGroup ? new ServerType(catalog, name, prefix + memberName + ".") : UNKNOWN;
        }

        @Override
        public Operation operation(String verb) {
            Noun serverNoun = prefix.isEmpty() ? catalog.noun(SERVER_NOUN) : null;
            return serverNoun == null ? null : serverNoun.operation(verb);
        }

        /** Nouns and groups of nouns, with their help. */
        public Map<String, String> nouns() {
            Map<String, String> names = new LinkedHashMap<>();
            for (Noun noun : catalog.nouns().values()) {
                if (!noun.name().startsWith(prefix) || noun.name().equals(SERVER_NOUN)) continue;
                String shortName = noun.name().substring(prefix.length());
                int dot = shortName.indexOf('.');
                if (dot < 0) names.put(shortName, noun.help());
                else names.putIfAbsent(shortName.substring(0, dot), "group of nouns: " + shortName + " ...");
            }
            return names;
        }

        @Override
        public List<Member> members() {
            List<Member> members = toMembers("nouns", nouns());
            if (!prefix.isEmpty()) return members;
            if (catalog.noun(SERVER_NOUN) != null) members.addAll(verbs(catalog.noun(SERVER_NOUN), false));
            members.add(new Member("get", "raw", "raw GET: get('path', search: 'x')"));
            members.add(new Member("post", "raw", "raw POST: post('path', [key: 'value'])"));
            members.add(new Member("put", "raw", "raw PUT: put('path', [key: 'value'])"));
            members.add(new Member("delete", "raw", "raw DELETE: delete('path')"));
            members.add(new Member("token", "raw", "state and remaining time of the token, never its value"));
            return members;
        }

        @Override
        public String toString() {
            return prefix.isEmpty()
                    ? catalog.server()
                    : catalog.server() + "." + prefix.substring(0, prefix.length() - 1);
        }
    }

    /** Noun: {@code n2ws.policies}. */
    record NounType(ServerType server, Noun noun) implements DslType {
        @Override
        public DslType member(String name, DslType blockResult) {
            Operation operation = operation(name);
            if (operation != null) return resultType(server, noun, operation);
            return ListMethods.isNounMethod(name) ? listMember(element(), name, blockResult) : UNKNOWN;
        }

        @Override
        public Operation operation(String verb) {
            Operation operation = noun.operation(verb);
            return operation == null || operation.onRow() ? null : operation;
        }

        @Override
        public List<Member> members() {
            List<Member> members = verbs(noun, false);
            members.addAll(toMembers("lists", listMembers()));
            return members;
        }

        @Override
        public DslType element() {
            return new RowType(server, noun);
        }

        @Override
        public String toString() {
            return noun.server() + "." + noun.name();
        }
    }

    /** Row of a noun. */
    record RowType(ServerType server, Noun noun) implements DslType {
        @Override
        public DslType member(String name, DslType blockResult) {
            Operation operation = operation(name);
            if (operation != null) return resultType(server, noun, operation);
            Field field = findField(fields(), name);
            NounType referenced = field == null || server == null ? null : server.noun(field.referencedNoun());
            if (referenced != null) {
                DslType reference = new ReferenceType(new RowType(server, referenced.noun()));
                return field.type() == Field.Type.IDS ? new ListType(reference) : reference;
            }
            return name.equals("tap") ? this : fieldType(fields(), name);
        }

        @Override
        public Operation operation(String verb) {
            Operation operation = noun.operation(verb);
            return operation == null || !operation.onRow() ? null : operation;
        }

        /** Documented fields, with the fields of the nested object that are readable as fields of the row. */
        private Map<String, Field> fields() {
            Field lifted = noun.liftedField() == null ? null : noun.fields().get(noun.liftedField());
            if (lifted == null) return noun.fields();
            Map<String, Field> fields = new LinkedHashMap<>(noun.fields());
            lifted.fields().forEach(fields::putIfAbsent);
            return fields;
        }

        @Override
        public List<Member> members() {
            List<Member> members = verbs(noun, true);
            members.addAll(fieldMembers(fields().values()));
            return members;
        }

        @Override
        public DslType blockParameter(String method) {
            return operation(method) == null ? this : UNKNOWN;
        }

        @Override
        public String toString() {
            return noun.singularWithArticle();
        }
    }

    /** Id that leads to another row: {@code policy.account}. */
    record ReferenceType(RowType row) implements DslType {
        @Override
        public DslType member(String name, DslType blockResult) {
            return row.member(name, blockResult);
        }

        @Override
        public Operation operation(String verb) {
            return row.operation(verb);
        }

        @Override
        public List<Member> members() {
            return row.members();
        }

        @Override
        public ServerType server() {
            return row.server();
        }

        @Override
        public String toString() {
            return row.toString();
        }
    }

    /** List, also of rows: {@code n2ws.policies.list()}. */
    record ListType(DslType element) implements DslType {
        @Override
        public DslType member(String name, DslType blockResult) {
            if (ListMethods.contains(name)) return listMember(element, name, blockResult);
            boolean isVerb =
                    element.operation(name) != null && !element.operation(name).isProperty();
            DslType value = isVerb ? UNKNOWN : element.member(name);
            return value == UNKNOWN ? UNKNOWN : new ListType(value);
        }

        @Override
        public List<Member> members() {
            return toMembers("lists", listMembers());
        }

        @Override
        public DslType index(boolean isRange) {
            return isRange ? this : element;
        }
    }

    /** Nested object of a row with documented fields. */
    record ObjectType(Map<String, Field> fields) implements DslType {
        @Override
        public DslType member(String name, DslType blockResult) {
            return fieldType(fields, name);
        }

        @Override
        public List<Member> members() {
            return fieldMembers(fields.values());
        }
    }

    /** Map with these keys. */
    record MapType(List<String> keys) implements DslType {
        @Override
        public List<Member> members() {
            return keys.stream().map(key -> new Member(key, "keys", null)).toList();
        }
    }

    /**
     * Value outside of the catalogue.
     *
     * @param classMembers members of the class of the value, or null
     * @param isClass true for the class itself, which has only static members
     */
    record ValueType(ClassMembers classMembers, boolean isClass) implements DslType {
        /** Type of a value that is certainly not a value of the DSL. */
        public static final DslType OTHER = new ValueType(null);

        public ValueType(ClassMembers classMembers) {
            this(classMembers, false);
        }

        @Override
        public DslType member(String name, DslType blockResult) {
            return classMembers == null ? this : new ValueType(classMembers.resultOf(name, isClass));
        }

        @Override
        public List<Member> members() {
            String group = isClass ? "static" : "members";
            return classMembers == null ? List.of() : toMembers(group, classMembers.signatures(isClass));
        }
    }

    /** Type of a value that can be anything. */
    record UnknownType() implements DslType {
        public static final DslType UNKNOWN = new UnknownType();
    }

    /** Returns the operation that reads the only row of a noun ({@code n2ws.identifier}); null for all other nouns. */
    static Operation singletonRead(Noun noun) {
        Operation read = noun.operation("read");
        return read != null && read.isProperty() && !read.onRow() ? read : null;
    }

    /** Returns the methods and views of every noun and list that completion offers, with their help. */
    static Map<String, String> listMembers() {
        return ListMethods.help();
    }

    /** Returns the verbs of a noun or of its rows. */
    static List<Member> verbs(Noun noun, boolean onRow) {
        List<Member> members = new ArrayList<>();
        noun.operations(onRow)
                .forEach((verb, operation) -> members.add(new Member(
                        verb, operation.effect().isWrite() ? "verbs that write" : "verbs", operation.help())));
        return members;
    }

    /** Returns the field of this name, camelCase name or alias; or null. */
    static Field findField(Map<String, Field> fields, String name) {
        Field exact = fields.get(name);
        if (exact != null) return exact;
        for (Field field : fields.values()) if (field.matchesName(name)) return field;
        return null;
    }

    private static DslType resultType(ServerType server, Noun noun, Operation operation) {
        boolean returnsSameNoun = List.of("create", "update", "await").contains(operation.verb());
        Noun result = operation.result() != null
                ? server.catalog().rowType(operation.result())
                : returnsSameNoun ? noun : null;
        if (operation.verb().equals("why")) return new ObjectType(Diagnosis.FIELDS);
        DslType row = result == null ? UNKNOWN : new RowType(server, result);
        return operation.returnsList() ? new ListType(row) : row;
    }

    private static DslType listMember(DslType element, String method, DslType blockResult) {
        return switch (ListMethods.result(method)) {
            case ELEMENT -> element;
            case SAME_LIST -> new ListType(element);
            case BLOCK_RESULTS -> new ListType(method.equals("collectMany") ? blockResult.element() : blockResult);
            case NUMBER -> OTHER;
            case OTHER -> UNKNOWN;
        };
    }

    private static DslType fieldType(Map<String, Field> fields, String name) {
        Field field = findField(fields, name);
        if (field == null) return UNKNOWN;
        if (!field.fields().isEmpty()) return new ObjectType(field.fields());
        return field.type() == Field.Type.OBJECT || field.type() == Field.Type.LIST ? UNKNOWN : OTHER;
    }

    private static List<Member> fieldMembers(Collection<Field> fields) {
        return fields.stream()
                .map(field -> new Member(NameSuggestions.toCamelCase(field.name()), "fields", field.help()))
                .toList();
    }

    private static List<Member> toMembers(String group, Map<String, String> helpByName) {
        List<Member> members = new ArrayList<>();
        helpByName.forEach((name, help) -> members.add(new Member(name, group, help)));
        return members;
    }
}
