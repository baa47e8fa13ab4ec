package dev.baksh.proof

import dev.baksh.Slow
import spock.lang.Specification

/** A slice of T1; the whole: {@code scripts/soak t1}. */
@Slow
class RunbooksIT extends Specification {
    def "no step of a runbook is done twice or lost, whatever goes wrong and whoever is killed"() {
        when:
        Report report = new RunbooksProof(steps: 60, kills: 8).run()

        then:
        println report
        report.broken == []
    }
}
