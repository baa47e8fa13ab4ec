package dev.baksh.cli.console

import spock.lang.Specification

import java.nio.charset.StandardCharsets
import java.util.function.UnaryOperator

class ScriptPrintStreamSpec extends Specification {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream()

    PrintStream target = new PrintStream(new BufferedOutputStream(bytes), false, StandardCharsets.UTF_8)

    def "on a terminal control characters are escaped, and line ends and tabs are kept: #text.inspect()"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, true, UnaryOperator.identity())

        when:
        out.print(text)
        out.flush()

        then:
        bytes.toString(StandardCharsets.UTF_8) == shown

        where:
        text                  || shown
        'plain'               || 'plain'
        'a\tb\nc'             || 'a\tb\nc'
        'a\u001b[31mb'        || 'a\\e[31mb'
        'a\rb'                || 'a\\rb'
        'bell\u0007'          || 'bell\\a'
        'turn\u202e'          || 'turn\\u202e'
        'größe 日本 ✓'         || 'größe 日本 ✓'
        ''                    || ''
    }

    def "every print method escapes control characters"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, true, UnaryOperator.identity())

        when:
        out.println('a\u001b')
        out.println((Object) 'b\u001b')
        out.println(['c\u001b'])
        out.println('d\u001b'.toCharArray())
        out.print('\u001b' as char)
        out.println()
        out.printf('%s%n', 'e\u001b')
        out.format('%s%n', 'f\u001b')
        out.append('g\u001b').append('\n' as char)
        out.println((String) null)

        then:
        bytes.toString(StandardCharsets.UTF_8) == 'a\\e\nb\\e\n[c\\e]\nd\\e\n\\e\ne\\e\nf\\e\ng\\e\nnull\n'
    }

    def "single bytes are escaped as text is: #text.inspect()"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, terminal, UnaryOperator.identity())

        when:
        text.getBytes(StandardCharsets.UTF_8).each { out.write(it as int) }
        out.flush()

        then:
        bytes.toString(StandardCharsets.UTF_8) == shown

        where:
        text              | terminal || shown
        'a\u001b[31mb\n'  | true     || 'a\\e[31mb\n'
        'a\u009b31mb'     | true     || 'a\\u009b31mb'
        'turn\u202e'      | true     || 'turn\\u202e'
        'größe 日本 ✓ 😀'  | true     || 'größe 日本 ✓ 😀'
        'a\u001b[31mb'    | false    || 'a\u001b[31mb'
        'größe'           | false    || 'größe'
    }

    def "in a pipe the text is unchanged"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, false, UnaryOperator.identity())

        when:
        out.println('a\u001b[31mb')

        then:
        bytes.toString(StandardCharsets.UTF_8) == 'a\u001b[31mb\n'
    }

    def "a secret is masked for every print method: #how"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, false, { String text -> text?.replace('hunter2-key', '***') })

        when:
        print.call(out)
        out.flush()

        then:
        bytes.toString(StandardCharsets.UTF_8) == shown

        where:
        how              | print                                                                  || shown
        'a line'         | { it.println('key hunter2-key') }                                      || 'key ***\n'
        'a format'       | { it.printf('%s-%s', 'hunter2', 'key') }                               || '***'
        'bytes'          | { it.write('key hunter2-key ü'.getBytes(StandardCharsets.UTF_8)) }     || 'key *** ü'
        'a writer of it' | { new PrintWriter(it, true).println('key hunter2-key') }               || 'key ***\n'
        'bytes, no text' | { it.write([0, 1, -1, -2] as byte[], 0, 4) }                           || new String([0, 1, -1, -2] as byte[], StandardCharsets.UTF_8)
    }

    def "each line is flushed immediately"() {
        given:
        final ScriptPrintStream out = new ScriptPrintStream(target, terminal, UnaryOperator.identity())

        when:
        out.println('now')

        then:
        bytes.toString(StandardCharsets.UTF_8) == 'now\n'

        where:
        terminal << [true, false]
    }
}
