package dev.baksh.shell.complete

import spock.lang.Specification

/** The rule: quotes keep a text with blanks together, also inside a word, for the commands of the shell and for TAB. */
class ArgumentLineSpec extends Specification {
    def "arguments are split at blanks outside of quotes: #text"() {
        given:
        ArgumentLine line = ArgumentLine.parse(text)

        expect:
        [line.words(), line.lastWord(), line.openQuote()] == [words, lastWord, openQuote as char]

        where:
        text                        || words                          | lastWord         | openQuote
        ''                          || ['']                           | ''               | 0
        'a  b\tc'                   || ['a', 'b', 'c']                | 'c'              | 0
        'a '                        || ['a', '']                      | ''               | 0
        "'my file' x"               || ['my file', 'x']               | 'x'              | 0
        "--policy='nightly db'"     || ['--policy=nightly db']        | "--policy='nightly db'" | 0
        'a "it\'s" '                || ['a', "it's", '']              | ''               | 0
        "'' b"                      || ['', 'b']                      | 'b'              | 0
        "a 'my fi"                  || ['a', 'my fi']                 | "'my fi"         | 39
        'C:\\temp\\x'               || ['C:\\temp\\x']                | 'C:\\temp\\x'    | 0
    }

    def "a candidate is quoted where the split needs quotes: #candidate after #text"() {
        expect:
        ArgumentLine.parse(text).quote(candidate) == quoted

        where:
        text      | candidate      || quoted
        'x'       | 'x.groovy'     || 'x.groovy'
        'x'       | 'x y.groovy'   || "'x y.groovy'"
        'x'       | 'x y/'         || "'x y/"
        'x'       | "it's"         || "\"it's\""
        "'x"      | 'x.groovy'     || "'x.groovy'"
        '"x'      | 'x y/'         || '"x y/'
        "--p='x"  | '--p=x'        || '--p=x'
        '--'      | '--policy '    || '--policy '
    }
}
