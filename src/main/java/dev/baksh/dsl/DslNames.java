package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.resource.ArgumentMapper;
import groovy.lang.MetaClass;
import groovy.lang.MetaMethod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Lookup of the names that a script can use (verbs of blocks, arguments, methods), for code that reads a script without
 * running it.
 */
public final class DslNames {
    private static final Set<String> LIST_PARAMETERS = Set.of("page", "page_size", "per_page", "limit");

    /** Verbs of many nouns, which are no hint at one of them. */
    private static final Set<String> COMMON_VERBS = Set.of("list", "get", "create", "update", "delete");

    /** Verbs that users guess, and the verbs of the catalogue. */
    private static final Map<String, String> SYNONYMS =
            Map.of("restore", "recover", "recover", "restore", "run", "backup", "start", "backup");

    private static final Pattern LATEST = Pattern.compile("(?:last|latest|newest)_?([A-Z]?[a-z]+?)s?");

    /** Next step after the call of a variable whose name is a verb or a method, too. */
    public static final String HIDDEN_VERB_HINT =
            "a variable hides the verb or the method of its name: rename the variable,"
                    + " or in a block write delegate. before the verb";

    private DslNames() {}

    /** Returns the verbs of an operation's block; empty for an operation without a block. */
    public static Set<String> blockVerbs(Operation operation) {
        Set<String> verbs = new LinkedHashSet<>();
        for (Field field : operation.body().values()) {
            verbs.add(NameSuggestions.toCamelCase(field.name()));
            verbs.add(field.name());
        }
        if (operation.block() == Operation.Block.ROLE) verbs.remove("rules");
        if (operation.block() == Operation.Block.PLAN) verbs.removeAll(List.of("roles", "users"));
        verbs.addAll(specialBlockVerbs(operation).keySet());
        return verbs;
    }

    /** Returns the hint for an argument of an operation that is used as a verb of its block, or null for another name. */
    public static String argumentHint(Operation operation, String name) {
        Field argument = DslType.findField(operation.query(), name);
        return argument == null
                ? null
                : "it is an argument: write " + operation.verb() + "(" + argument.argumentName() + ": ...) { ... }";
    }

    /** Returns the verbs of an operation's block that are no fields, with their help: {@code viewOnly}. */
    public static Map<String, String> specialBlockVerbs(Operation operation) {
        return switch (operation.block()) {
            case FIELDS -> Map.of();
            case ROLE -> RoleDraft.VERBS;
            case PLAN -> RolePlanDraft.VERBS;
        };
    }

    /** Returns another word for the same operation, or the word itself. */
    public static String synonym(String word) {
        return SYNONYMS.getOrDefault(word, word);
    }

    /**
     * Returns an expression for one row, with its name: several rows of a noun with a latest row have the name of their
     * owner, so a name does not identify them, and rows without a name have an id.
     */
    public static String oneRow(Noun noun, String quotedName) {
        Operation latest = noun.operation("latest");
        String owner = latest == null
                ? null
                : latest.query().values().stream()
                        .filter(field -> field.referencedNoun() != null)
                        .map(Field::argumentName)
                        .findFirst()
                        .orElse(null);
        if (owner != null) return latest.id() + "(" + owner + ": " + quotedName + ")";
        Field key = noun.field(noun.key());
        boolean isNumbered = noun.label() == null && key != null && key.type() == Field.Type.INT;
        return noun.server() + "." + noun.name() + "[" + (isNumbered ? "12" : quotedName) + "]";
    }

    /**
     * Returns the hint for an unknown name: a synonym, the listing that the name means ({@code policy.backups}), a similar name, or
     * the object that has a verb of this name ({@code policy.recover}); or null.
     *
     * @param noun noun of the row, or null for another object
     * @param knownNames names that the object has
     * @param isProperty the user wants to read: the hint must not lead to a verb that writes
     */
    public static String suggest(
            Catalog catalog, Noun noun, String name, Collection<String> knownNames, boolean isProperty) {
        String group = noun == null ? "" : noun.name().substring(0, noun.name().lastIndexOf('.') + 1);
        String synonym = SYNONYMS.get(name);
        if (synonym != null && knownNames.contains(synonym)) return "did you mean: " + synonym;
        String listHint = noun == null ? null : hintAtList(catalog, group, name, noun);
        String suggestion = listHint != null ? listHint : NameSuggestions.didYouMean(name, knownNames);
        if (suggestion != null || COMMON_VERBS.contains(name)) return suggestion;
        for (Noun other : catalog.nouns().values()) {
            Operation operation = other.operation(name);
            boolean isSameGroup = other.name().startsWith(group) && other.name().lastIndexOf('.') < group.length();
            if (operation == null
                    || !isSameGroup
                    || isProperty && operation.effect().isWrite()) continue;
            String owner = operation.onRow()
                    ? other.singularWithArticle()
                    : operation.id().substring(0, operation.id().lastIndexOf('.'));
            return "'" + name + "' is a verb of " + owner + BoundRow.exampleHint(operation);
        }
        return null;
    }

    /** Returns the hint at the objects that refer to a row ({@code backups}) or at the latest of them ({@code lastBackup}), or null. */
    private static String hintAtList(Catalog catalog, String group, String name, Noun noun) {
        Matcher latest = LATEST.matcher(name);
        String nounName = latest.matches() ? latest.group(1).toLowerCase(Locale.ROOT) + "s" : name;
        Noun listed = catalog.noun(group + nounName);
        Operation list = listed == null ? null : listed.operation(latest.matches() ? "latest" : "list");
        if (list == null) return null;
        return list.query().values().stream()
                .filter(field -> noun.name().equals(field.referencedNoun()))
                .map(field -> "write " + list.id() + "(" + field.argumentName() + ": '...')")
                .findFirst()
                .orElse(null);
    }

    /** Returns the error of a named argument, with a suggestion, or null for a valid argument. */
    public static BakshException findArgumentError(Operation operation, String name) {
        if (operation.returnsList() && LIST_PARAMETERS.contains(name)) return null;
        // The names are data, as the users of px.users.mapAll.
        boolean takesAnyName = operation.effect().isWrite()
                && operation.returnsList()
                && operation.query().isEmpty()
                && operation.body().isEmpty();
        if (takesAnyName) return null;
        Map<String, Field> fields = new LinkedHashMap<>(operation.query());
        fields.putAll(operation.body());
        try {
            ArgumentMapper.requireField(operation, fields, name, "argument");
            return null;
        } catch (BakshException e) {
            return e;
        }
    }

    /** Returns true if a value of this type has a public method of this name that is no verb; Groovy's methods count. */
    public static boolean hasMethod(DslType type, String name) {
        if (type instanceof DslType.ServerType server)
            return methodNames(server.prefix().isEmpty() ? ServerBinding.class : NounGroup.class)
                    .contains(name);
        if (type instanceof DslType.NounType)
            return methodNames(NounBinding.class).contains(name);
        return !(type instanceof DslType.RowType) || methodNames(BoundRow.class).contains(name);
    }

    /** Returns the names of the methods of lists of rows, including Groovy's own methods. */
    public static Set<String> listMethods() {
        return methodNames(RowList.class);
    }

    private static Set<String> methodNames(Class<?> type) {
        MetaClass metaClass = InvokerHelper.getMetaClass(type);
        return Stream.concat(metaClass.getMethods().stream(), metaClass.getMetaMethods().stream())
                .filter(MetaMethod::isPublic)
                .map(MetaMethod::getName)
                .filter(name -> name.indexOf('$') < 0)
                .collect(Collectors.toSet());
    }
}
