package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

/** A slice of T1; the whole: {@code scripts/soak t1}. */
@Slow
class RunbookCrashIT extends Specification {
    def "no step of a runbook is executed twice or lost under faults and kills"() {
        when:
        SoakReport report = new RunbookCrashSoak(steps: 60, kills: 8).run()

        then:
        println report
        report.failures == []
    }
}
