package dev.baksh.output

import dev.baksh.client.api.Row
import spock.lang.Specification

import java.util.stream.Collectors
import java.util.stream.IntStream

import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.terminalStyle

class TerminalEscaperSpec extends Specification {
    private static final String ESC = '\u001b'

    /** All control code points that are assigned. Tags and surrogates behave as their neighbours, so samples are enough. */
    static final String CONTROL_TEXT = IntStream.rangeClosed(0, 0x10ffff)
        .filter { it < 0xd800 || it > 0xdfff && it < 0xe0080 || it in [0xd800, 0xdbff, 0xdc00, 0xdfff] }
        .filter { TerminalEscaper.isHidden(it) && Character.getType(it) != Character.UNASSIGNED }
        .mapToObj { 'x' + Character.toString(it) }
        .collect(Collectors.joining())

    def "#what is escaped on a terminal"() {
        expect:
        TerminalEscaper.sanitize(text) == safe

        where:
        what                | text                                     || safe
        'clear screen'      | "${ESC}[2J"                              || '\\e[2J'
        'colour'            | "${ESC}[31mred"                          || '\\e[31mred'
        'title'             | "${ESC}]0;title\u0007"                   || '\\e]0;title\\a'
        'link'              | "${ESC}]8;;http://evil${ESC}\\x"         || '\\e]8;;http://evil\\e\\x'
        'clipboard'         | "${ESC}]52;c;YQ==\u0007"                 || '\\e]52;c;YQ==\\a'
        'position report'   | "${ESC}[6n${ESC}[c"                      || '\\e[6n\\e[c'
        'DCS'               | "${ESC}Pq${ESC}\\"                       || '\\ePq\\e\\'
        'C1'                | '\u009b31m\u009d'                        || '\\u009b31m\\u009d'
        'next line'         | 'a\u0085b'                               || 'a\\u0085b'
        'CR'                | 'ok\rfailed'                             || 'ok\\rfailed'
        'CR LF'             | 'log line\r\nnext\r'                     || 'log line\\nnext\\r'
        'backspace'         | 'bad\b\b\bok'                            || 'bad\\b\\b\\bok'
        'bells'             | '\u0007' * 3                             || '\\a\\a\\a'
        'bidi'              | 'a\u202eb\u202a\u2066\u2069'             || 'a\\u202eb\\u202a\\u2066\\u2069'
        'Arabic letter mark' | 'a\u061cb'                              || 'a\\u061cb'
        'zero width'        | 'a\u200b\u200d\u200f\u2060\ufeffb'       || 'a\\u200b\\u200d\\u200f\\u2060\\ufeffb'
        'soft hyphen'       | 'a\u00adb'                               || 'a\\u00adb'
        'filler'            | 'a\u3164b'                               || 'a\\u3164b'
        'tag'               | 'a' + Character.toString(0xe0041)        || 'a\\u{e0041}'
        'language tag'      | Character.toString(0xe0000)              || '\\u{e0000}'
        'line separator'    | 'a\u2028b\u2029'                         || 'a\\u2028b\\u2029'
        'TAB, VT, FF'       | 'a\tb\u000bc\fd'                         || 'a\\tb\\u000bc\\u000cd'
        'LF'                | 'name\n7  fake  true'                    || 'name\\n7  fake  true'
        'lone surrogate'    | 'a\ud800b\udc00'                         || 'a\\ud800b\\udc00'
        'paste end'         | "${ESC}[201~"                            || '\\e[201~'
        'DEL and NUL'       | 'a\u007f\u0000'                          || 'a\\u007f\\u0000'
        'mark on nothing'   | '\u0301a'                                || '\\u0301a'

        'letters'           | 'Zürich 日本 ✅ naïve'                    || 'Zürich 日本 ✅ naïve'
        'marks'             | 'e\u0301'                                || 'e\u0301'
        'backslash'         | 'C:\\new'                                || 'C:\\new'
        'null'              | null                                     || ''
    }

    def "a sequence of combining marks is limited to eight"() {
        expect:
        TerminalEscaper.sanitize('a' + '\u0301' * 8 + 'b') == 'a' + '\u0301' * 8 + 'b'
        TerminalEscaper.sanitize('a' + '\u0301' * 9 + 'b') == 'a' + '\u0301' * 8 + '…b'
        TerminalEscaper.sanitize('a' + '\u0301' * 5000 + 'b') == 'a' + '\u0301' * 8 + '…b'
    }

    def "no format prints a control code point on a terminal"() {
        when:
        def output = print(value.call(CONTROL_TEXT), format, terminalStyle(200, true)).replaceAll(/\u001b\[(0|1|2|32)m/, '')

        then:
        output.codePoints().filter { it != 10 && TerminalEscaper.isHidden(it) }.limit(5).toArray().toList() == []

        where:
        [format, value] << [
            [null, *OutputFormat.values()],
            [{ it }, { [it] }, { [[(it): it], [a: [it]]] }, { [(it): [(it): it]] }, { new Row(null, [(it): it]) }, { [new Row(null, [(it): it])] * 2 }]
        ].combinations()
    }

    def "a table row is one line for any cell content"() {
        expect:
        print([[name: 'a\n2  b', n: 1], [name: 'c\r\u0085\u2028d', n: 2]], null, terminalStyle()).readLines() == ['name              n', 'a\\n2  b           1', 'c\\r\\u0085\\u2028d  2', '2 rows']
    }

    def "text is unchanged in a pipe"() {
        expect:
        print(['\u202e\u200b'], OutputFormat.NDJSON, pipeStyle()) == '"\u202e\u200b"\n'
    }
}
