package dev.baksh.shell.complete;

import static dev.baksh.dsl.DslType.UnknownType.UNKNOWN;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.ClassMembers;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.DslType.ListType;
import dev.baksh.dsl.DslType.NounType;
import dev.baksh.dsl.DslType.RowType;
import dev.baksh.dsl.DslType.ServerType;
import dev.baksh.dsl.DslType.ValueType;
import dev.baksh.shell.complete.Token.Kind;
import java.util.List;
import java.util.Map;

/** Analysis of the meaning of the tokens before the cursor: the type before a dot, and the enclosing call or block. */
public final class CursorAnalysis extends BracketAnalysis {
    /** Nouns of positional arguments that the catalogue does not describe. */
    private static final Map<String, String> POSITIONAL_REFERENCES =
            Map.of("px.users.map", "roles", "px.users.unmap", "roles", "px.roles.mapTo", "users");

    private final CompletionContext context;

    public CursorAnalysis(List<Token> tokens, CompletionContext context) {
        super(tokens);
        this.context = context;
    }

    /** Field of a row that is compared with a value. */
    record ComparedField(RowType row, String name) {}

    /**
     * Place of a value in a call.
     *
     * @param server server of the call
     */
    record ValueTarget(Operation operation, Field field, ServerType server) {
        /** Noun of the rows that the value refers to, or null. */
        NounType referencedNoun() {
            return server.noun(field.referencedNoun());
        }
    }

    /** Returns the type of the expression that ends before {@code end}. */
    DslType expressionType(int end) {
        int start = chainStart(end);
        if (start < 0) return UNKNOWN;
        DslType type = rootType(start);
        int i = start + 1;
        boolean hasArguments =
                type instanceof ServerType || start > 0 && tokenAt(start - 1).isWord("new");
        if (hasArguments && i < end && tokenAt(i).isSymbol("(")) i = closingBracket(i) + 1;
        while (i < end) {
            Token token = tokenAt(i);
            if (token.kind() == Kind.NEWLINE) {
                i++;
            } else if (token.isDot()) {
                i++;
                while (tokenAt(i).kind() == Kind.NEWLINE) i++;
                String name = tokenAt(i++).text();
                boolean isSpread = token.text().equals("*.");
                type = isSpread ? new ListType(type.element().member(name)) : type.member(name);
                while (i < end && (tokenAt(i).isSymbol("(") || tokenAt(i).isSymbol("{"))) i = closingBracket(i) + 1;
            } else if (token.isSymbol("[")) {
                type = type.index(isRange(i));
                i = closingBracket(i) + 1;
            } else {
                return UNKNOWN;
            }
        }
        return type;
    }

    /** Returns the type whose members can follow the dot at {@code dot}. */
    DslType receiverType(int dot) {
        DslType type = expressionType(dot);
        return tokenAt(dot).text().equals("*.") ? type.element() : type;
    }

    /** Returns true if the bracket at {@code index} contains a range: {@code [0..2]}. */
    private boolean isRange(int index) {
        for (int i = index + 1; i < closingBracket(index); i++)
            if (tokenAt(i).isSymbol(".") && tokenAt(i - 1).isSymbol(".")) return true;
        return false;
    }

    /** Returns the operation that is called with the bracket at {@code bracket}, or null. */
    public Operation operation(int bracket) {
        int methodIndex = calledNameIndex(bracket);
        if (methodIndex < 2 || !tokenAt(methodIndex - 1).isDot()) return null;
        return receiverType(methodIndex - 1).operation(tokenAt(methodIndex).text());
    }

    /** Returns the fields that the block at {@code bracket} accepts; empty outside of create and update. */
    Map<String, Field> blockFields(int bracket) {
        Operation operation = operation(bracket);
        if (operation != null) return operation.body();
        int outerBracket = enclosingBracket(bracket);
        int methodIndex = calledNameIndex(bracket);
        if (outerBracket < 0 || methodIndex < 0 || !tokenAt(outerBracket).isSymbol("{")) return Map.of();
        Field field = DslType.findField(
                blockFields(outerBracket), tokenAt(methodIndex).text());
        return field == null ? Map.of() : field.fields();
    }

    /**
     * Returns the type of the first name of a chain: a server, the parameter of a block over rows, a class or a
     * variable.
     */
    private DslType rootType(int index) {
        String name = tokenAt(index).text();
        Catalog catalog = context.catalogs().get(name);
        if (catalog != null) return new ServerType(catalog, serverName(index + 1));
        if (index > 0 && tokenAt(index - 1).isWord("new"))
            return new ValueType(context.classLookup().apply(name));
        for (int block = enclosingBracket(index); block >= 0; block = enclosingBracket(block)) {
            if (!tokenAt(block).isSymbol("{") || !name.equals(blockParameterName(block))) continue;
            int methodIndex = calledNameIndex(block);
            if (methodIndex >= 2 && tokenAt(methodIndex - 1).isDot())
                return receiverType(methodIndex - 1)
                        .blockParameter(tokenAt(methodIndex).text());
            if (!name.equals("it")) return UNKNOWN;
        }
        DslType variableType = variableType(name, index);
        ClassMembers classMembers = variableType.equals(UNKNOWN) && Character.isUpperCase(name.charAt(0))
                ? context.classLookup().apply(name)
                : null;
        return classMembers == null ? variableType : new ValueType(classMembers, true);
    }

