package dev.baksh.shell

import spock.lang.Specification

class PagerSpec extends Specification {
    static final String ASK = '-- more: space, Enter, q --\r\u001b[K'

    StringBuilder out = new StringBuilder()
    List<Integer> keys

    def "a full screen stops, space gives a page and Enter a line"() {
        given:
        keys = [32, 13, 113]

        when:
        pager(4).append((1..20).collect { "$it\n" }.join(''))

        then:
        thrown(Pager.Enough)
        out.toString() == "1\n2\n3\n${ASK}4\n5\n6\n${ASK}7\n$ASK"
    }

    def "what fits is not stopped"() {
        given:
        keys = []

        when:
        pager(4).append('1\n2\n3\n')

        then:
        out.toString() == '1\n2\n3\n'
    }

    def "a line that the terminal wraps takes more than one, and colours take none"() {
        given:
        keys = [113]

        when:
        pager(4).append("\u001b[1m1234567890\u001b[0m\n${'x' * 11}\nmore\n")

        then:
        thrown(Pager.Enough)
        !out.contains('more\n')
    }

    private Pager pager(int height) {
        new Pager(out, { keys.remove(0) }, 10, height)
    }
}
