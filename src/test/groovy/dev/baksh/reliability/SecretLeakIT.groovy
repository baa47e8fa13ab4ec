package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

/** Short version of the canary soak. Full size: {@code scripts/soak canary}. */
@Slow
class SecretLeakIT extends Specification {
    def "no output or file of baksh contains a secret, except the token file"() {
        when:
        SoakReport report = new SecretLeakSoak(faults: 4).run()

        then:
        println report
        report.failures == []
    }
}
