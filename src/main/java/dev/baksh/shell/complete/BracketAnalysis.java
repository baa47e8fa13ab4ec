package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.List;

/** How the tokens before the cursor hang together: brackets, chains and statements, whatever they mean. */
public sealed class BracketAnalysis permits CursorAnalysis {
    private final List<Token> tokens;

    public BracketAnalysis(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The token at a place, or null outside of the text. */
    public Token at(int place) {
        return place >= 0 && place < tokens.size() ? tokens.get(place) : null;
    }

    int size() {
        return tokens.size();
    }

    /** The place of the bracket that is open before {@code end}, or -1. */
    public int enclosing(int end) {
        int depth = 0;
        for (int i = end - 1; i >= 0; i--) {
            if (tokens.get(i).closes()) depth++;
            else if (tokens.get(i).opens() && depth-- == 0) return i;
        }
        return -1;
    }

    /** The place of the called name before a bracket, past the arguments before a block; -1 when there is none. */
    int method(int open) {
        int i = open - 1;
        if (at(open).is("{") && at(i) != null && at(i).is(")")) i = enclosing(i) - 1;
        return at(i) != null && at(i).word() ? i : -1;
    }

    /** A statement may begin here. */
    boolean statement(int place) {
        Token before = at(place - 1);
        return before == null || before.kind() == Kind.NEWLINE || before.is(";") || before.is("{") || before.is("->");
    }

    /** A line that begins with a dot belongs to the one before. */
    boolean goesOn(int newline) {
        int i = newline;
        while (at(i) != null && at(i).kind() == Kind.NEWLINE) i++;
        return at(i) != null && at(i).dot();
    }

    /** What the parameter of the block is called. */
    String parameter(int block) {
        boolean named = at(block + 1) != null
                && at(block + 1).word()
                && at(block + 2) != null
                && at(block + 2).is("->");
        return named ? at(block + 1).text() : "it";
    }

    /** Where a chain of names, calls and indexes that ends before {@code end} begins, or -1. */
    int start(int end) {
        int i = end - 1;
        while (true) {
            while (i >= 0 && at(i).kind() == Kind.NEWLINE) i--;
            while (i >= 0 && at(i).closes()) i = enclosing(i) - 1;
            if (i < 0 || !at(i).word()) return -1;
            int dot = i - 1;
            while (dot >= 0 && at(dot).kind() == Kind.NEWLINE) dot--;
            if (dot < 0 || !at(dot).dot()) return i;
            i = dot - 1;
        }
    }

    /** The bracket that closes the one at {@code place}; the end of the text when none does. */
    int close(int place) {
        int depth = 0;
        for (int i = place; i < tokens.size(); i++) {
            if (tokens.get(i).opens()) depth++;
            else if (tokens.get(i).closes() && --depth == 0) return i;
        }
        return tokens.size();
    }
}
