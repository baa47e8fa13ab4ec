package dev.baksh.script.check;

import static dev.baksh.dsl.DslType.UnknownType.UNKNOWN;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.EffectFloor;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.DslType.ListType;
import dev.baksh.dsl.DslType.Member;
import dev.baksh.dsl.DslType.NounType;
import dev.baksh.dsl.DslType.ReferenceType;
import dev.baksh.dsl.DslType.RowType;
import dev.baksh.dsl.DslType.ServerType;
import dev.baksh.dsl.DslType.ValueType;
import dev.baksh.dsl.ListMethods;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;

/** Checker of properties and method calls on DSL values: finds unknown names, wrong arguments and writes. */
record MemberChecker(DslTypeChecker typeChecker, Map<String, Catalog> catalogs) {
    /** Methods of Groovy that call the methods of the receiver in a block without a receiver. */
    private static final Set<String> DELEGATING_METHODS = Set.of("with", "tap", "identity");

    /** Checks a property and returns its type. */
    DslType checkProperty(ASTNode node, DslType receiver, String name) {
        if (receiver instanceof ServerType server) checkNounName(node, server, name);
        if (receiver instanceof NounType noun) checkNounProperty(node, noun, name);
        if (receiver instanceof RowType row) checkRowProperty(node, row, name);
        if (receiver instanceof ReferenceType reference) checkRowProperty(node, reference.row(), name);
        return receiver.member(name);
    }

    private void checkNounName(ASTNode node, ServerType server, String name) {
        boolean isToken = server.prefix().isEmpty() && name.equals("token");
        Set<String> nouns = server.nouns().keySet();
        if (server.prefix().isEmpty() && server.operation(name) != null)
            typeChecker.addFinding(
                    node, server + ": '" + name + "' is a verb", "write " + server + "." + name + "(...)");
        else if (!isToken && !nouns.contains(name))
            typeChecker.addFinding(
                    node, server + " has no '" + name + "'", NameSuggestions.suggest(name, nouns, "it has"));
    }

    private void checkNounProperty(ASTNode node, NounType type, String name) {
        Operation operation = type.operation(name);
        boolean isKnown = operation != null && operation.isProperty() || name.equals("wide") || name.equals("vertical");
        if (isKnown) return;
        if (operation != null)
            typeChecker.addFinding(node, type + ": '" + name + "' is a verb", "write " + type + "." + name + "()");
        else if (type.noun().field(name) != null)
            typeChecker.addFinding(
                    node,
                    type + " has no '" + name + "': it is a field of each "
                            + type.noun().singular(),
                    "write " + type + "*." + name);
        else
            typeChecker.addFinding(
                    node,
                    type + " has no '" + name + "'",
                    NameSuggestions.suggest(name, type.noun().readVerbs(false), "it has"));
    }

    /** Reports only names close to a documented field, since a server may send undocumented fields. */
    private void checkRowProperty(ASTNode node, RowType type, String name) {
        Operation operation = type.operation(name);
        if (operation != null && !operation.isProperty()) {
            typeChecker.addFinding(node, type + ": '" + name + "' is a verb", "write " + name + "()");
            return;
        }
        List<String> knownNames = type.members().stream()
                .map(Member::name)
                .filter(member ->
                        type.operation(member) == null || type.operation(member).isProperty())
                .toList();
        boolean isKnown = knownNames.contains(NameSuggestions.toCamelCase(name)) || name.equals("class");
        String suggestion = isKnown ? null : NameSuggestions.didYouMean(name, knownNames);
        if (suggestion != null) typeChecker.addFinding(node, type + " has no field '" + name + "'", suggestion);
    }

