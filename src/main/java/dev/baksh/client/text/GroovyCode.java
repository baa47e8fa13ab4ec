package dev.baksh.client.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fragment of generated Groovy source: literals, checked identifiers, and calls of both. No other text can become a part
 * of a fragment, so a name from a server, a journal, a file or a parameter cannot become code.
 */
public final class GroovyCode {
    static final Set<String> KEYWORDS = Set.of("""
            abstract as assert boolean break byte case catch char class const continue def default do double else enum
            extends final finally float for goto if implements import in instanceof int interface long native new
            non-sealed null package permits private protected public record return sealed short static strictfp super
            switch synchronized this threadsafe throw throws trait transient true false try var void volatile while
            yield""".split("\\s+"));

    private final String text;

    private GroovyCode(String text) {
        this.text = text;
    }

    /**
     * Returns the literal of null, a number, a boolean, a text, a list or a map. Other values become a text.
     */
    public static GroovyCode literal(Object value) {
        return new GroovyCode(toLiteral(value));
    }

    /**
     * Returns a name of the catalogue or of the DSL: {@code px} or {@code azure.policies}.
     *
     * @throws IllegalArgumentException the text is not a name
     */
    public static GroovyCode name(String name) {
        return new GroovyCode(requireName(name));
    }

    /** Returns true when {@link #name} accepts the text. */
    public static boolean isName(String text) {
        return Arrays.stream(text.split("\\.", -1))
                .allMatch(part -> part.matches("[A-Za-z_][A-Za-z0-9_]*") && !KEYWORDS.contains(part));
    }

    /** Returns {@code this.name}. */
    public GroovyCode property(String name) {
        return new GroovyCode(text + "." + requireName(name));
    }

    /** Returns {@code this['value']}. */
    public GroovyCode index(Object value) {
        return new GroovyCode(text + "[" + toLiteral(value) + "]");
    }

    /** Returns {@code this('a', 'b')} with a literal for each argument. */
    public GroovyCode call(Object... arguments) {
        return new GroovyCode(
                text + Arrays.stream(arguments).map(GroovyCode::toLiteral).collect(Collectors.joining(", ", "(", ")")));
    }

    /**
     * Returns {@code this value}; {@code this(value)} for a list or a negative number, which Groovy would read as an
     * index or a subtraction.
     */
    public GroovyCode command(Object value) {
        String literal = toLiteral(value);
        return new GroovyCode("[-".indexOf(literal.charAt(0)) < 0 ? text + " " + literal : text + "(" + literal + ")");
    }

    /** Returns {@code this 'a', 'b', name: value}. */
    public GroovyCode command(List<?> values, String name, Object value) {
        String positional = values.stream().map(item -> toLiteral(item) + ", ").collect(Collectors.joining());
        String key = KEYWORDS.contains(name) ? name : requireName(name);
        return new GroovyCode(text + " " + positional + key + ": " + toLiteral(value));
    }

    /** Returns {@code this('a', name: value)}. */
    public GroovyCode callNamed(List<?> values, Map<String, ?> named) {
        List<String> arguments = new ArrayList<>();
        values.forEach(value -> arguments.add(toLiteral(value)));
        named.forEach((name, value) -> arguments.add(requireName(name) + ": " + toLiteral(value)));
        return new GroovyCode(text + "(" + String.join(", ", arguments) + ")");
    }

    /** Returns {@code this { a; b }}. */
    public GroovyCode block(List<GroovyCode> statements) {
        return new GroovyCode(text + " { " + join(statements, "; ") + " }");
    }

    /** Returns {@code this { ... }} with a line for each statement. */
    public GroovyCode indentedBlock(List<GroovyCode> statements) {
        String body = statements.stream()
                .map(statement -> "\n    " + statement.text.replace("\n", "\n    "))
                .collect(Collectors.joining());
        return new GroovyCode(text + " {" + body + "\n}");
    }

    /** Returns {@code def name = this}. */
    public GroovyCode assignTo(String name) {
        return new GroovyCode("def " + requireName(name) + " = " + text);
    }

    /** Returns {@code require this == value, 'message'}. */
    public GroovyCode requireEqual(Object value, String message) {
        return new GroovyCode("require " + text + " == " + toLiteral(value) + ", " + quote(message));
    }

    /** Returns {@code require this in [null, value], 'message'}. */
    public GroovyCode requireEqualOrNull(Object value, String message) {
        return new GroovyCode("require " + text + " in [null, " + toLiteral(value) + "], " + quote(message));
    }

    /** Returns the text as a Groovy string in one line of visible characters. */
    public static String quote(String text) {
        return "'" + escape(text, '\'') + "'";
    }

    /**
     * Returns the text as the inside of a Groovy string in one line of visible characters.
     *
     * @param quote single or double quote of the string
     */
    public static String escape(String text, char quote) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        text.codePoints().forEach(cp -> {
            if (cp == '\\' || cp == quote || quote == '"' && cp == '$') out.append('\\');
            switch (cp) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (!isHidden(cp)) out.appendCodePoint(cp);
                    else HiddenCharacters.appendEscaped(out, cp);
                }
            }
        });
        return out.toString();
    }

    /**
     * Returns the text as one comment line. Characters that could end the comment, or hide a part of the line, become
     * {@code <U+000A>}.
     */
    public static String comment(String text) {
        StringBuilder out = new StringBuilder("// ");
        int[] cps = text.codePoints().toArray();
        for (int i = 0; i < cps.length; i++) {
            // Java and older Groovy read a backslash with u as a character even inside a comment.
            boolean isEscape = cps[i] == '\\' && i + 1 < cps.length && cps[i + 1] == 'u';
            if (isEscape || isHidden(cps[i])) out.append(String.format("<U+%04X>", cps[i]));
            else out.appendCodePoint(cps[i]);
        }
        return out.toString().stripTrailing();
    }

    private static boolean isHidden(int cp) {
        if (Character.getType(cp) == Character.SPACE_SEPARATOR) return cp != ' ';
        return HiddenCharacters.contains(cp)
                || cp == 0x34f
                || cp == 0x115f
                || cp == 0x1160
                || cp == 0x3164
                || cp == 0xffa0
                || cp >= 0x17b4 && cp <= 0x17b5
                || cp >= 0x180b && cp <= 0x180f
                || cp >= 0xfe00 && cp <= 0xfe0f
                || cp >= 0xe0100 && cp <= 0xe01ef;
    }

    private static String toLiteral(Object value) {
        if (value == null || value instanceof Boolean) return String.valueOf(value);
        if (value instanceof Double number && !Double.isFinite(number)) return quote(number.toString());
        if (value instanceof Float number && !Float.isFinite(number)) return quote(number.toString());
        if (value instanceof Number) return String.valueOf(value);
        List<String> parts = new ArrayList<>();
        if (value instanceof Iterable<?> items) {
            for (Object item : items) parts.add(toLiteral(item));
        } else if (value instanceof Map<?, ?> map) {
            if (map.isEmpty()) return "[:]";
            map.forEach((key, item) -> parts.add(quote(String.valueOf(key)) + ": " + toLiteral(item)));
        } else return quote(value.toString());
        return "[" + String.join(", ", parts) + "]";
    }

    private static String requireName(String name) {
        if (isName(name)) return name;
        throw new IllegalArgumentException(quote(name) + " is not a name");
    }

    private static String join(List<GroovyCode> statements, String separator) {
        return statements.stream().map(GroovyCode::toString).collect(Collectors.joining(separator));
    }

    @Override
    public String toString() {
        return text;
    }
}
