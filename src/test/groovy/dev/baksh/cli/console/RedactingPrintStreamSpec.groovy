package dev.baksh.cli.console

import spock.lang.Specification

class RedactingPrintStreamSpec extends Specification {
    static final String SECRET = 'canary-' + 'x' * 5000

    StringBuilder out = new StringBuilder()
    RedactingPrintStream sieve = new RedactingPrintStream(out, { String text -> text.replace(SECRET, '***') })

    def "a secret is taken out wherever it stands: after #before characters"() {
        when:
        sieve.append('a' * before).append(SECRET).append('b' * 70_000)
        sieve.finish()

        then:
        out.toString() == 'a' * before + '***' + 'b' * 70_000

        where:
        before << [0, 10, 60_000, 63_000, 65_535, 65_536, 130_000]
    }

    def "a line is passed on when it ends, and the rest at the end"() {
        when:
        sieve.append('one\ntw')

        then:
        out.toString() == 'one\n'

        when:
        sieve.append('xowx', 1, 2)
        sieve.finish()

        then:
        out.toString() == 'one\ntwo'
    }
}
