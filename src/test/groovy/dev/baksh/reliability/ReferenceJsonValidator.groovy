package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.nio.charset.StandardCharsets

/**
 * Reference validator for JSON (RFC 8259) that shares no code with baksh: returns true for one complete document, with
 * optional blanks around it. Duplicate names in an object are refused, as in baksh.
 */
@CompileStatic
class ReferenceJsonValidator {
    private static final int MAX_DEPTH = 64

    private final String text
    private int position

    private ReferenceJsonValidator(String text) {
        this.text = text
    }

    static boolean isValid(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
            // A byte order mark is not part of JSON; most parsers ignore it.
            if (text.startsWith('\ufeff')) text = text.substring(1)
            final ReferenceJsonValidator validator = new ReferenceJsonValidator(text)
            validator.skipWhitespace()
            final boolean parseValue = validator.parseValue(0)
            validator.skipWhitespace()
            return parseValue && validator.position == text.length()
        } catch (CharacterCodingException ignored) {
            return false
        }
    }

    private boolean parseValue(int depth) {
        if (depth > MAX_DEPTH || position >= text.length()) return false
        switch (text.charAt(position)) {
            case '{': return parseItems(depth, '}' as char, true)
            case '[': return parseItems(depth, ']' as char, false)
            case '"': return parseString() != null
            default: return parseLiteral('true') || parseLiteral('false') || parseLiteral('null') || parseNumber()
        }
    }

    private boolean parseItems(int depth, char end, boolean isObject) {
        position++
        final Set<String> names = new HashSet<>()
        skipWhitespace()
        if (consume(end)) return true
        while (true) {
            skipWhitespace()
            if (isObject) {
                final String name = position < text.length() && text.charAt(position) == ('"' as char) ? parseString() : null
                if (name == null || !names.add(name)) return false
                skipWhitespace()
                if (!consume(':' as char)) return false
                skipWhitespace()
            }
            if (!parseValue(depth + 1)) return false
            skipWhitespace()
            if (consume(end)) return true
            if (!consume(',' as char)) return false
        }
    }

    private String parseString() {
        final int start = position++
        while (position < text.length()) {
            final char c = text.charAt(position++)
            if (c == ('"' as char)) return text.substring(start, position)
            if (c < (' ' as char)) return null
            if (c == ('\\' as char)) {
                if (position >= text.length()) return null
                final char next = text.charAt(position++)
                if (next == ('u' as char)) {
                    if (position + 4 > text.length() || !text.substring(position, position + 4).matches('[0-9a-fA-F]{4}')) return null
                    position += 4
                } else if ('"\\/bfnrt'.indexOf(next as int) < 0) return null
            }
        }
        return null
    }

    private boolean parseNumber() {
        final java.util.regex.Matcher matcher = (text =~ /-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/).region(position, text.length())
        if (!matcher.lookingAt()) return false
        position = matcher.end()
        return true
    }

    private boolean parseLiteral(String parseLiteral) {
        if (!text.startsWith(parseLiteral, position)) return false
        position += parseLiteral.length()
        return true
    }

    private boolean consume(char c) {
        if (position >= text.length() || text.charAt(position) != c) return false
        position++
        return true
    }

    private void skipWhitespace() {
        while (position < text.length() && ' \t\r\n'.indexOf(text.charAt(position) as int) >= 0) position++
    }
}
