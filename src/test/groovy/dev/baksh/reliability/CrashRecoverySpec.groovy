package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification
import spock.lang.Timeout

/** Sparse version of soak T2. Full size: {@code scripts/soak t2}. */
@Slow
@Timeout(300)
class CrashRecoverySpec extends Specification {
    def "a write is executed once wherever in the write the process crashes"() {
        when:
        SoakReport report = new CrashRecoverySoak(sparse: 60).run()

        then:
        println report
        report.failures == []
    }
}
