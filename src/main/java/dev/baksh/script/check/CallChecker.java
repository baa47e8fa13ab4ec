package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.ListMethods;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Checker of method calls on DSL values: finds the operation, its errors and its writes. */
final class CallChecker {
    private static final Set<String> RAW_METHODS = Set.of("get", "post", "put", "delete");

    private final DslTypeChecker typeChecker;
    private final FindingCollector findings;
    private final Map<String, Catalog> catalogs;

    CallChecker(DslTypeChecker typeChecker, FindingCollector findings, Map<String, Catalog> catalogs) {
        this.typeChecker = typeChecker;
        this.findings = findings;
        this.catalogs = catalogs;
    }

    /** Checks a call and returns the type of its result. */
    InferredType checkCall(MethodCallExpression call, InferredType receiver, String name, CallArguments arguments) {
        return switch (receiver.kind()) {
            case SERVER -> checkServerCall(call, receiver, name, arguments);
            case NOUN -> checkNounCall(call, receiver, name, arguments);
            case ROW -> checkRowCall(call, receiver, name, arguments);
            case LIST -> inferListCall(receiver, name, arguments);
            case NOUN_GROUP -> {
                typeChecker.visitArguments(arguments, InferredType.UNKNOWN, null);
                yield InferredType.UNKNOWN;
            }
            case OTHER -> {
                visitLeniently(arguments);
                yield InferredType.OTHER;
            }
            case UNKNOWN -> checkUnknownReceiver(call, name, arguments);
        };
    }

    private void visitLeniently(CallArguments arguments) {
        typeChecker.adjustLeniency(1);
        typeChecker.visitArguments(arguments, InferredType.UNKNOWN, null);
        typeChecker.adjustLeniency(-1);
    }

    private InferredType checkServerCall(
            MethodCallExpression call, InferredType receiver, String name, CallArguments arguments) {
        Noun serverNoun = receiver.catalog().noun("server");
        Operation serverOperation = serverNoun == null ? null : serverNoun.operation(name);
        if (serverOperation != null)
            return checkOperation(call, InferredType.noun(receiver.catalog(), serverNoun), serverOperation, arguments);
        typeChecker.visitArguments(arguments, InferredType.UNKNOWN, null);
        if (!RAW_METHODS.contains(name)) {
            Set<String> known = new LinkedHashSet<>(RAW_METHODS);
            if (serverNoun != null) known.addAll(serverNoun.operations().keySet());
            known.addAll(receiver.catalog().nouns().keySet());
            boolean isNoun = receiver.catalog().noun(name) != null;
            findings.addFinding(
                    call,
                    receiver.catalog().server() + " has no verb '" + name + "'",
                    isNoun
                            ? "write it without parentheses: "
                                    + receiver.catalog().server() + "." + name
                            : NameSuggestions.didYouMean(name, known));
            return InferredType.UNKNOWN;
        }
        String path =
                arguments.positional.isEmpty() || !(arguments.positional.get(0) instanceof ConstantExpression constant)
                        ? null
                        : String.valueOf(constant.getValue());
        String method = name.toUpperCase(Locale.ROOT);
        Operation known = path == null ? null : receiver.catalog().match(method, path);
        Effect effect = DslNames.rawEffect(receiver.catalog(), method, path);
        findings.addWrite(
                call,
                receiver.catalog().server() + "." + name + (path == null ? "" : " '" + path + "'"),
                effect,
                known == null ? null : known.permission());
        return InferredType.UNKNOWN;
    }

    private InferredType checkNounCall(
            MethodCallExpression call, InferredType receiver, String name, CallArguments arguments) {
        Operation operation = receiver.noun().operation(name);
        if (operation != null && !operation.onRow()) return checkOperation(call, receiver, operation, arguments);
        if (name.equals("getAt")) {
            typeChecker.visitArguments(arguments, InferredType.UNKNOWN, null);
            return receiver.elementType();
        }
        if (DslNames.nounMethods().contains(name))
            return inferListCall(InferredType.list(receiver.elementType()), name, arguments);
        typeChecker.visitArguments(arguments, receiver.elementType(), null);
        if (operation != null) {
            findings.addFinding(
                    call,
                    MemberChecker.qualifiedName(receiver) + " has no verb '" + name + "'",
                    "'" + name + "' is a verb of one " + receiver.noun().singular() + ": "
                            + MemberChecker.qualifiedName(receiver) + "['...']." + name + "(...)");
        } else {
            Set<String> knownVerbs =
                    new LinkedHashSet<>(receiver.noun().operations(false).keySet());
            knownVerbs.addAll(
                    List.of("each", "find", "findAll", "collect", "any", "every", "count", "groupBy", "sort"));
            findings.addFinding(
                    call,
                    MemberChecker.qualifiedName(receiver) + " has no verb '" + name + "'",
                    NameSuggestions.suggest(name, knownVerbs, "it has"));
        }
        return InferredType.UNKNOWN;
    }

