package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Calls to values of baksh: which operation each one is, what is wrong with it, and whether it writes. */
final class CallChecker {
    /** Methods of a list that give one of its elements. */
    private static final Set<String> ONE =
            Set.of("find", "first", "last", "min", "max", "head", "pop", "getAt", "get", "random");
    /** Methods of a list that give a list of the same. */
    private static final Set<String> SAME = Set.of(
            "findAll",
            "sort",
            "toSorted",
            "unique",
            "toUnique",
            "toList",
            "take",
            "takeRight",
            "takeWhile",
            "drop",
            "dropWhile",
            "reverse",
            "grep",
            "list",
            "tail",
            "init",
            "asList",
            "shuffled",
            "each",
            "asImmutable");

    private static final Set<String> RAW = Set.of("get", "post", "put", "delete");

    private final DslTypeChecker walk;
    private final FindingCollector notes;
    private final Map<String, Catalog> catalogs;

    CallChecker(DslTypeChecker walk, FindingCollector notes, Map<String, Catalog> catalogs) {
        this.walk = walk;
        this.notes = notes;
        this.catalogs = catalogs;
    }

    /** What a call to a value gives. */
    InferredType said(MethodCallExpression call, InferredType on, String name, CallArguments given) {
        return switch (on.sort()) {
            case SERVER -> raw(call, on, name, given);
            case NOUN -> toNoun(call, on, name, given);
            case ROW -> toRow(call, on, name, given);
            case LIST -> toList(on, name, given);
            case BRANCH -> {
                walk.visit(given, InferredType.UNKNOWN, null);
                yield InferredType.UNKNOWN;
            }
            case OTHER -> {
                foreign(given);
                yield InferredType.OTHER;
            }
            case UNKNOWN -> perhaps(call, name, given);
        };
    }

    private void foreign(CallArguments given) {
        walk.lenient(1);
        walk.visit(given, InferredType.UNKNOWN, null);
        walk.lenient(-1);
    }

    private InferredType raw(MethodCallExpression call, InferredType on, String name, CallArguments given) {
        Noun whole = on.catalog().noun("server");
        Operation ofServer = whole == null ? null : whole.operation(name);
        if (ofServer != null) return operation(call, InferredType.noun(on.catalog(), whole), ofServer, given);
        walk.visit(given, InferredType.UNKNOWN, null);
        if (!RAW.contains(name)) {
            Set<String> known = new LinkedHashSet<>(RAW);
            if (whole != null) known.addAll(whole.operations().keySet());
            known.addAll(on.catalog().nouns().keySet());
            boolean noun = on.catalog().noun(name) != null;
            notes.wrong(
                    call,
                    on.catalog().server() + " has no verb '" + name + "'",
                    noun
                            ? "write it without parentheses: " + on.catalog().server() + "." + name
                            : NameSuggestions.didYouMean(name, known));
            return InferredType.UNKNOWN;
        }
        String path = given.positional.isEmpty() || !(given.positional.get(0) instanceof ConstantExpression constant)
                ? null
                : String.valueOf(constant.getValue());
        String method = name.toUpperCase(Locale.ROOT);
        Operation known = path == null ? null : on.catalog().match(method, path);
        Effect effect = DslNames.rawEffect(on.catalog(), method, path);
        notes.write(
                call,
                on.catalog().server() + "." + name + (path == null ? "" : " '" + path + "'"),
                effect,
                known == null ? null : known.permission());
        return InferredType.UNKNOWN;
    }

