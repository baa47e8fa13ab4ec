package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification
import spock.lang.Timeout

/** A slice of T2; the whole: {@code scripts/soak t2}. */
@Slow
@Timeout(300)
class CrashRecoverySpec extends Specification {
    def "wherever in a write the process dies, the write is done once"() {
        when:
        SoakReport report = new CrashRecoveryTest(sparse: 60).run()

        then:
        println report
        report.broken == []
    }
}
