package dev.baksh.proof

import dev.baksh.Slow
import spock.lang.Specification

/** A slice; the whole: {@code scripts/soak canary}. */
@Slow
class CanaryIT extends Specification {
    def "no secret is in what baksh prints or writes, but in the file of tokens"() {
        when:
        Report report = new CanaryProof(faults: 4).run()

        then:
        println report
        report.broken == []
    }
}
