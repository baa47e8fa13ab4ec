package dev.baksh.shell

import spock.lang.Specification

class PagerSpec extends Specification {
    static final String PROMPT = '-- more: space, Enter, q --\r\u001b[K'

    StringBuilder out = new StringBuilder()
    List<Integer> keys
    List<Integer> pendingKeys = []

    def "the pager stops after a full screen, space shows a page and Enter a line"() {
        given:
        keys = [32, 13, 113]

        when:
        createPager(4).append((1..20).collect { "$it\n" }.join(''))

        then:
        thrown(Pager.OutputCancelledException)
        out.toString() == "1\n2\n3\n${PROMPT}4\n5\n6\n${PROMPT}7\n$PROMPT… the rest is not shown\n"
    }

    def "output that fits on the screen is not paged"() {
        given:
        keys = []

        when:
        createPager(4).append('1\n2\n3\n')

        then:
        out.toString() == '1\n2\n3\n'
    }

    def "wrapped lines count as several lines, and colors have no width"() {
        given:
        keys = [113]

        when:
        createPager(4, 10).append("\u001b[1m1234567890\u001b[0m\n${'x' * 11}\nmore\n")

        then:
        thrown(Pager.OutputCancelledException)
        !out.contains('more\n')
    }

    def "one line that is longer than the screen stops too: #text"() {
        given:
        keys = [32, 113]

        when:
        createPager(4, 10).append(text)

        then:
        thrown(Pager.OutputCancelledException)
        out.toString().split('-- more: \r\u001b\\[K', -1)*.length() == lengths

        where:
        text                        || lengths
        'x' * 200 + '\n'            || [30, 30, 24]
        '\u5bcc' * 100 + '\n'       || [15, 15, 24]
        '\ud83d\ude00' * 100 + '\n' || [30, 30, 24]
        'ab\t' * 100 + '\n'         || [18, 18, 24]
        'e\u0301' * 200 + '\n'      || [60, 60, 24]
    }

    def "a key that means #meaning"() {
        given:
        keys = pressed + [113]

        when:
        createPager(4).append((1..20).collect { "$it\n" }.join(''))

        then:
        thrown(Pager.OutputCancelledException)
        out.toString().findAll(/(?m)\d+$/).size() == shown
        pendingKeys == next

        where:
        meaning                   | pressed           || shown | next
        'nothing is passed over'  | [9, 1, 127]       || 3     | []
        'the next line is kept'   | [(int) '_']       || 3     | [(int) '_']
        'interrupt is no more'    | [3]               || 3     | []
        'the end is no more'      | [-1]              || 3     | []
        'an arrow down is a line' | [27, 91, 66]      || 4     | []
        'an arrow up is nothing'  | [27, 91, 65]      || 3     | []
        'page down is a page'     | [27, 91, 54, 126] || 6     | []
        'j is a line'             | [106]             || 4     | []
    }

    private Pager createPager(int height, int width = 40) {
        new Pager(out, { keys.remove(0) }, { pendingKeys << it }, width, height)
    }
}
