package dev.baksh.proof

import dev.baksh.Slow
import spock.lang.Specification
import spock.lang.Timeout

/** A slice of T2; the whole: {@code scripts/soak t2}. */
@Slow
@Timeout(300)
class CrashPointsSpec extends Specification {
    def "wherever in a write the process dies, the write is done once"() {
        when:
        Report report = new CrashPointsProof(sparse: 60).run()

        then:
        println report
        report.broken == []
    }
}
