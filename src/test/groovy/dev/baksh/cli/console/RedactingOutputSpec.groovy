package dev.baksh.cli.console

import spock.lang.Specification

class RedactingOutputSpec extends Specification {
    static final String SECRET = 'canary-' + 'x' * 5000

    StringBuilder out = new StringBuilder()
    RedactingOutput stream = new RedactingOutput(out, { String text -> text.replace(SECRET, '***') })

    def "a secret is masked at every position: after #before characters"() {
        when:
        stream.append('a' * before).append(SECRET).append('b' * 70_000)
        stream.finish()

        then:
        out.toString() == 'a' * before + '***' + 'b' * 70_000

        where:
        before << [0, 10, 60_000, 63_000, 65_535, 65_536, 130_000]
    }

    def "a line is written when it is complete, and the rest at the end"() {
        when:
        stream.append('one\ntw')

        then:
        out.toString() == 'one\n'

        when:
        stream.append('xowx', 1, 2)
        stream.finish()

        then:
        out.toString() == 'one\ntwo'
    }
}
