package dev.baksh.script;

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
final class Members {
    private final Notes notes;

    Members(Notes notes) {
        this.notes = notes;
    }

    /** What a property of a value gives. */
    Kind property(ASTNode at, Kind of, String name) {
        return switch (of.sort()) {
            case SERVER -> noun(at, of.catalog(), name, null);
            case BRANCH -> noun(at, of.catalog(), of.branch() + "." + name, of.branch());
            case NOUN -> ofNoun(at, of, name);
            case ROW -> ofRow(at, of, name);
            case LIST ->
                of.element().is(Kind.Sort.ROW) && of.element().noun().field(name) != null
                        ? Kind.list(Kind.UNKNOWN)
                        : Kind.UNKNOWN;
            case OTHER -> Kind.OTHER;
            case UNKNOWN -> Kind.UNKNOWN;
        };
    }

    private Kind noun(ASTNode at, Catalog catalog, String name, String branch) {
        if (branch == null && name.equals("token")) return Kind.OTHER;
        Noun noun = catalog.noun(name);
        if (noun != null) {
            Operation read = noun.operation("read");
            boolean single = read != null && read.property() && !read.onRow();
            return single ? Kind.row(catalog, noun) : Kind.noun(catalog, noun);
        }
        Set<String> known = new LinkedHashSet<>();
        String lead = branch == null ? "" : branch + ".";
        for (String one : catalog.nouns().keySet()) {
            if (one.startsWith(name + ".")) return Kind.branch(catalog, name);
            if (one.startsWith(lead)) known.add(one.substring(lead.length()).split("\\.")[0]);
        }
        String said = name.substring(lead.length());
        notes.wrong(
                at,
                catalog.server() + (branch == null ? "" : "." + branch) + " has no '" + said + "'",
                NameSuggestions.suggest(said, known, "it has"));
        return Kind.UNKNOWN;
    }

    private Kind ofNoun(ASTNode at, Kind of, String name) {
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
        return Kind.UNKNOWN;
    }

    /** A server may send more fields than are documented, so only what is near to a documented one is taken for misspelt. */
    private Kind ofRow(ASTNode at, Kind of, String name) {
        Noun noun = of.noun();
        Operation operation = noun.operation(name);
        if (noun.field(name) != null) return referred(of, noun.field(name));
        if (operation != null && operation.onRow()) {
            if (operation.property()) return outcome(of, operation);
            notes.wrong(at, "a " + noun.one() + ": '" + name + "' is a verb", "write " + name + "()");
            return Kind.UNKNOWN;
        }
        Set<String> known = new LinkedHashSet<>();
        for (Field field : noun.fields().values()) known.add(NameSuggestions.camel(field.name()));
        Field lift = noun.lift() == null ? null : noun.fields().get(noun.lift());
        if (lift != null) for (String field : lift.fields().keySet()) known.add(NameSuggestions.camel(field));
        noun.operations(true).forEach((verb, one) -> {
            if (one.property()) known.add(verb);
        });
        if (known.contains(NameSuggestions.camel(name)) || name.equals("class")) return Kind.OTHER;
        String near = NameSuggestions.didYouMean(name, known);
        if (near != null) notes.wrong(at, "a " + noun.one() + " has no field '" + name + "'", near);
        return Kind.UNKNOWN;
    }

    private static Kind referred(Kind of, Field field) {
        return field.type() == Field.Type.OBJECT || field.type() == Field.Type.LIST ? Kind.UNKNOWN : Kind.OTHER;
    }

    /** What an operation gives. */
    static Kind outcome(Kind of, Operation operation) {
        Noun noun = operation.result() == null ? null : of.catalog().noun(operation.result());
        Kind row = Kind.row(of.catalog(), noun);
        return operation.many() ? Kind.list(row) : row;
    }

    /** {@code n2ws.policies}. */
    static String word(Kind kind) {
        return kind.catalog().server() + "." + kind.noun().name();
    }
}
