package dev.baksh.reliability

import dev.baksh.Slow
import spock.lang.Specification

/** A slice; the whole: {@code scripts/soak canary}. */
@Slow
class SecretLeakIT extends Specification {
    def "no secret is in what baksh prints or writes, but in the file of tokens"() {
        when:
        SoakReport report = new SecretLeakTest(faults: 4).run()

        then:
        println report
        report.broken == []
    }
}
