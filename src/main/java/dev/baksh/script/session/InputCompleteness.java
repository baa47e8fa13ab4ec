package dev.baksh.script.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether brackets, strings and comments of a text are closed, by reading its characters once.
 *
 * <p>Groovy's parser cannot tell: for {@code foo(} it complains about {@code foo(}, not about the end of the text.
 */
final class InputCompleteness {
    enum State {
        /** Something that may go over several lines is not closed. */
        OPEN,
        /** A bracket closes another kind of bracket, or a string of one line is not closed: more lines cannot help. */
        WRONG,
        BALANCED
    }

    private static final Set<String> BEFORE_REGEX =
            Set.of("return", "in", "case", "assert", "throw", "instanceof", "as", "else", "new", "do");
    private static final Pattern DANGLING = Pattern.compile(
            "(?s).*(?:[=*/%<&|^?:,~!.\\\\]|(?<!-)>|(?<!\\+)\\+|(?<!-)-|\\b(?:instanceof|as|in|extends|implements|throws|else))");

    private final String text;
    /** Open brackets, and open strings: s d for one line, S D for three quotes, / and $ for slashy ones. */
    private final Deque<Character> open = new ArrayDeque<>();

    private int at;
    /** The end of the code so far, spaces and comments at its end left out. */
    private int codeEnd;

    private boolean newLine = true;

    InputCompleteness(String text) {
        this.text = text;
    }

    State state() {
        while (at < text.length()) {
            boolean fine = inString() ? string() : code();
            if (!fine) return State.WRONG;
        }
        if (open.isEmpty()) return State.BALANCED;
        boolean oneLine = open.peek() == 's' || open.peek() == 'd';
        return oneLine && !text.endsWith("\\") ? State.WRONG : State.OPEN;
    }

    /** After {@link #state}: the code ends in an operator, a comma or a dot, so more must follow. */
    boolean dangling() {
        return DANGLING.matcher(text.substring(0, codeEnd)).matches();
    }

    private boolean inString() {
        return !open.isEmpty() && "sdSD/$".indexOf(open.peek()) >= 0;
    }

    private boolean string() {
        char kind = open.peek();
        boolean escaped = kind == '$' ? ahead("$$") || ahead("$/") : kind == '/' ? ahead("\\/") : ahead("\\");
        if (escaped) {
            at += 2;
        } else if (ahead("${") && kind != 's' && kind != 'S') {
            open.push('{');
            at += 2;
            newLine = true;
        } else if (ahead(closing(kind))) {
            at += closing(kind).length();
            open.pop();
            codeEnd = at;
            newLine = false;
        } else if (text.charAt(at) == '\n' && (kind == 's' || kind == 'd')) {
            return false;
        } else {
            at++;
        }
        at = Math.min(at, text.length());
        return true;
    }

    private static String closing(char kind) {
        return switch (kind) {
            case 's' -> "'";
            case 'd' -> "\"";
            case 'S' -> "'''";
            case 'D' -> "\"\"\"";
            case '$' -> "/$";
            default -> "/";
        };
    }

    private boolean code() {
        char c = text.charAt(at);
        if (ahead("//") || (at == 0 && ahead("#!"))) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
            return true;
        }
        if (ahead("/*")) {
            int end = text.indexOf("*/", at + 2);
            if (end < 0) open.push('/');
            at = end < 0 ? text.length() : end + 2;
            return true;
        }
        if (Character.isWhitespace(c)) {
            newLine |= c == '\n';
            at++;
            return true;
        }
        String opening = opening(c);
        if (opening != null) return begin(opening);
        if ("([{".indexOf(c) >= 0) open.push(c);
        if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != "([{".charAt(")]}".indexOf(c)))) return false;
        at++;
        codeEnd = at;
        newLine = false;
        return true;
    }

    /** The quote that begins a string here, or null. */
    private String opening(char c) {
        if (c == '\'') return ahead("'''") ? "'''" : "'";
        if (c == '"') return ahead("\"\"\"") ? "\"\"\"" : "\"";
        if (ahead("$/") && regexAllowed()) return "$/";
        return c == '/' && regexAllowed() ? "/" : null;
    }

    private boolean begin(String quote) {
        open.push(
                switch (quote) {
                    case "'" -> 's';
                    case "\"" -> 'd';
                    case "'''" -> 'S';
                    case "\"\"\"" -> 'D';
                    case "$/" -> '$';
                    default -> '/';
                });
        at += quote.length();
        return true;
    }

    /** A slash after a value divides; elsewhere it begins a string. */
    private boolean regexAllowed() {
        if (newLine || codeEnd == 0) return true;
        char before = text.charAt(codeEnd - 1);
        if (!Character.isJavaIdentifierPart(before)) return ")]}'\"/".indexOf(before) < 0;
        int start = codeEnd;
        while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1))) start--;
        return BEFORE_REGEX.contains(text.substring(start, codeEnd));
    }

    private boolean ahead(String word) {
        return text.startsWith(word, at);
    }
}
