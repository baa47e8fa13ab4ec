package dev.baksh.output

import dev.baksh.client.api.Rows
import spock.lang.Specification

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.terminalStyle

class ValuePrinterSpec extends Specification {
    def "without a format #value is printed as plain text"() {
        expect:
        print(value, null, style) == expected

        where:
        [value, expected, style] << [
            [
                [null, ''],
                ['text', 'text\n'],
                ["g${2}", 'g2\n'],
                [3, '3\n'],
                [1.50, '1.50\n'],
                [false, 'false\n'],
                ['a\nb', 'a\nb\n'],
                ['a\n', 'a\n'],
                [Instant.parse('2019-03-17T09:51:10Z'), '2019-03-17T09:51:10Z\n'],
                [Duration.ofHours(2), 'PT2H\n'],
                [Path.of('a', 'b'), 'a/b\n']
            ],
            [terminalStyle(), pipeStyle()]
        ].combinations { pair, style -> [*pair, style] }
    }

    def "without a format rows are a table on a terminal and NDJSON in a pipe"() {
        expect:
        print(value, null, terminalStyle()) == table
        print(value, null, pipeStyle()) == ndjson

        where:
        value                      || table                   | ndjson
        [[a: 1], [a: 2]]           || 'a\n1\n2\n2 rows\n'     | '{"a":1}\n{"a":2}\n'
        [a: 1, b: [2, 3]]          || 'a  1\nb  2, 3\n'       | '{"a":1,"b":[2,3]}\n'
        [[[a: 1]], 'x']            || 'a: 1\nx\n'             | '[{"a":1}]\n"x"\n'
        ['a', 'b']                 || 'a\nb\n'                | '"a"\n"b"\n'
        ['a', 'b'] as String[]     || 'a\nb\n'                | '"a"\n"b"\n'
    }

    def "an empty result whose reason is printed needs no count of rows"() {
        expect:
        print(new Rows.None(null), format, style) == expected

        where:
        format             | style           || expected
        null               | terminalStyle() || ''
        OutputFormat.TABLE | pipeStyle()     || ''
        null               | pipeStyle()     || ''
        OutputFormat.JSON  | pipeStyle()     || '[]\n'
        OutputFormat.YAML  | pipeStyle()     || '[]\n'
    }

    def "plain text on a terminal contains no control character except LF"() {
        expect:
        print('a\u001b]0;x\u0007\tb\r\nc', null, terminalStyle()) == 'a\\e]0;x\\a\\tb\nc\n'
        print('a\u001b[1m', null, pipeStyle()) == 'a\u001b[1m\n'
    }

    def "the output is flushed even if the list fails"() {
        given:
        def bytes = new ByteArrayOutputStream()
        def out = new PrintStream(new BufferedOutputStream(bytes), false, 'UTF-8')
        def failingRows = { -> int i = 0; [hasNext: { true }, next: { if (++i > 1) throw new IllegalStateException(); i }] as Iterator } as Iterable

        when:
        new ValuePrinter(out, pipeStyle()).print(failingRows, OutputFormat.NDJSON)

        then:
        thrown(IllegalStateException)
        bytes.toString('UTF-8') == '1\n'
    }

    def "an unwritable output is an error"() {
        given:
        def failingOutput = [append: { CharSequence text -> throw new IOException('No space left on device') }] as Appendable

        when:
        new ValuePrinter(failingOutput, pipeStyle()).print(policies(), OutputFormat.JSON)

        then:
        UncheckedIOException e = thrown()
        e.cause.message == 'No space left on device'
    }

    def "an unknown width is treated as 80"() {
        expect:
        terminalStyle(0).width() == 80
    }
}
