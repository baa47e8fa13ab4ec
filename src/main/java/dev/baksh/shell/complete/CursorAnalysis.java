package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.script.check.ClassMembers;
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

    /** Returns the type of the expression that ends before {@code end}, or null. */
    ExpressionType expressionType(int end) {
        int start = chainStart(end);
        if (start < 0) return null;
        ExpressionType type = rootType(start);
        int i = start + 1;
        boolean hasArguments = type != null
                && (type.kind() == ExpressionType.Kind.SERVER
                        || start > 0 && tokenAt(start - 1).isWord("new"));
        if (hasArguments && i < end && tokenAt(i).isSymbol("(")) i = closingBracket(i) + 1;
        while (type != null && i < end) {
            Token token = tokenAt(i);
            if (token.kind() == Kind.NEWLINE) {
                i++;
            } else if (token.isDot()) {
                i++;
                while (tokenAt(i).kind() == Kind.NEWLINE) i++;
                if (token.text().equals("*.")) type = type.elementType();
                if (type != null) type = type.memberType(tokenAt(i++).text());
                while (i < end && (tokenAt(i).isSymbol("(") || tokenAt(i).isSymbol("{"))) i = closingBracket(i) + 1;
            } else if (token.isSymbol("[")) {
                type = type.elementType();
                i = closingBracket(i) + 1;
            } else {
                return null;
            }
        }
        return type;
    }

    /** Returns the operation that is called with the bracket at {@code bracket}, or null. */
    public Operation operation(int bracket) {
        int methodIndex = calledNameIndex(bracket);
        if (methodIndex < 2 || !tokenAt(methodIndex - 1).isDot()) return null;
        ExpressionType receiver = expressionType(methodIndex - 1);
        if (receiver == null || receiver.noun() == null) return null;
        Operation operation = receiver.noun().operation(tokenAt(methodIndex).text());
        if (operation == null) return null;
        return operation.onRow() == (receiver.kind() == ExpressionType.Kind.ROW) ? operation : null;
    }

    /** Returns the fields that the block at {@code bracket} accepts; empty outside of create and update. */
    Map<String, Field> blockFields(int bracket) {
        Operation operation = operation(bracket);
        if (operation != null) return operation.body();
        int outerBracket = enclosingBracket(bracket);
        int methodIndex = calledNameIndex(bracket);
        if (outerBracket < 0 || methodIndex < 0 || !tokenAt(outerBracket).isSymbol("{")) return Map.of();
        Field field = ExpressionType.findField(
                blockFields(outerBracket), tokenAt(methodIndex).text());
        return field == null ? Map.of() : field.fields();
    }

    /**
     * Returns the type of the first name of a chain: a server, the parameter of a block over rows, a class or a
     * variable.
     */
    private ExpressionType rootType(int index) {
        String name = tokenAt(index).text();
        Catalog catalog = context.catalogs().get(name);
        if (catalog != null) return ExpressionType.server(catalog, serverName(index + 1));
        if (index > 0 && tokenAt(index - 1).isWord("new"))
            return ExpressionType.value(context.classLookup().apply(name));
        for (int block = enclosingBracket(index); block >= 0; block = enclosingBracket(block)) {
            if (!tokenAt(block).isSymbol("{") || !name.equals(blockParameterName(block))) continue;
            int methodIndex = calledNameIndex(block);
            if (methodIndex >= 2 && tokenAt(methodIndex - 1).isDot()) {
                ExpressionType receiver = expressionType(methodIndex - 1);
                return receiver == null
                        ? null
                        : receiver.blockParameterType(tokenAt(methodIndex).text());
            }
            if (!name.equals("it")) return null;
        }
        ExpressionType variableType = variableType(name, index);
        boolean isClassName = variableType == null && Character.isUpperCase(name.charAt(0));
        return isClassName ? ExpressionType.type(context.classLookup().apply(name)) : variableType;
    }

    /** Returns the type of a variable, from an assignment in this text or from the session. */
    private ExpressionType variableType(String name, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (!tokenAt(i).isWord(name) || i > 0 && tokenAt(i - 1).isDot()) continue;
            Token next = tokenAt(i + 1);
            ClassMembers declaredType = i > 0 && tokenAt(i - 1).isWord()
                    ? context.classLookup().apply(tokenAt(i - 1).text())
                    : null;
            if (declaredType != null) return ExpressionType.value(declaredType);
            if (next.isSymbol("=") && !tokenAt(i + 2).isSymbol("=")) return assignedType(i + 2, index);
            boolean isLoopVariable = (next.isWord("in") || next.isSymbol(":"))
                    && enclosingBracket(i) > 0
                    && tokenAt(enclosingBracket(i) - 1).isWord("for");
            if (isLoopVariable) {
                ExpressionType collectionType = expressionType(closingBracket(enclosingBracket(i)), i + 2);
                return collectionType == null ? null : collectionType.elementType();
            }
        }
        VariableInfo variable = context.variableLookup().apply(name);
        return variable == null ? null : ExpressionType.of(variable, context.catalogs());
    }

    /** Returns the type of the expression from {@code startIndex} to the end of its statement, or null. */
    private ExpressionType assignedType(int startIndex, int index) {
        int depth = 0;
        for (int i = startIndex; i < index; i++) {
            Token token = tokenAt(i);
            boolean endsStatement =
                    depth == 0 && (token.isSymbol(";") || token.kind() == Kind.NEWLINE && !continuesAfterNewline(i));
            if (endsStatement || depth == 0 && token.isClosingBracket()) return expressionType(i, startIndex);
            if (token.isOpeningBracket()) depth++;
            else if (token.isClosingBracket()) depth--;
        }
        return null;
    }

    /** Returns the type of the tokens from {@code startIndex} to {@code end} if they are exactly one chain, or null. */
    private ExpressionType expressionType(int end, int startIndex) {
        int start = chainStart(end);
        boolean isConstructorCall =
                start - 1 == startIndex && tokenAt(startIndex).isWord("new");
        return start == startIndex || isConstructorCall ? expressionType(end) : null;
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
     * Returns the field whose value starts at {@code end}: {@code enabled: }, or {@code account } in a block; or null.
     */
    ExpressionType.ValueTarget valueTarget(int end) {
        int bracket = enclosingBracket(end);
        Token previous = tokenAt(end - 1);
        int methodIndex = bracket < 0 ? -1 : calledNameIndex(bracket);
        if (previous == null || methodIndex < 2 || !tokenAt(methodIndex - 1).isDot()) return null;
        Operation operation = operation(bracket);
        if (operation == null) return null;
        boolean isArgument = previous.isSymbol(":") && tokenAt(bracket).isSymbol("(") && tokenAt(end - 2) != null;
        boolean isBlockWord = previous.isWord() && tokenAt(bracket).isSymbol("{") && isStatementStart(end - 1);
        if (!isArgument && !isBlockWord) return null;
        String name = tokenAt(isArgument ? end - 2 : end - 1).text();
        Field field = isArgument ? ExpressionType.findField(operation.query(), name) : null;
        if (field == null) field = ExpressionType.findField(operation.body(), name);
        return field == null ? null : new ExpressionType.ValueTarget(expressionType(methodIndex - 1), field);
    }

    /**
     * Returns the called name for the string argument at {@code index}, with or without brackets and after other
     * strings; or null.
     */
    Token callToken(int index) {
        int firstArgument = index;
        while (firstArgument >= 2
                && tokenAt(firstArgument - 1).isSymbol(",")
                && tokenAt(firstArgument - 2).kind() == Kind.STRING) firstArgument -= 2;
        Token verb = tokenAt(
                tokenAt(firstArgument - 1) != null && tokenAt(firstArgument - 1).isSymbol("(")
                        ? firstArgument - 2
                        : firstArgument - 1);
        return verb != null && verb.isWord() ? verb : null;
    }

    /**
     * Returns the noun of the names that the string at {@code index} can hold: an index of a noun, the value of a
     * parameter or block field that refers to rows, or a positional argument. Null if any string is possible.
     */
    ExpressionType referencedNoun(int index) {
        int previousIndex = index - 1;
        if (tokenAt(previousIndex) == null) return null;
        if (tokenAt(previousIndex).isSymbol("[")) {
            ExpressionType noun = expressionType(previousIndex);
            return noun != null && noun.kind() == ExpressionType.Kind.NOUN ? noun : null;
        }
        int firstArgument = index;
        while (firstArgument >= 2
                && tokenAt(firstArgument - 1).isSymbol(",")
                && tokenAt(firstArgument - 2).kind() == Kind.STRING) firstArgument -= 2;
        int bracket = enclosingBracket(firstArgument);
        if (bracket < 0) return null;
        Token previous = tokenAt(firstArgument - 1);
        if (tokenAt(bracket).isSymbol("{") && previous.isWord()) return blockFieldReference(bracket, previous);
        if (!tokenAt(bracket).isSymbol("(")) return null;
        Operation operation = operation(bracket);
        if (operation == null) return null;
        ExpressionType receiver = expressionType(calledNameIndex(bracket) - 1);
        if (previous.isSymbol(":") && tokenAt(firstArgument - 2) != null) {
            Field field = ExpressionType.findField(
                    operation.query(), tokenAt(firstArgument - 2).text());
            if (field == null)
                field = ExpressionType.findField(
                        operation.body(), tokenAt(firstArgument - 2).text());
            return receiver.referencedNoun(field == null ? null : field.referencedNoun());
        }
        return previous.isSymbol("(") ? receiver.referencedNoun(POSITIONAL_REFERENCES.get(operation.id())) : null;
    }

    private ExpressionType blockFieldReference(int block, Token verb) {
        Field field = ExpressionType.findField(blockFields(block), verb.text());
        int methodIndex = calledNameIndex(block);
        ExpressionType receiver =
                field == null || methodIndex < 2 || !tokenAt(methodIndex - 1).isDot()
                        ? null
                        : expressionType(methodIndex - 1);
        return receiver == null ? null : receiver.referencedNoun(field.referencedNoun());
    }
}