    /** Checks a call and returns the type of its result. */
    DslType checkCall(MethodCallExpression call, DslType receiver, String name, CallArguments arguments) {
        Operation operation = receiver.operation(name);
        if (operation != null) {
            checkOperation(call, operation, arguments);
            return receiver.member(name);
        }
        // An object of unknown type may define the names in the block. The operation of a misspelt verb may define them
        // too.
        boolean isLenient =
                !(receiver instanceof ServerType || receiver instanceof NounType || receiver instanceof ListType);
        DslType secondArgument = name.equals("inject") ? receiver.element() : UNKNOWN;
        if (isLenient) typeChecker.adjustLeniency(1);
        DslType blockResult = DELEGATING_METHODS.contains(name)
                ? typeChecker.visitDelegatingArguments(arguments, receiver)
                : typeChecker.visitArguments(arguments, receiver.blockParameter(name), secondArgument);
        boolean isPlain = typeChecker.argumentsArePlain();
        boolean hasPlainPositional = typeChecker.positionalArgumentsArePlain();
        if (isLenient) typeChecker.adjustLeniency(-1);
        if (receiver instanceof ServerType server && DslType.RAW_VERBS.contains(name))
            addRawRequest(call, server, name, arguments);
        else if (receiver.equals(UNKNOWN)) {
            addPossibleWrite(call, name, arguments);
            typeChecker.noteArguments(arguments);
        } else if (!DslNames.hasMethod(receiver, name))
            typeChecker.addFinding(call, receiver + " has no verb '" + name + "'", hint(receiver, name));
        else if (receiver instanceof ServerType) typeChecker.notePassedServer(); // n2ws.each { it.get(path) }
        if (!isPlain && !ListMethods.isPure(name)) typeChecker.noteContent(call.getObjectExpression());
        return mayReturnArgument(receiver, name, arguments, isPlain, hasPlainPositional)
                ? UNKNOWN
                : receiver.member(name, blockResult);
    }

    /** Returns true for a call on a plain value or a list whose result can be, or contain, an argument. */
    private static boolean mayReturnArgument(
            DslType receiver, String name, CallArguments arguments, boolean isPlain, boolean hasPlainPositional) {
        if (receiver instanceof ValueType) return !isPlain;
        if (!(receiver instanceof ListType) || hasPlainPositional) return false;
        // collect(rows) { ... } adds the results of the block to the rows.
        boolean isCollector = ListMethods.result(name) == ListMethods.Result.BLOCK_RESULTS && arguments.closure != null;
        return isCollector || !ListMethods.contains(name);
    }

    /** Checks a call without a receiver in a closure, which may call a method of the delegate. */
    void checkDelegateCall(ASTNode node, DslType delegate, String name, CallArguments arguments) {
        boolean isVerb =
                delegate.operation(name) != null || delegate instanceof ServerType && DslType.RAW_VERBS.contains(name);
        checkReference(node, isVerb ? delegate : UNKNOWN, name, arguments);
    }

    /**
     * Checks a reference to a method, which the script may call later: {@code row.&delete}.
     *
     * @param arguments arguments of a call without a receiver; null when they are not known
     */
    void checkReference(ASTNode node, DslType receiver, String name, CallArguments arguments) {
        Operation operation = receiver.operation(name);
        if (operation != null) typeChecker.addWrite(node, operation.id(), operation.effect(), operation.permission());
        else if (receiver instanceof ServerType server && DslType.RAW_VERBS.contains(name))
            addRawRequest(node, server, name, arguments);
        else if (receiver.element().operation(name) != null) checkReference(node, receiver.element(), name, arguments);
        else if (receiver.equals(UNKNOWN)) addPossibleWrite(node, name, arguments);
    }

    /** Returns the hint for an unknown verb. */
    private String hint(DslType receiver, String name) {
        List<String> knownNames = receiver.members().stream().map(Member::name).toList();
        if (receiver instanceof ServerType server) {
            boolean isNoun = server.nouns().containsKey(name);
            return isNoun
                    ? "write it without parentheses: " + server + "." + name
                    : NameSuggestions.didYouMean(name, knownNames);
        }
        if (receiver instanceof NounType type) {
            boolean isRowVerb = type.noun().operation(name) != null;
            return isRowVerb
                    ? "'" + name + "' is a verb of one " + type.noun().singular() + ": "
                            + DslNames.oneRow(type.noun(), "'...'") + "." + name + "(...)"
                    : NameSuggestions.suggest(name, knownNames, "it has");
        }
        Noun noun = ((RowType) receiver).noun();
        if (noun.field(name) != null) return "'" + name + "' is a field: write it without parentheses";
        Set<String> verbs = noun.operations(true).keySet();
        String suggestion = DslNames.suggest(catalogs.get(noun.server()), noun, name, verbs, false);
        if (suggestion != null) return suggestion;
        return verbs.isEmpty() ? "a row of this noun has no verbs" : "it has: " + String.join(", ", verbs);
    }

