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

/** Checker of properties of DSL values: nouns, fields, and verbs that are properties. */
final class MemberChecker {
    private final FindingCollector findings;

    MemberChecker(FindingCollector findings) {
        this.findings = findings;
    }

    /** Checks a property and returns its type. */
    InferredType inferProperty(ASTNode node, InferredType receiver, String name) {
        return switch (receiver.kind()) {
            case SERVER -> inferNoun(node, receiver.catalog(), name, null);
            case NOUN_GROUP ->
                inferNoun(node, receiver.catalog(), receiver.groupName() + "." + name, receiver.groupName());
            case NOUN -> inferNounMember(node, receiver, name);
            case ROW -> inferRowField(node, receiver, name);
            case LIST ->
                receiver.listElementType().isKind(InferredType.Kind.ROW)
                                && receiver.listElementType().noun().field(name) != null
                        ? InferredType.list(InferredType.UNKNOWN)
                        : InferredType.UNKNOWN;
            case OTHER -> InferredType.OTHER;
            case UNKNOWN -> InferredType.UNKNOWN;
        };
    }

    private InferredType inferNoun(ASTNode node, Catalog catalog, String name, String groupName) {
        if (groupName == null && name.equals("token")) return InferredType.OTHER;
        Noun noun = catalog.noun(name);
        if (noun != null) {
            Operation readOperation = noun.operation("read");
            boolean isSingleton = readOperation != null && readOperation.isProperty() && !readOperation.onRow();
            return isSingleton ? InferredType.row(catalog, noun) : InferredType.noun(catalog, noun);
        }
        Set<String> knownNames = new LinkedHashSet<>();
        String prefix = groupName == null ? "" : groupName + ".";
        for (String nounName : catalog.nouns().keySet()) {
            if (nounName.startsWith(name + ".")) return InferredType.nounGroup(catalog, name);
            if (nounName.startsWith(prefix))
                knownNames.add(nounName.substring(prefix.length()).split("\\.")[0]);
        }
        String memberName = name.substring(prefix.length());
        findings.addFinding(
                node,
                catalog.server() + (groupName == null ? "" : "." + groupName) + " has no '" + memberName + "'",
                NameSuggestions.suggest(memberName, knownNames, "it has"));
        return InferredType.UNKNOWN;
    }

    private InferredType inferNounMember(ASTNode node, InferredType receiver, String name) {
        Noun noun = receiver.noun();
        Operation operation = noun.operation(name);
        if (operation != null && !operation.onRow()) {
            if (operation.isProperty()) return resultType(receiver, operation);
            findings.addFinding(
                    node,
                    qualifiedName(receiver) + ": '" + name + "' is a verb",
                    "write " + qualifiedName(receiver) + "." + name + "()");
        } else if (noun.field(name) != null) {
            findings.addFinding(
                    node,
                    qualifiedName(receiver) + " has no '" + name + "': it is a field of each " + noun.singular(),
                    "write " + qualifiedName(receiver) + "*." + name);
        } else {
            Collection<String> knownNames = noun.operations(false).keySet();
            findings.addFinding(
                    node,
                    qualifiedName(receiver) + " has no '" + name + "'",
                    NameSuggestions.suggest(name, knownNames, "it has"));
        }
        return InferredType.UNKNOWN;
    }

    /** Reports only names close to a documented field, since a server may send undocumented fields. */
    private InferredType inferRowField(ASTNode node, InferredType receiver, String name) {
        Noun noun = receiver.noun();
        Operation operation = noun.operation(name);
        if (noun.field(name) != null) return fieldType(receiver, noun.field(name));
        if (operation != null && operation.onRow()) {
            if (operation.isProperty()) return resultType(receiver, operation);
            findings.addFinding(node, "a " + noun.singular() + ": '" + name + "' is a verb", "write " + name + "()");
            return InferredType.UNKNOWN;
        }
        Set<String> knownNames = new LinkedHashSet<>();
        for (Field field : noun.fields().values()) knownNames.add(NameSuggestions.toCamelCase(field.name()));
        Field liftedField = noun.liftedField() == null ? null : noun.fields().get(noun.liftedField());
        if (liftedField != null)
            for (String field : liftedField.fields().keySet()) knownNames.add(NameSuggestions.toCamelCase(field));
        noun.operations(true).forEach((verb, candidate) -> {
            if (candidate.isProperty()) knownNames.add(verb);
        });
        if (knownNames.contains(NameSuggestions.toCamelCase(name)) || name.equals("class")) return InferredType.OTHER;
        String suggestion = NameSuggestions.didYouMean(name, knownNames);
        if (suggestion != null)
            findings.addFinding(node, "a " + noun.singular() + " has no field '" + name + "'", suggestion);
        return InferredType.UNKNOWN;
    }

    private static InferredType fieldType(InferredType receiver, Field field) {
        return field.type() == Field.Type.OBJECT || field.type() == Field.Type.LIST
                ? InferredType.UNKNOWN
                : InferredType.OTHER;
    }

    /** Type of the result of an operation. */
    static InferredType resultType(InferredType receiver, Operation operation) {
        Noun noun = operation.result() == null ? null : receiver.catalog().noun(operation.result());
        InferredType row = InferredType.row(receiver.catalog(), noun);
        return operation.returnsList() ? InferredType.list(row) : row;
    }

    /** Returns the name with the server: {@code n2ws.policies}. */
    static String qualifiedName(InferredType type) {
        return type.catalog().server() + "." + type.noun().name();
    }
}
