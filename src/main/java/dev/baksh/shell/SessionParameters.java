package dev.baksh.shell;

import dev.baksh.client.text.GroovyCode;
import dev.baksh.client.text.GroovyLexer;
import dev.baksh.client.text.GroovyLexer.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters of a saved session: a row name that occurs at least twice for the same noun becomes a parameter. Equal
 * literals in other places stay unchanged.
 */
final class SessionParameters {
    /** Number of occurrences from which a literal becomes a parameter. */
    private static final int MIN_OCCURRENCES = 2;

    /** Name of a row of a noun: {@code n2ws.policies['nightly']}. */
    private record RowName(String noun, String text) {}

    /** Token of the code with its position. */
    private record Token(Kind kind, String text, int start) {
        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isWord() {
            return kind == Kind.WORD;
        }
    }

    /** Returns the tokens of the code, without blanks and comments. */
    private static List<Token> tokenize(String text) {
        List<Token> tokens = new ArrayList<>();
        int start = 0;
        for (GroovyLexer.Token token : GroovyLexer.tokenize(text)) {
            if (token.kind() != Kind.SPACE && token.kind() != Kind.COMMENT)
                tokens.add(new Token(token.kind(), token.text(), start));
            start += token.text().length();
        }
        return tokens;
    }

    private final Map<RowName, String> parameters;

    private SessionParameters(Map<RowName, String> parameters) {
        this.parameters = parameters;
    }

    static SessionParameters find(List<String> texts) {
        Map<RowName, Integer> occurrences = new LinkedHashMap<>();
        for (String text : texts) {
            List<Token> tokens = tokenize(text);
            if (declaresClass(tokens)) continue;
            for (int i = 0; i < tokens.size(); i++) {
                RowName name = rowName(tokens, i);
                if (name != null) occurrences.merge(name, 1, Integer::sum);
            }
        }
        Map<RowName, String> parameters = new LinkedHashMap<>();
        occurrences.forEach((rowName, count) -> {
            if (count < MIN_OCCURRENCES) return;
            String noun = rowName.noun().substring(rowName.noun().lastIndexOf('.') + 1);
            String baseName = singular(noun);
            String name = baseName;
            for (int n = 2; parameters.containsValue(name); n++) name = baseName + n;
            parameters.put(rowName, name);
        });
        return new SessionParameters(parameters);
    }

    /** Returns the {@code params} block followed by an empty line, or an empty string. */
    String declaration() {
        if (parameters.isEmpty()) return "";
        List<GroovyCode> declarations = parameters.entrySet().stream()
                .map(entry -> GroovyCode.name("string")
                        .command(
                                List.of(entry.getValue()),
                                "default",
                                entry.getKey().text()))
                .toList();
        return GroovyCode.name("params").indentedBlock(declarations) + "\n\n";
    }

    /** Returns the text with the parameters in place of the literals. */
    String apply(String text) {
        List<Token> tokens = tokenize(text);
        if (declaresClass(tokens)) return text;
        StringBuilder result = new StringBuilder();
        int copiedUntil = 0;
        for (int i = 0; i < tokens.size(); i++) {
            RowName rowName = rowName(tokens, i);
            String name = rowName == null ? null : parameters.get(rowName);
            if (name == null) continue;
            Token token = tokens.get(i);
            result.append(text, copiedUntil, token.start()).append("params.").append(name);
            copiedUntil = token.start() + token.text().length();
        }
        return result.append(text.substring(copiedUntil)).toString();
    }

    /** A class does not see the parameters of the script. */
    private static boolean declaresClass(List<Token> tokens) {
        return tokens.stream()
                .anyMatch(token -> token.isWord() && token.text().matches("class|trait|interface|enum|record"));
    }

    /** Returns the row name at this token, or null. */
    private static RowName rowName(List<Token> tokens, int index) {
        boolean isIndex = index >= 4
                && isPlainLiteral(tokens.get(index))
                && index + 1 < tokens.size()
                && tokens.get(index + 1).isSymbol("]")
                && tokens.get(index - 1).isSymbol("[")
                && tokens.get(index - 2).isWord();
        if (!isIndex) return null;
        StringBuilder noun = new StringBuilder(tokens.get(index - 2).text());
        int i = index - 3;
        while (i >= 1 && tokens.get(i).isSymbol(".") && tokens.get(i - 1).isWord()) {
            noun.insert(0, tokens.get(i - 1).text() + ".");
            i -= 2;
        }
        boolean isServer = noun.toString().matches("(n2ws|px)\\..*")
                && !(i >= 0 && tokens.get(i).isSymbol("."));
        String literal = tokens.get(index).text();
        return isServer ? new RowName(noun.toString(), literal.substring(1, literal.length() - 1)) : null;
    }

    /** Returns true for a string in quotes with at least two characters, which need no escape. */
    private static boolean isPlainLiteral(Token token) {
        return token.kind() == Kind.STRING && token.text().matches("'[^'\"\\\\$\n]{2,}'|\"[^'\"\\\\$\n]{2,}\"");
    }

    private static String singular(String noun) {
        if (noun.endsWith("ies")) return noun.substring(0, noun.length() - 3) + "y";
        return noun.endsWith("s") ? noun.substring(0, noun.length() - 1) : noun;
    }
}
