package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.nio.charset.StandardCharsets

/**
 * A judge of JSON (RFC 8259) that shares no code with baksh's: true for one whole document and nothing but blanks around
 * it. Names that come twice in an object count as not whole, as they do for baksh.
 */
@CompileStatic
class ReferenceJsonParser {
    private static final int DEEPEST = 64

    private final String text
    private int at

    private ReferenceJsonParser(String text) {
        this.text = text
    }

    static boolean json(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
            // A mark of the byte order is not JSON's, and is passed over by all who read it.
            if (text.startsWith('\ufeff')) text = text.substring(1)
            final ReferenceJsonParser judge = new ReferenceJsonParser(text)
            judge.blanks()
            final boolean value = judge.value(0)
            judge.blanks()
            return value && judge.at == text.length()
        } catch (CharacterCodingException ignored) {
            return false
        }
    }

    private boolean value(int depth) {
        if (depth > DEEPEST || at >= text.length()) return false
        switch (text.charAt(at)) {
            case '{': return items(depth, '}' as char, true)
            case '[': return items(depth, ']' as char, false)
            case '"': return string() != null
            default: return word('true') || word('false') || word('null') || number()
        }
    }

    private boolean items(int depth, char end, boolean named) {
        at++
        final Set<String> names = new HashSet<>()
        blanks()
        if (is(end)) return true
        while (true) {
            blanks()
            if (named) {
                final String name = at < text.length() && text.charAt(at) == ('"' as char) ? string() : null
                if (name == null || !names.add(name)) return false
                blanks()
                if (!is(':' as char)) return false
                blanks()
            }
            if (!value(depth + 1)) return false
            blanks()
            if (is(end)) return true
            if (!is(',' as char)) return false
        }
    }

    private String string() {
        final int from = at++
        while (at < text.length()) {
            final char c = text.charAt(at++)
            if (c == ('"' as char)) return text.substring(from, at)
            if (c < (' ' as char)) return null
            if (c == ('\\' as char)) {
                if (at >= text.length()) return null
                final char next = text.charAt(at++)
                if (next == ('u' as char)) {
                    if (at + 4 > text.length() || !text.substring(at, at + 4).matches('[0-9a-fA-F]{4}')) return null
                    at += 4
                } else if ('"\\/bfnrt'.indexOf(next as int) < 0) return null
            }
        }
        return null
    }

    private boolean number() {
        final java.util.regex.Matcher matcher = (text =~ /-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/).region(at, text.length())
        if (!matcher.lookingAt()) return false
        at = matcher.end()
        return true
    }

    private boolean word(String word) {
        if (!text.startsWith(word, at)) return false
        at += word.length()
        return true
    }

    private boolean is(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false
        at++
        return true
    }

    private void blanks() {
        while (at < text.length() && ' \t\r\n'.indexOf(text.charAt(at) as int) >= 0) at++
    }
}
