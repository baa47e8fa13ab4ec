package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

import java.util.regex.Matcher
import java.util.regex.Pattern

/**
 * Every regular expression takes a time that is linear in the length of its text, also for hostile texts. The spec counts the
 * characters that the expression reads, so that the result does not depend on the speed of the machine.
 */
@Slow
class LinearPatternSpec extends Specification {
    /** Reads of each character that are allowed; the expressions have fewer than 100 branches. */
    static final int BUDGET = 150
    static final int LENGTH = 1_200
    static final int DEEP = 100_000
    static final List<String> PARTS = [' ', 'a', '1', '-', '.', ',', ':', ';', '=', '"', "'", '\\', '/', '(', '[', ']', '{', '<', '&', '\n', 'é',
        'a ', 'aA', 'a.', '1.', 'a=', '\\a', '1d', '[a]', ', ', "''", '--a ']

    /** True for an expression that a file searches in a text; false for one that a whole text must match. */
    static final Map<String, Boolean> EXPRESSIONS = findExpressions()

    def "the regular expressions of the sources are found"() {
        expect:
        EXPRESSIONS.size() > 130
    }

    def "the time for an expression is linear: #expression"() {
        given:
        Pattern pattern = Pattern.compile(expression, Pattern.DOTALL)
        List<String> words = (expression.replaceAll(/\\[a-zA-Z]/, ' ') =~ /[A-Za-z]{2,}/).collect { it }.unique().take(6)

        expect:
        texts(words).findAll { isSlow(pattern, it, isSearched) }.collect { it.take(20) } == []

        where:
        expression << EXPRESSIONS.keySet()
        isSearched = EXPRESSIONS[expression]
    }

    def "a long text does not exhaust the stack: #expression"() {
        given:
        Pattern pattern = Pattern.compile(expression, Pattern.DOTALL)

        expect:
        ['', "'", '"', '1', 'a', 'v1', "a['"].every { head -> PARTS.every { part -> matchesInSmallStack(pattern, head + part * DEEP) } }

        where:
        expression << EXPRESSIONS.keySet().findAll { it =~ /\)[*+{]/ }
    }

    private static List<String> texts(List<String> words) {
        List<String> heads = ['', '"', '{', ' '] + words.collectMany { [it, it + '='] }
        heads.collectMany { head -> PARTS.collect { head + it * LENGTH + '!' } } + words.collectMany { [it * LENGTH, (it + ' ') * LENGTH, (';' + it + '=') * LENGTH] }
    }

    private static boolean isSlow(Pattern pattern, String text, boolean isSearched) {
        CountingText countingText = new CountingText(text, (long) BUDGET * text.length())
        try {
            Matcher matcher = pattern.matcher(countingText)
            while (isSearched && matcher.find()) continue
            pattern.matcher(countingText).matches()
            return false
        } catch (IllegalStateException e) {
            return true
        }
    }

    private static boolean matchesInSmallStack(Pattern pattern, String text) {
        boolean ended = false
        Thread thread = new Thread(null, {
            try {
                pattern.matcher(text).matches()
                ended = true
            } catch (StackOverflowError e) {
                ended = false
            }
        }, 'small-stack', 1 << 19)
        thread.start()
        thread.join()
        ended
    }

    /** Collects the literal expressions of all calls that take one. */
    private static Map<String, Boolean> findExpressions() {
        Map<String, Boolean> found = new TreeMap<>()
        new File('src/main/java').eachFileRecurse { File file ->
            if (!file.name.endsWith('.java') || file.path.contains('/sandbox/')) return
            String source = file.text
            Matcher call = source =~ /(?:Pattern\.compile|Pattern\.matches|\.matches|\.replaceAll|\.replaceFirst|\.split)\(\s*(?=["A-Z])/
            while (call.find()) {
                String expression = readExpression(source, call.end())
                // A replacement and a word of another method can be no expression.
                if (expression == null || !isExpression(expression)) continue
                boolean isConstant = call.group().startsWith('Pattern.compile')
                boolean isSearched = isConstant ? source =~ /\.(find|lookingAt|results|replaceAll|replaceFirst|split)\(/ : !call.group().contains('matches')
                found[expression] = isSearched || found[expression]
            }
        }
        found
    }

    private static boolean isExpression(String text) {
        try {
            Pattern.compile(text)
            return true
        } catch (java.util.regex.PatternSyntaxException e) {
            return false
        }
    }

    /** Reads literals that are joined by +; a constant of the file is replaced by its value, another name by x. */
    private static String readExpression(String source, int start) {
        StringBuilder expression = new StringBuilder()
        int position = start
        while (true) {
            while (Character.isWhitespace(source.charAt(position))) position++
            if (source.charAt(position) == ('"' as char)) {
                Matcher literal = source =~ /"""(?s:.*?)"""|"(?:[^"\\]|\\.)*+"/
                literal.find(position)
                String text = literal.group()
                boolean isBlock = text.startsWith('"""')
                expression << (isBlock ? text[3..-4].stripIndent() : text.length() == 2 ? '' : text[1..-2])
                    .replaceAll(/(?<!\\)\\u([0-9a-fA-F]{4})/) { String all, String hex -> Character.toString(Integer.parseInt(hex, 16)) }.translateEscapes()
                position = literal.end()
            } else {
                Matcher name = source.substring(position) =~ /^[A-Za-z_]\w*/
                if (!name.find()) return null
                Matcher definition = source =~ /\b${name.group()}\s*=\s*(?=")/
                if (name.group() ==~ /[A-Z_0-9]+/ && definition.find()) expression << readExpression(source, definition.end())
                else if (expression) expression << 'x'
                else return null
                position += name.end()
            }
            while (Character.isWhitespace(source.charAt(position))) position++
            if (source.charAt(position) != ('+' as char)) return expression
            position++
        }
    }

    private static class CountingText implements CharSequence {
        final String text
        final long budget
        long count

        CountingText(String text, long budget) {
            this.text = text
            this.budget = budget
        }

        @Override
        int length() {
            text.length()
        }

        @Override
        char charAt(int index) {
            if (++count > budget) throw new IllegalStateException('more than a linear time')
            text.charAt(index)
        }

        @Override
        CharSequence subSequence(int start, int end) {
            text.subSequence(start, end)
        }

        @Override
        String toString() {
            text
        }
    }
}