    private InferredType checkRowCall(
            MethodCallExpression call, InferredType receiver, String name, CallArguments arguments) {
        Operation operation = receiver.noun().operation(name);
        if (operation != null && operation.onRow()) return checkOperation(call, receiver, operation, arguments);
        typeChecker.adjustLeniency(1); // The block belongs to the operation that was misspelt.
        typeChecker.visitArguments(arguments, receiver, null);
        typeChecker.adjustLeniency(-1);
        if (DslNames.rowMethods().contains(name)) return name.equals("tap") ? receiver : InferredType.UNKNOWN;
        Set<String> knownVerbs = receiver.noun().operations(true).keySet();
        boolean isField = receiver.noun().field(name) != null;
        findings.addFinding(
                call,
                "a " + receiver.noun().singular() + " has no verb '" + name + "'",
                isField
                        ? "'" + name + "' is a field: write it without parentheses"
                        : knownVerbs.isEmpty()
                                ? "a row of this noun has no verbs"
                                : NameSuggestions.suggest(name, knownVerbs, "it has"));
        return InferredType.UNKNOWN;
    }

    private InferredType inferListCall(InferredType receiver, String name, CallArguments arguments) {
        boolean isInject = name.equals("inject");
        InferredType blockResult = isInject
                ? typeChecker.visitArguments(arguments, InferredType.UNKNOWN, receiver.listElementType())
                : typeChecker.visitArguments(arguments, receiver.listElementType(), null);
        return switch (ListMethods.result(name)) {
            case NUMBER -> InferredType.OTHER;
            case ELEMENT -> receiver.listElementType();
            case SAME_LIST -> receiver;
            case BLOCK_RESULTS -> InferredType.list(blockResult);
            case OTHER -> InferredType.UNKNOWN;
        };
    }

    private InferredType checkOperation(
            MethodCallExpression call, InferredType receiver, Operation operation, CallArguments arguments) {
        for (Expression argument : arguments.positional) typeChecker.infer(argument);
        for (MapEntryExpression entry : arguments.named) {
            typeChecker.infer(entry.getValueExpression());
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) continue;
            BakshException error = DslNames.findArgumentError(operation, String.valueOf(key.getValue()));
            if (error != null)
                findings.addFinding(entry.getLineNumber() > 0 ? entry : call, error.getMessage(), error.hint());
        }
        if (arguments.closure != null) {
            if (operation.body().isEmpty()) findings.addFinding(call, operation.id() + " takes no block", null);
            typeChecker.visitBlock(operation.body().isEmpty() ? null : operation, arguments.closure);
        }
        findings.addWrite(call.getMethod(), operation.id(), operation.effect(), operation.permission());
        if (operation.verb().equals("list")) return InferredType.list(receiver.elementType());
        return MemberChecker.resultType(receiver, operation);
    }

    /** Checks a call on a value of unknown type; lists the call as a write when only baksh has a verb of that name. */
    private InferredType checkUnknownReceiver(MethodCallExpression call, String name, CallArguments arguments) {
        Operation riskiest = null;
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                Operation candidate = noun.operation(name);
                if (candidate == null || !candidate.effect().isWrite() || !candidate.onRow()) continue;
                if (riskiest == null || candidate.effect().compareTo(riskiest.effect()) > 0) riskiest = candidate;
            }
        }
        if (riskiest == null) {
            visitLeniently(arguments);
            return InferredType.UNKNOWN;
        }
        typeChecker.adjustLeniency(1);
        typeChecker.visitArguments(arguments, InferredType.UNKNOWN, null);
        typeChecker.adjustLeniency(-1);
        findings.addWrite(call.getMethod(), "." + name, riskiest.effect(), riskiest.permission());
        return InferredType.UNKNOWN;
    }
}
