package dev.baksh.script.check;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;

/** What stands behind the dot of a value of baksh, without parentheses: nouns, fields, and verbs that are properties. */
final class MemberChecker {
    private final FindingCollector notes;

    MemberChecker(FindingCollector notes) {
        this.notes = notes;
    }

    /** What a property of a value gives. */
    InferredType property(ASTNode at, InferredType of, String name) {
        return switch (of.sort()) {
            case SERVER -> noun(at, of.catalog(), name, null);
            case BRANCH -> noun(at, of.catalog(), of.branch() + "." + name, of.branch());
            case NOUN -> ofNoun(at, of, name);
            case ROW -> ofRow(at, of, name);
            case LIST ->
                of.element().is(InferredType.Sort.ROW) && of.element().noun().field(name) != null
                        ? InferredType.list(InferredType.UNKNOWN)
                        : InferredType.UNKNOWN;
            case OTHER -> InferredType.OTHER;
            case UNKNOWN -> InferredType.UNKNOWN;
        };
    }

    private InferredType noun(ASTNode at, Catalog catalog, String name, String branch) {
        if (branch == null && name.equals("token")) return InferredType.OTHER;
        Noun noun = catalog.noun(name);
        if (noun != null) {
            Operation read = noun.operation("read");
            boolean single = read != null && read.property() && !read.onRow();
            return single ? InferredType.row(catalog, noun) : InferredType.noun(catalog, noun);
        }
        Set<String> known = new LinkedHashSet<>();
        String lead = branch == null ? "" : branch + ".";
        for (String one : catalog.nouns().keySet()) {
            if (one.startsWith(name + ".")) return InferredType.branch(catalog, name);
            if (one.startsWith(lead)) known.add(one.substring(lead.length()).split("\\.")[0]);
        }
        String said = name.substring(lead.length());
        notes.wrong(
                at,
                catalog.server() + (branch == null ? "" : "." + branch) + " has no '" + said + "'",
                NameSuggestions.suggest(said, known, "it has"));
        return InferredType.UNKNOWN;
    }

    private InferredType ofNoun(ASTNode at, InferredType of, String name) {
        Noun noun = of.noun();
        Operation operation = noun.operation(name);
        if (operation != null && !operation.onRow()) {
            if (operation.property()) return outcome(of, operation);
            notes.wrong(at, word(of) + ": '" + name + "' is a verb", "write " + word(of) + "." + name + "()");
        } else if (noun.field(name) != null) {
            notes.wrong(
                    at,
                    word(of) + " has no '" + name + "': it is a field of each " + noun.one(),
                    "write " + word(of) + "*." + name);
        } else {
            Collection<String> known = noun.operations(false).keySet();
            notes.wrong(at, word(of) + " has no '" + name + "'", NameSuggestions.suggest(name, known, "it has"));
        }
        return InferredType.UNKNOWN;
    }

    /** A server may send more fields than are documented, so only what is near to a documented one is taken for misspelt. */
    private InferredType ofRow(ASTNode at, InferredType of, String name) {
        Noun noun = of.noun();
        Operation operation = noun.operation(name);
        if (noun.field(name) != null) return referred(of, noun.field(name));
        if (operation != null && operation.onRow()) {
            if (operation.property()) return outcome(of, operation);
            notes.wrong(at, "a " + noun.one() + ": '" + name + "' is a verb", "write " + name + "()");
            return InferredType.UNKNOWN;
        }
        Set<String> known = new LinkedHashSet<>();
        for (Field field : noun.fields().values()) known.add(NameSuggestions.camel(field.name()));
        Field lift = noun.lift() == null ? null : noun.fields().get(noun.lift());
        if (lift != null) for (String field : lift.fields().keySet()) known.add(NameSuggestions.camel(field));
        noun.operations(true).forEach((verb, one) -> {
            if (one.property()) known.add(verb);
        });
        if (known.contains(NameSuggestions.camel(name)) || name.equals("class")) return InferredType.OTHER;
        String near = NameSuggestions.didYouMean(name, known);
        if (near != null) notes.wrong(at, "a " + noun.one() + " has no field '" + name + "'", near);
        return InferredType.UNKNOWN;
    }

    private static InferredType referred(InferredType of, Field field) {
        return field.type() == Field.Type.OBJECT || field.type() == Field.Type.LIST
                ? InferredType.UNKNOWN
                : InferredType.OTHER;
    }

    /** What an operation gives. */
    static InferredType outcome(InferredType of, Operation operation) {
        Noun noun = operation.result() == null ? null : of.catalog().noun(operation.result());
        InferredType row = InferredType.row(of.catalog(), noun);
        return operation.many() ? InferredType.list(row) : row;
    }

    /** {@code n2ws.policies}. */
    static String word(InferredType kind) {
        return kind.catalog().server() + "." + kind.noun().name();
    }
}