    /**
     * Lists a raw request that writes. A GET whose path is not known may write or not, so the check cannot follow the call.
     *
     * @param server receiver; null if its type is unknown
     * @param arguments null when they are not known
     */
    private void addRawRequest(ASTNode node, ServerType server, String name, CallArguments arguments) {
        RawPath path = RawPath.of(name, arguments);
        Collection<Catalog> possibleCatalogs = server == null ? catalogs.values() : List.of(server.catalog());
        if (name.equals("get") && !path.isComplete()) {
            possibleCatalogs.stream()
                    .map(catalog -> EffectFloor.findWritingGet(catalog, path.text()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(writingPath -> typeChecker.addUnfollowedCall(
                            node,
                            "the path of get is known only at run time, and a GET of " + writingPath + " writes"
                                    + (server == null ? "; for a map write map[key]" : ""),
                            server == null));
            return;
        }
        String method = name.toUpperCase(Locale.ROOT);
        String text = path.isComplete() ? path.text() : "";
        Operation operation = server == null ? null : server.catalog().match(method, text);
        typeChecker.addWrite(
                node,
                (server == null ? "" : server) + "." + name + (path.isComplete() ? " '" + text + "'" : ""),
                possibleCatalogs.stream()
                        .map(catalog -> EffectFloor.ofRawRequest(catalog, method, text, null))
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                operation == null ? null : operation.permission());
    }

    private void checkOperation(MethodCallExpression call, Operation operation, CallArguments arguments) {
        for (Expression argument : arguments.positional) typeChecker.infer(argument);
        for (MapEntryExpression entry : arguments.named) {
            typeChecker.infer(entry.getKeyExpression());
            typeChecker.infer(entry.getValueExpression());
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) continue;
            BakshException error = DslNames.findArgumentError(operation, key.getText());
            if (error != null)
                typeChecker.addFinding(entry.getLineNumber() > 0 ? entry : call, error.getMessage(), error.hint());
        }
        if (arguments.closure != null) {
            if (operation.body().isEmpty()) typeChecker.addFinding(call, operation.id() + " takes no block", null);
            typeChecker.visitBlock(operation.body().isEmpty() ? null : operation, arguments.closure);
        }
        typeChecker.addWrite(call.getMethod(), operation.id(), operation.effect(), operation.permission());
    }

    /**
     * Lists a call on a value of unknown type as a write when a server, a noun or a row has a verb of that name that
     * writes.
     */
    private void addPossibleWrite(ASTNode node, String name, CallArguments arguments) {
        catalogs.values().stream()
                .flatMap(catalog -> catalog.nouns().values().stream())
                .map(noun -> noun.operation(name))
                .filter(operation -> operation != null && operation.effect().isWrite())
                .max(Comparator.comparing(Operation::effect))
                .ifPresentOrElse(
                        riskiest -> typeChecker.addWrite(
                                node instanceof MethodCallExpression call ? call.getMethod() : node,
                                "." + name,
                                riskiest.effect(),
                                riskiest.permission()),
                        () -> addPossibleRawRequest(node, name, arguments));
    }

    private void addPossibleRawRequest(ASTNode node, String name, CallArguments arguments) {
        RawPath path = RawPath.of(name, arguments);
        boolean isPossible = switch (name) {
            case "get" ->
                arguments == null || !isTimedGet(arguments) && mayBeText(RawPath.find(name, arguments.positional));
            case "post" -> true;
            case "put" -> path.isComplete() ? path.text().contains("/") : mayHaveBody(arguments);
            default -> false;
        };
        if (isPossible) addRawRequest(node, null, name, arguments);
    }

    /** Returns true for {@code task.get(30, SECONDS)} and {@code map.get('a', other)}: only a query precedes a path. */
    private static boolean isTimedGet(CallArguments arguments) {
        List<Expression> positional = arguments.positional;
        return positional.size() == 2
                && positional.get(0) instanceof ConstantExpression
                && !(positional.get(1) instanceof SpreadExpression);
    }

    /** Returns false for an argument that is certainly no path: none, a number, a list, a map. */
    private boolean mayBeText(Expression argument) {
        if (argument == null
                || argument instanceof ConstantExpression constant && !(constant.getValue() instanceof String))
            return false;
        DslType type = typeChecker.infer(argument);
        return argument instanceof SpreadExpression || type instanceof ValueType || type.equals(UNKNOWN);
    }

    /** Returns true unless the arguments are a key and a plain value of a map: a body is a map or a list. */
    private boolean mayHaveBody(CallArguments arguments) {
        if (arguments == null) return true;
        List<Expression> positional = arguments.positional;
        return positional.stream().anyMatch(SpreadExpression.class::isInstance)
                || positional.size() == 2 && !(typeChecker.infer(positional.get(1)) instanceof ValueType);
    }
}
