package dev.baksh.output

import spock.lang.Specification

class DisplayWidthSpec extends Specification {
    def "#text is #width columns wide"() {
        expect:
        DisplayWidth.of(text) == width

        where:
        text      || width
        ''        || 0
        'abc'     || 3
        '日本'    || 4
        'e\u0301' || 1
        '✅'      || 2
        '…'       || 1
    }

    def "#text in #columns columns is truncated to #cut"() {
        expect:
        DisplayWidth.truncate(text, columns) == cut

        where:
        text         | columns || cut
        'abc'        | 3       || 'abc'
        'abcd'       | 3       || 'ab…'
        '日本語'     | 6       || '日本語'
        '日本語'     | 5       || '日本…'
        '日本語'     | 4       || '日…'
        'e\u0301abc' | 3       || 'e\u0301a…'
        'abc'        | 1       || '…'
        'abc'        | 0       || ''
    }

    def "#text is wrapped to #lines in #columns columns"() {
        expect:
        DisplayWidth.wrap(text, columns) == lines

        where:
        text           | columns || lines
        ''             | 5       || ['']
        'one two'      | 7       || ['one two']
        'one two'      | 6       || ['one', 'two']
        'one two six'  | 7       || ['one two', 'six']
        'abcdefgh'     | 3       || ['abc', 'def', 'gh']
        '日本語'       | 4       || ['日本', '語']
        '日本'         | 1       || ['日', '本']
        '✅✅'         | 1       || ['✅', '✅']
    }
}
