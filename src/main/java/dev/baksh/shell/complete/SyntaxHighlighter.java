package dev.baksh.shell.complete;

import dev.baksh.client.api.Operation;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Groovy in a few colours: texts, numbers, keywords, servers, verbs that write; a noun that no server has is underlined. */
public final class SyntaxHighlighter {
    private static final Set<String> KEYWORDS = Set.of(
            "def",
            "if",
            "else",
            "for",
            "while",
            "in",
            "return",
            "true",
            "false",
            "null",
            "new",
            "class",
            "import",
            "try",
            "catch",
            "finally",
            "throw",
            "switch",
            "case",
            "default",
            "break",
            "continue",
            "assert",
            "as",
            "instanceof",
            "final",
            "static",
            "void",
            "int",
            "long",
            "boolean",
            "String");

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle TEXT = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = PLAIN.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle KEYWORD = PLAIN.foreground(AttributedStyle.MAGENTA);
    private static final AttributedStyle SERVER = PLAIN.bold();
    private static final AttributedStyle WRITES = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle WRONG =
            PLAIN.foreground(AttributedStyle.RED).underline();
    private static final AttributedStyle COMMENT = PLAIN.faint();

    private final CompletionContext lexicon;

    public SyntaxHighlighter(CompletionContext lexicon) {
        this.lexicon = lexicon;
    }

    /** The same characters, coloured. */
    public AttributedString of(String text) {
        AttributedStringBuilder out = new AttributedStringBuilder(text.length());
        if (ShellCommandLine.of(text) != null) return out.styled(SERVER, text).toAttributedString();
        List<Token> tokens = Tokenizer.of(text);
        CursorAnalysis reading = new CursorAnalysis(tokens, lexicon);
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            int start = start(token, text, from);
            String gap = text.substring(from, start);
            out.styled(gap.isBlank() ? PLAIN : COMMENT, gap);
            out.styled(style(reading, i), text.substring(start, token.end()));
            from = token.end();
        }
        String rest = text.substring(from);
        return out.styled(rest.isBlank() ? PLAIN : COMMENT, rest).toAttributedString();
    }

    /** A string's token holds what is between its quotes. */
    private static int start(Token token, String text, int from) {
        int start = token.quote() == null
                ? token.end() - token.text().length()
                : text.indexOf(
                        token.quote(),
                        Math.max(
                                from,
                                token.end()
                                        - token.text().length()
                                        - 2 * token.quote().length()));
        return Math.max(from, Math.min(start, token.end()));
    }

    private AttributedStyle style(CursorAnalysis reading, int place) {
        Token token = reading.at(place);
        return switch (token.kind()) {
            case STRING, OPEN_STRING -> TEXT;
            case CLOSED -> token.text().startsWith("/") ? COMMENT : TEXT;
            case NUMBER -> NUMBER;
            case WORD -> word(reading, place);
            default -> PLAIN;
        };
    }

    private AttributedStyle word(CursorAnalysis reading, int place) {
        Token token = reading.at(place);
        Token before = reading.at(place - 1);
        if (before == null || !before.dot()) {
            if (lexicon.catalogs().containsKey(token.text())) return SERVER;
            return KEYWORDS.contains(token.text()) ? KEYWORD : PLAIN;
        }
        ExpressionType thing = reading.thing(place - 1);
        if (thing == null) return PLAIN;
        if (thing.kind() == ExpressionType.Kind.SERVER) {
            boolean raw = thing.branch().isEmpty() && MemberCandidates.raw(token.text());
            boolean known = raw || thing.nouns().containsKey(token.text());
            // While it is still being typed it may become one.
            boolean typing = place == reading.size() - 1
                    && thing.nouns().keySet().stream().anyMatch(noun -> noun.startsWith(token.text()));
            return known || typing ? PLAIN : WRONG;
        }
        Operation operation = thing.noun() == null ? null : thing.noun().operation(token.text());
        return operation != null && operation.effect().writes() ? WRITES : PLAIN;
    }
}
