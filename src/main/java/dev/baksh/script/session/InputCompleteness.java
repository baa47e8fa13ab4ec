package dev.baksh.script.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Scanner that reports whether the brackets, strings and comments of an input are closed.
 *
 * <p>The Groovy parser cannot tell: for {@code foo(} it reports an error at {@code foo(}, not at the end of the input.
 */
final class InputCompleteness {
    enum State {
        /** A construct that can span lines is open. */
        INCOMPLETE,
        /** A bracket does not match, or a single-line string is open: more lines cannot complete the input. */
        INVALID,
        BALANCED
    }

    private static final Set<String> BEFORE_REGEX =
            Set.of("return", "in", "case", "assert", "throw", "instanceof", "as", "else", "new", "do");
    private static final Pattern TRAILING_OPERATOR = Pattern.compile(
            "(?s).*(?:[=*/%<&|^?:,~!.\\\\]|(?<!-)>|(?<!\\+)\\+|(?<!-)-|\\b(?:instanceof|as|in|extends|implements|throws|else))");

    private final String text;
    /** Open brackets, and the opening quotes of strings. */
    private final Deque<String> openDelimiters = new ArrayDeque<>();

    private int position;
    /** End of the code so far, without trailing spaces and comments. */
    private int codeEnd;

    private boolean atLineStart = true;

    InputCompleteness(String text) {
        this.text = text;
    }

    State scan() {
        while (position < text.length()) {
            boolean isValid = isInString() ? scanString() : scanCode();
            if (!isValid) return State.INVALID;
        }
        if (openDelimiters.isEmpty()) return State.BALANCED;
        return isSingleLine(openDelimiters.peek()) && !text.endsWith("\\") ? State.INVALID : State.INCOMPLETE;
    }

    /**
     * Returns true after {@link #scan} when the code ends in an operator, a comma or a dot, so that more must follow.
     */
    boolean endsWithOperator() {
        return TRAILING_OPERATOR.matcher(text.substring(0, codeEnd)).matches();
    }

    private boolean isInString() {
        return !openDelimiters.isEmpty() && !"([{".contains(openDelimiters.peek());
    }

    private static boolean isSingleLine(String delimiter) {
        return delimiter.equals("'") || delimiter.equals("\"");
    }

    private boolean scanString() {
        String quote = openDelimiters.peek();
        String closingQuote = quote.equals("$/") ? "/$" : quote;
        boolean isEscape = quote.equals("$/")
                ? startsWith("$$") || startsWith("$/")
                : startsWith(quote.equals("/") ? "\\/" : "\\");
        if (isEscape) {
            position += 2;
        } else if (startsWith("${") && !quote.startsWith("'")) {
            openDelimiters.push("{");
            position += 2;
            atLineStart = true;
        } else if (startsWith(closingQuote)) {
            position += closingQuote.length();
            openDelimiters.pop();
            codeEnd = position;
            atLineStart = false;
        } else if (text.charAt(position) == '\n' && isSingleLine(quote)) {
            return false;
        } else {
            position++;
        }
        position = Math.min(position, text.length());
        return true;
    }

    private boolean scanCode() {
        char c = text.charAt(position);
        if (startsWith("//") || (position == 0 && startsWith("#!"))) {
            int end = text.indexOf('\n', position);
            position = end < 0 ? text.length() : end;
            return true;
        }
        if (startsWith("/*")) {
            int end = text.indexOf("*/", position + 2);
            if (end < 0) openDelimiters.push("/");
            position = end < 0 ? text.length() : end + 2;
            return true;
        }
        if (Character.isWhitespace(c)) {
            atLineStart |= c == '\n';
            position++;
            return true;
        }
        String quote = openingQuote(c);
        if (quote != null) {
            openDelimiters.push(quote);
            position += quote.length();
            return true;
        }
        if ("([{".indexOf(c) >= 0) openDelimiters.push(String.valueOf(c));
        if (")]}".indexOf(c) >= 0
                && (openDelimiters.isEmpty() || openDelimiters.pop().charAt(0) != "([{".charAt(")]}".indexOf(c))))
            return false;
        position++;
        codeEnd = position;
        atLineStart = false;
        return true;
    }

    /** Returns the quote that begins a string at the position, or null. */
    private String openingQuote(char c) {
        if (c == '\'') return startsWith("'''") ? "'''" : "'";
        if (c == '"') return startsWith("\"\"\"") ? "\"\"\"" : "\"";
        if (startsWith("$/") && regexAllowed()) return "$/";
        return c == '/' && regexAllowed() ? "/" : null;
    }

    /** Returns true where a slash begins a string; after a value, a slash is a division. */
    private boolean regexAllowed() {
        if (atLineStart || codeEnd == 0) return true;
        char previous = text.charAt(codeEnd - 1);
        if (!Character.isJavaIdentifierPart(previous)) return ")]}'\"/".indexOf(previous) < 0;
        int start = codeEnd;
        while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1))) start--;
        return BEFORE_REGEX.contains(text.substring(start, codeEnd));
    }

    private boolean startsWith(String token) {
        return text.startsWith(token, position);
    }
}
