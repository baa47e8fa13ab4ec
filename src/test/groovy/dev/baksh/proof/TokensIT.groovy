package dev.baksh.proof

import dev.baksh.Slow
import spock.lang.Specification

/** A slice; the whole: {@code scripts/soak tokens}. */
@Slow
class TokensIT extends Specification {
    def "processes that share tokens of single use fail no caller, though some of them are killed"() {
        when:
        Report report = new TokensProof(processes: 3, threads: 4, expiries: 3, kills: 3, life: 5).run()

        then:
        println report
        report.broken == []
    }
}
