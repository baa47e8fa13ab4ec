package dev.baksh.proof

import spock.lang.Specification

/** A slice; the whole: {@code scripts/soak tokens}. */
class TokensIT extends Specification {
    def "processes that share tokens of single use fail no caller, though some of them are killed"() {
        when:
        Report report = new TokensProof(processes: 4, threads: 4, expiries: 4, kills: 4).run()

        then:
        println report
        report.broken == []
    }
}
