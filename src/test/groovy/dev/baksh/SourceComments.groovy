package dev.baksh

import groovy.transform.CompileStatic

/** Lexer that finds the comments of a Java or Groovy file and skips strings. */
@CompileStatic
class SourceComments {
    /** Comment without its delimiters, as one line. Consecutive line comments are one comment. */
    static class Comment {
        int line
        boolean javadoc
        String text
    }

    private final String source
    private final List<Comment> comments = []
    private int position
    private int endOfLastLineComment = -1

    private SourceComments(String source) {
        this.source = source
    }

    static List<Comment> of(String source) {
        final SourceComments lexer = new SourceComments(source)
        while (lexer.position < source.length()) lexer.next()
        return lexer.comments
    }

    private void next() {
        final char c = source.charAt(position)
        if (c != ('/' as char) && c != ('"' as char) && c != ("'" as char)) {
            position++
        } else if (source.startsWith('/*', position)) {
            addBlockComment()
        } else if (source.startsWith('//', position)) {
            addLineComment()
        } else if (source.startsWith('"""', position) || source.startsWith("'''", position)) {
            skipString(source.substring(position, position + 3), true)
        } else if (source[position] == '"' || source[position] == "'") {
            skipString(source[position], false)
        } else if (source[position] == '/' && isSlashyString()) {
            skipString('/', false)
        } else {
            position++
        }
    }

    private void addBlockComment() {
        final int close = source.indexOf('*/', position + 2)
        final int end = close < 0 ? source.length() : close
        final boolean javadoc = source.startsWith('/**', position) && end > position + 2
        final String body = source.substring(position + (javadoc ? 3 : 2), Math.max(end, position + (javadoc ? 3 : 2)))
        comments << new Comment(line: lineNumber(), javadoc: javadoc, text: oneLine(body.replaceAll(/(?m)^\s*\*/, '')))
        position = end + 2
    }

    private void addLineComment() {
        final int newline = source.indexOf('\n', position)
        final int end = newline < 0 ? source.length() : newline
        final String text = oneLine(source.substring(position + 2, end))
        final boolean continues = endOfLastLineComment >= 0 && source.substring(endOfLastLineComment, position).blank
        if (continues) comments.last().text += ' ' + text
        else comments << new Comment(line: lineNumber(), javadoc: false, text: text)
        position = end
        endOfLastLineComment = end
    }

    private void skipString(String delimiter, boolean multiline) {
        position += delimiter.length()
        while (position < source.length()) {
            if (source[position] == '\\') {
                position += 2
            } else if (source.startsWith(delimiter, position)) {
                position += delimiter.length()
                return
            } else if (source[position] == '\n' && !multiline) {
                return
            } else {
                position++
            }
        }
    }

    /** Returns true for a slash that begins a string: no operand precedes it, and a second slash follows in the line. */
    private boolean isSlashyString() {
        int before = position - 1
        while (before >= 0 && source[before] == ' ') before--
        final boolean isAfterOperand = before >= 0 && (Character.isJavaIdentifierPart(source.charAt(before)) || source[before] in [')', ']', '}', '"', "'"])
        final int newline = source.indexOf('\n', position)
        final int close = source.indexOf('/', position + 1)
        return !isAfterOperand && close > 0 && (newline < 0 || close < newline)
    }

    private int lineNumber() {
        return source.substring(0, position).count('\n') + 1
    }

    private static String oneLine(String text) {
        return text.replaceAll(/\s+/, ' ').trim()
    }
}