    /** Returns the type of a variable, from an assignment in this text or from the session. */
    private DslType variableType(String name, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (!tokenAt(i).isWord(name) || i > 0 && tokenAt(i - 1).isDot()) continue;
            Token next = tokenAt(i + 1);
            ClassMembers declaredType = i > 0 && tokenAt(i - 1).isWord()
                    ? context.classLookup().apply(tokenAt(i - 1).text())
                    : null;
            if (declaredType != null) return new ValueType(declaredType);
            if (next.isSymbol("=") && !tokenAt(i + 2).isSymbol("=")) return assignedType(i + 2, index);
            boolean isLoopVariable = (next.isWord("in") || next.isSymbol(":"))
                    && enclosingBracket(i) > 0
                    && tokenAt(enclosingBracket(i) - 1).isWord("for");
            if (isLoopVariable)
                return expressionType(closingBracket(enclosingBracket(i)), i + 2)
                        .element();
        }
        DslType variable = context.variableLookup().apply(name);
        return variable == null ? UNKNOWN : variable;
    }

    /** Returns the type of the expression from {@code startIndex} to the end of its statement. */
    private DslType assignedType(int startIndex, int index) {
        int depth = 0;
        for (int i = startIndex; i < index; i++) {
            Token token = tokenAt(i);
            boolean endsStatement =
                    depth == 0 && (token.isSymbol(";") || token.kind() == Kind.NEWLINE && !continuesAfterNewline(i));
            if (endsStatement || depth == 0 && token.isClosingBracket()) return expressionType(i, startIndex);
            if (token.isOpeningBracket()) depth++;
            else if (token.isClosingBracket()) depth--;
        }
        return UNKNOWN;
    }

    /** Returns the type of the tokens from {@code startIndex} to {@code end} if they are exactly one chain. */
    private DslType expressionType(int end, int startIndex) {
        int start = chainStart(end);
        boolean isConstructorCall =
                start - 1 == startIndex && tokenAt(startIndex).isWord("new");
        return start == startIndex || isConstructorCall ? expressionType(end) : UNKNOWN;
    }

    /** Returns the server name of {@code n2ws('dr')}, or null. */
    private String serverName(int bracket) {
        boolean hasServerName = tokenAt(bracket) != null
                && tokenAt(bracket).isSymbol("(")
                && tokenAt(bracket + 1) != null
                && tokenAt(bracket + 1).kind() == Kind.STRING
                && tokenAt(bracket + 2) != null
                && tokenAt(bracket + 2).isSymbol(")");
        return hasServerName ? tokenAt(bracket + 1).text() : null;
    }

    /**
     * Returns the field whose value starts at {@code index}: {@code enabled: }, or {@code account } in a block; or null.
     */
    ValueTarget valueTarget(int index) {
        Token previous = tokenAt(index - 1);
        int bracket = enclosingBracket(index);
        Operation operation = bracket < 0 ? null : operation(bracket);
        if (operation == null) return null;
        boolean isArgument = previous.isSymbol(":") && tokenAt(bracket).isSymbol("(");
        boolean isBlockWord = previous.isWord() && tokenAt(bracket).isSymbol("{") && isStatementStart(index - 1);
        if (!isArgument && !isBlockWord) return null;
        String name = tokenAt(isArgument ? index - 2 : index - 1).text();
        Field field = isArgument ? DslType.findField(operation.query(), name) : null;
        if (field == null) field = DslType.findField(operation.body(), name);
        return field == null
                ? null
                : new ValueTarget(
                        operation,
                        field,
                        receiverType(calledNameIndex(bracket) - 1).server());
    }

    /** Returns the field that is compared with the value at {@code index}: {@code it.status == }, or null. */
    ComparedField comparedField(int index) {
        boolean isComparison = index > 4
                && tokenAt(index - 1).isSymbol("=")
                && (tokenAt(index - 2).isSymbol("=") || tokenAt(index - 2).isSymbol("!"))
                && tokenAt(index - 3).isWord()
                && tokenAt(index - 4).isDot();
        return isComparison && receiverType(index - 4) instanceof RowType row
                ? new ComparedField(row, tokenAt(index - 3).text())
                : null;
    }

    /**
     * Returns the called name for the string argument at {@code index}, with or without brackets and after other
     * strings; or null.
     */
    Token callToken(int index) {
        int first = firstStringArgument(index);
        Token previous = tokenAt(first - 1);
        Token verb = previous != null && previous.isSymbol("(") ? tokenAt(first - 2) : previous;
        return verb != null && verb.isWord() ? verb : null;
    }

    /** Returns the index of the first of the strings that end at {@code index}: {@code 'a', 'b'}. */
    private int firstStringArgument(int index) {
        int first = index;
        while (first >= 2
                && tokenAt(first - 1).isSymbol(",")
                && tokenAt(first - 2).kind() == Kind.STRING) first -= 2;
        return first;
    }

    /**
     * Returns the noun of the names that the string at {@code index} can hold: an index of a noun, the value of a
     * parameter or block field that refers to rows, or a positional argument. Null if any string is possible.
     */
    NounType referencedNoun(int index) {
        if (tokenAt(index - 1) == null) return null;
        if (tokenAt(index - 1).isSymbol("[")) return expressionType(index - 1) instanceof NounType noun ? noun : null;
        int first = firstStringArgument(index);
        ValueTarget target = valueTarget(first);
        if (target != null) return target.referencedNoun();
        int bracket = enclosingBracket(first);
        boolean isFirstArgument =
                bracket >= 0 && bracket == first - 1 && tokenAt(bracket).isSymbol("(");
        Operation operation = isFirstArgument ? operation(bracket) : null;
        return operation == null
                ? null
                : receiverType(calledNameIndex(bracket) - 1).server().noun(POSITIONAL_REFERENCES.get(operation.id()));
    }
}
