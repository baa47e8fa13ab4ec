package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.List;

/**
 * Analysis of the structure of the tokens before the cursor: brackets, chains and statements, without their meaning.
 */
public sealed class BracketAnalysis permits CursorAnalysis {
    private final List<Token> tokens;

    public BracketAnalysis(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The token at an index, or null outside of the text. */
    public Token tokenAt(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : null;
    }

    int size() {
        return tokens.size();
    }

    /** Returns the index of the innermost bracket that is open before {@code end}, or -1. */
    public int enclosingBracket(int end) {
        int depth = 0;
        for (int i = end - 1; i >= 0; i--) {
            if (tokens.get(i).isClosingBracket()) depth++;
            else if (tokens.get(i).isOpeningBracket() && depth-- == 0) return i;
        }
        return -1;
    }

    /**
     * Returns the index of the called name before a bracket, skipping the arguments before a block; -1 without a
     * name.
     */
    int calledNameIndex(int bracket) {
        int i = bracket - 1;
        if (tokenAt(bracket).isSymbol("{") && tokenAt(i) != null && tokenAt(i).isSymbol(")"))
            i = enclosingBracket(i) - 1;
        return tokenAt(i) != null && tokenAt(i).isWord() ? i : -1;
    }

    /** Returns true if a statement can start at the index. */
    boolean isStatementStart(int index) {
        Token previous = tokenAt(index - 1);
        return previous == null
                || previous.kind() == Kind.NEWLINE
                || previous.isSymbol(";")
                || previous.isSymbol("{")
                || previous.isSymbol("->");
    }

    /** Returns true if the next line starts with a dot, which continues the expression. */
    boolean continuesAfterNewline(int newline) {
        int i = newline;
        while (tokenAt(i) != null && tokenAt(i).kind() == Kind.NEWLINE) i++;
        return tokenAt(i) != null && tokenAt(i).isDot();
    }

    /** Returns the name of the parameter of a block, {@code it} by default. */
    String blockParameterName(int block) {
        boolean hasParameter = tokenAt(block + 1) != null
                && tokenAt(block + 1).isWord()
                && tokenAt(block + 2) != null
                && tokenAt(block + 2).isSymbol("->");
        return hasParameter ? tokenAt(block + 1).text() : "it";
    }

    /** Returns the start of the chain of names, calls and indexes that ends before {@code end}, or -1. */
    int chainStart(int end) {
        int i = end - 1;
        while (true) {
            while (i >= 0 && tokenAt(i).kind() == Kind.NEWLINE) i--;
            while (i >= 0 && tokenAt(i).isClosingBracket()) i = enclosingBracket(i) - 1;
            if (i < 0 || !tokenAt(i).isWord()) return -1;
            int dotIndex = i - 1;
            while (dotIndex >= 0 && tokenAt(dotIndex).kind() == Kind.NEWLINE) dotIndex--;
            if (dotIndex < 0 || !tokenAt(dotIndex).isDot()) return i;
            i = dotIndex - 1;
        }
    }

    /**
     * Returns the index of the bracket that closes the bracket at {@code index}; the number of tokens if it is open.
     */
    int closingBracket(int index) {
        int depth = 0;
        for (int i = index; i < tokens.size(); i++) {
            if (tokens.get(i).isOpeningBracket()) depth++;
            else if (tokens.get(i).isClosingBracket() && --depth == 0) return i;
        }
        return tokens.size();
    }
}