    private InferredType toNoun(MethodCallExpression call, InferredType on, String name, CallArguments given) {
        Operation operation = on.noun().operation(name);
        if (operation != null && !operation.onRow()) return operation(call, on, operation, given);
        if (name.equals("getAt")) {
            walk.visit(given, InferredType.UNKNOWN, null);
            return on.each();
        }
        if (DslNames.methodsOfNouns().contains(name)) return toList(InferredType.list(on.each()), name, given);
        walk.visit(given, on.each(), null);
        if (operation != null) {
            notes.wrong(
                    call,
                    MemberChecker.word(on) + " has no verb '" + name + "'",
                    "'" + name + "' is said to one " + on.noun().one() + ": " + MemberChecker.word(on) + "['...']."
                            + name + "(...)");
        } else {
            Set<String> known = new LinkedHashSet<>(on.noun().operations(false).keySet());
            known.addAll(List.of("each", "find", "findAll", "collect", "any", "every", "count", "groupBy", "sort"));
            notes.wrong(
                    call,
                    MemberChecker.word(on) + " has no verb '" + name + "'",
                    NameSuggestions.suggest(name, known, "it has"));
        }
        return InferredType.UNKNOWN;
    }

    private InferredType toRow(MethodCallExpression call, InferredType on, String name, CallArguments given) {
        Operation operation = on.noun().operation(name);
        if (operation != null && operation.onRow()) return operation(call, on, operation, given);
        walk.lenient(1); // Its block is whose the verb is that was meant.
        walk.visit(given, on, null);
        walk.lenient(-1);
        if (DslNames.methodsOfRows().contains(name)) return name.equals("tap") ? on : InferredType.UNKNOWN;
        Set<String> known = on.noun().operations(true).keySet();
        boolean field = on.noun().field(name) != null;
        notes.wrong(
                call,
                "a " + on.noun().one() + " has no verb '" + name + "'",
                field
                        ? "'" + name + "' is a field: write it without parentheses"
                        : known.isEmpty() ? "it has none" : NameSuggestions.suggest(name, known, "it has"));
        return InferredType.UNKNOWN;
    }

    private InferredType toList(InferredType on, String name, CallArguments given) {
        boolean folds = name.equals("inject");
        InferredType last =
                folds ? walk.visit(given, InferredType.UNKNOWN, on.element()) : walk.visit(given, on.element(), null);
        if (name.equals("size") || name.equals("count")) return InferredType.OTHER;
        if (ONE.contains(name)) return on.element();
        if (SAME.contains(name)) return on;
        return name.equals("collect") || name.equals("collectMany") ? InferredType.list(last) : InferredType.UNKNOWN;
    }

    private InferredType operation(
            MethodCallExpression call, InferredType on, Operation operation, CallArguments given) {
        for (Expression argument : given.positional) walk.of(argument);
        for (MapEntryExpression entry : given.named) {
            walk.of(entry.getValueExpression());
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) continue;
            BakshException fault = DslNames.wrongArgument(operation, String.valueOf(key.getValue()));
            if (fault != null) notes.wrong(entry.getLineNumber() > 0 ? entry : call, fault.getMessage(), fault.hint());
        }
        if (given.closure != null) {
            if (operation.body().isEmpty()) notes.wrong(call, operation.id() + " takes no block", null);
            walk.block(operation.body().isEmpty() ? null : operation, given.closure);
        }
        notes.write(call.getMethod(), operation.id(), operation.effect(), operation.permission());
        if (operation.verb().equals("list")) return InferredType.list(on.each());
        return MemberChecker.outcome(on, operation);
    }

    /** On a value that the text does not tell: listed when only baksh has such a verb. */
    private InferredType perhaps(MethodCallExpression call, String name, CallArguments given) {
        Operation found = null;
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                Operation one = noun.operation(name);
                if (one == null || !one.effect().writes() || !one.onRow()) continue;
                if (found == null || one.effect().compareTo(found.effect()) > 0) found = one;
            }
        }
        if (found == null) {
            foreign(given);
            return InferredType.UNKNOWN;
        }
        walk.lenient(1);
        walk.visit(given, InferredType.UNKNOWN, null);
        walk.lenient(-1);
        notes.write(call.getMethod(), "." + name, found.effect(), found.permission());
        return InferredType.UNKNOWN;
    }
}
