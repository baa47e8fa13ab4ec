package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.EffectFloor;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.ListMethods;
import dev.baksh.shell.complete.Token.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Classifier that finds lines which certainly write nothing. Checks only names: an unknown name counts as a write,
 * because the user's own methods can do anything. A read may be classified as a write, but a write never as a read.
 */
public final class ReadOnlyClassifier {
    /** Commands that only read. */
    private static final Set<String> READ_ONLY_COMMANDS =
            Set.of("servers", "help", "history", "why", "runs", "check", "doctor", "version");

    private static final Set<String> READ_ONLY_WITHOUT_ARGUMENT = Set.of("journal", "jobs");

    private static final Set<String> KEYWORDS =
            Set.of("def", "final", "return", "assert", "in", "instanceof", "new", "as");
    /** Functions without a receiver. */
    private static final Set<String> TOP_LEVEL_FUNCTIONS =
            Set.of("table", "spark", "bar", "csv", "json", "println", "print", "n2ws", "px");
    /** Groovy methods that change no server and no file. */
    private static final Set<String> PURE_METHODS = Set.of("""
            keySet values entrySet toString toLowerCase toUpperCase startsWith
            endsWith matches trim strip length replace columns""".split("\\s+"));
    /** Properties that change no server and no file. A call of a property runs a closure of the user: {@code entry.value()}. */
    private static final Set<String> PURE_PROPERTIES = Set.of("""
            empty key value wide vertical token ago fromNow
            second seconds minute minutes hour hours day days week weeks""".split("\\s+"));

    /** List methods whose arguments are data. */
    private static final Set<String> METHODS_WITHOUT_BLOCK =
            Set.of("take", "takeRight", "drop", "contains", "get", "getAt", "join", "list");

    private final Collection<Catalog> catalogs;
    private final Set<String> readOnlyMethods = new HashSet<>(PURE_METHODS);
    private final Set<String> readOnlyProperties = new HashSet<>(PURE_PROPERTIES);

    public ReadOnlyClassifier(Collection<Catalog> catalogs) {
        this.catalogs = List.copyOf(catalogs);
        for (String method : ListMethods.names()) if (ListMethods.isPure(method)) readOnlyMethods.add(method);
        Set<String> writingNames = new HashSet<>(Set.of("post", "put", "delete"));
        for (Catalog catalog : catalogs) {
            for (Noun noun : catalog.nouns().values()) {
                readOnlyProperties.add(noun.name());
                for (String field : noun.fields().keySet()) {
                    readOnlyProperties.add(field);
                    readOnlyProperties.add(NameSuggestions.toCamelCase(field));
                }
                for (Operation operation : noun.operations().values()) {
                    Set<String> reads = operation.isProperty() ? readOnlyProperties : readOnlyMethods;
                    (operation.effect().isWrite() ? writingNames : reads).add(operation.verb());
                }
            }
        }
        readOnlyMethods.removeAll(writingNames);
        readOnlyProperties.addAll(readOnlyMethods);
        readOnlyProperties.removeAll(writingNames);
    }

