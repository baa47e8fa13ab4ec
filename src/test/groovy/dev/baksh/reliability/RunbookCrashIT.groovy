package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

/** Short version of soak T1. Full size: {@code scripts/soak t1}. */
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
