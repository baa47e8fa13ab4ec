package dev.baksh.shell.complete;

import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslType;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Syntax highlighter of Groovy text for the line editor: colours strings, numbers, keywords, servers and verbs that
 * write, and underlines unknown nouns.
 */
public record SyntaxHighlighter(CompletionContext context) {
    private static final Set<String> KEYWORDS = Set.of("""
            def if else for while in return true false null new class import try catch finally throw
            switch case default break continue assert as instanceof final static void int long
            boolean String""".split("\\s+"));

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle STRING = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = PLAIN.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle KEYWORD = PLAIN.foreground(AttributedStyle.MAGENTA);
    private static final AttributedStyle SERVER = PLAIN.bold();
    private static final AttributedStyle WRITING_VERB = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle UNKNOWN_NOUN =
            PLAIN.foreground(AttributedStyle.RED).underline();
    private static final AttributedStyle COMMENT = PLAIN.faint();

    /** Returns the text with colours. */
    public AttributedString highlight(String text) {
        AttributedStringBuilder highlighted = new AttributedStringBuilder(text.length());
        if (ShellCommandLine.parse(text) != null)
            return highlighted.styled(SERVER, text).toAttributedString();
        List<Token> tokens = Tokenizer.tokenize(text);
        CursorAnalysis analysis = new CursorAnalysis(tokens, context);
        int position = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            int start = tokenStart(token, text, position);
            String gap = text.substring(position, start);
            highlighted.styled(gap.isBlank() ? PLAIN : COMMENT, gap);
            highlighted.styled(tokenStyle(analysis, i), text.substring(start, token.end()));
            position = token.end();
        }
        String rest = text.substring(position);
        return highlighted.styled(rest.isBlank() ? PLAIN : COMMENT, rest).toAttributedString();
    }

    /** Returns the start of a token; the text of a string token excludes its quotes. */
    private static int tokenStart(Token token, String text, int position) {
        int start = token.quote() == null
                ? token.end() - token.text().length()
                : text.indexOf(
                        token.quote(),
                        Math.max(
                                position,
                                token.end()
                                        - token.text().length()
                                        - 2 * token.quote().length()));
        return Math.max(position, Math.min(start, token.end()));
    }

    private AttributedStyle tokenStyle(CursorAnalysis analysis, int index) {
        Token token = analysis.tokenAt(index);
        return switch (token.kind()) {
            case STRING, OPEN_STRING -> STRING;
            case NOT_COMPLETABLE -> token.text().startsWith("/") ? COMMENT : STRING;
            case NUMBER -> NUMBER;
            case WORD -> wordStyle(analysis, index);
            default -> PLAIN;
        };
    }

    private AttributedStyle wordStyle(CursorAnalysis analysis, int index) {
        Token token = analysis.tokenAt(index);
        Token previous = analysis.tokenAt(index - 1);
        if (previous == null || !previous.isDot()) {
            if (context.catalogs().containsKey(token.text())) return SERVER;
            return KEYWORDS.contains(token.text()) ? KEYWORD : PLAIN;
        }
        DslType type = analysis.receiverType(index - 1);
        Operation operation = type.operation(token.text());
        if (operation != null && operation.effect().isWrite()) return WRITING_VERB;
        if (!(type instanceof DslType.ServerType)) return PLAIN;
        List<String> names = type.members().stream().map(DslType.Member::name).toList();
        // A prefix of a noun is not marked while the user types it.
        boolean isPrefix =
                index == analysis.size() - 1 && names.stream().anyMatch(name -> name.startsWith(token.text()));
        return isPrefix || names.contains(token.text()) ? PLAIN : UNKNOWN_NOUN;
    }
}