    /** Returns true if the line certainly writes nothing; false if it writes or may write. */
    public boolean isReadOnly(String line) {
        ShellCommandLine commandLine = ShellCommandLine.parse(line);
        if (commandLine != null) {
            return READ_ONLY_COMMANDS.contains(commandLine.name())
                    || READ_ONLY_WITHOUT_ARGUMENT.contains(commandLine.name())
                            && commandLine.argument().isEmpty();
        }
        List<Token> tokens = Tokenizer.tokenize(line);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token previous = i == 0 ? null : tokens.get(i - 1);
            Token next = i + 1 < tokens.size() ? tokens.get(i + 1) : null;
            if (!isReadOnlyToken(token, previous, next)) return false;
            if (token.isWord("get") && !isReadOnlyGet(tokens, i) || mayCallVariable(tokens, i)) return false;
            boolean isAssignment =
                    token.isSymbol("=") && !(next != null && next.isSymbol("=")) && i > 1 && endsMember(tokens, i - 1);
            if (isAssignment || isMemberStep(tokens, i)) return false;
        }
        return true;
    }

    /**
     * Returns true if a variable, which may be a closure, is the block of a list method, or the operand of an operator that
     * calls closures: {@code rows.each(wipe)}, {@code row in wipe}, {@code wipe << row}.
     */
    private static boolean mayCallVariable(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        Token next = i + 1 < tokens.size() ? tokens.get(i + 1) : null;
        if (next == null) return false;
        Token following = i + 2 < tokens.size() ? tokens.get(i + 2) : null;
        if (token.isSymbol("<") && next.isSymbol("<")) return following == null || !following.isSymbol("=");
        if (token.isWord("in")) return next.isWord() && !next.isWord("n2ws") && !next.isWord("px");
        boolean takesBlock =
                token.isWord() && ListMethods.contains(token.text()) && !METHODS_WITHOUT_BLOCK.contains(token.text());
        Token block = next.isSymbol("(") ? following : next;
        return takesBlock && block != null && (block.isWord() || block.isSymbol("[") || block.isSymbol("("));
    }

    /** Returns true for a call of {@code get} on a list or a map, or a raw request whose path certainly is a read. */
    private boolean isReadOnlyGet(List<Token> tokens, int i) {
        int start = i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(") ? i + 2 : i + 1;
        if (start >= tokens.size()) return false;
        Token argument = tokens.get(start);
        Token next = start + 1 < tokens.size() ? tokens.get(start + 1) : null;
        boolean isComplete = next == null || next.isSymbol(")") || next.isSymbol(",");
        if (argument.kind() == Kind.NUMBER) return isComplete;
        boolean isPath = argument.kind() == Kind.STRING && argument.text().indexOf('\\') < 0;
        if (!isPath || !isComplete && !next.isSymbol("+")) return argument.isSymbol(")");
        return catalogs.stream()
                .allMatch(catalog -> isComplete
                        ? EffectFloor.ofRawRequest(catalog, "GET", argument.text(), null) == Effect.READ
                        : EffectFloor.findWritingGet(catalog, argument.text()) == null);
    }

    /** Returns true for {@code ++} or {@code --} before or after a member or an element. */
    private static boolean isMemberStep(List<Token> tokens, int i) {
        String sign = tokens.get(i).text();
        boolean isStep = (sign.equals("+") || sign.equals("-"))
                && i + 1 < tokens.size()
                && tokens.get(i + 1).isSymbol(sign);
        if (!isStep) return false;
        Token afterTarget = i + 3 < tokens.size() ? tokens.get(i + 3) : null;
        boolean beforeMember = afterTarget != null && (afterTarget.isDot() || afterTarget.isSymbol("["));
        return beforeMember || i > 0 && isMember(tokens, i - 1);
    }

    /**
     * Returns true if the token before {@code =} ends a member or an element: a setter can do anything. Skips the
     * operator of {@code +=} and {@code <<=}.
     */
    private static boolean endsMember(List<Token> tokens, int end) {
        int targetIndex = end;
        StringBuilder operator = new StringBuilder();
        while (targetIndex >= 0 && isOperator(tokens.get(targetIndex)))
            operator.insert(0, tokens.get(targetIndex--).text());
        boolean isComparison = operator.toString().matches("[<>]|.*[=!]");
        return !isComparison && targetIndex >= 0 && isMember(tokens, targetIndex);
    }

    private static boolean isOperator(Token token) {
        return token.kind() == Kind.SYMBOL && !token.isClosingBracket() && !token.isDot();
    }

    /** Returns true if the token ends a member or an element. */
    private static boolean isMember(List<Token> tokens, int end) {
        return tokens.get(end).isClosingBracket()
                || end > 0 && tokens.get(end - 1).isDot();
    }

    private boolean isReadOnlyToken(Token token, Token previous, Token next) {
        boolean isMember = previous != null && previous.isDot();
        return switch (token.kind()) {
            case WORD -> {
                boolean isCall = next != null && (next.isSymbol("(") || next.isSymbol("{") || isArgument(next));
                if (isMember) yield (isCall ? readOnlyMethods : readOnlyProperties).contains(token.text());
                yield !isCall || TOP_LEVEL_FUNCTIONS.contains(token.text()) || KEYWORDS.contains(token.text());
            }
            // A quoted name after a dot is hidden from this check. A string with $ contains code.
            case STRING, OPEN_STRING, NOT_COMPLETABLE ->
                !isMember && (token.text().indexOf('$') < 0 || "'".equals(token.quote()));
            // .& and :: create a method reference, an annotation can run code at compile time. A bracket after a value
            // calls the value.
            case SYMBOL ->
                !token.isSymbol("&")
                        && !(token.isSymbol(":") && previous != null && previous.isSymbol(":"))
                        && !token.isSymbol("@")
                        && !(token.isSymbol("(") && previous != null && previous.isClosingBracket());
            case NUMBER, NEWLINE -> true;
        };
    }

    /** Returns true if the token is an argument of a call without brackets: {@code delete 'x'}. */
    private static boolean isArgument(Token next) {
        return next.kind() == Kind.STRING
                || next.kind() == Kind.OPEN_STRING
                || next.kind() == Kind.NUMBER
                || next.isWord() && !KEYWORDS.contains(next.text());
    }
}
