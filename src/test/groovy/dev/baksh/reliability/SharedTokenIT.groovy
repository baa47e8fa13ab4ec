package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

/** Short version of the token soak. Full size: {@code scripts/soak tokens}. */
@Slow
class SharedTokenIT extends Specification {
    def "processes that share single-use tokens fail no call, even if some processes are killed"() {
        when:
        SoakReport report = new SharedTokenSoak(processes: 3, threads: 4, expiries: 3, kills: 3, life: 5).run()

        then:
        println report
        report.failures == []
    }
}
