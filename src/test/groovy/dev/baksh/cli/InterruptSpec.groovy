package dev.baksh.cli

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.exchange.Redaction
import dev.baksh.exchange.UnknownOutcome
import dev.baksh.sandbox.Fault
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** Ctrl-C while a server does not answer: what the shell does is to interrupt the thread that calls. */
@Timeout(120)
class InterruptSpec extends Specification {
    @TempDir
    Path home

    Lab lab = new Lab(home)
    CountDownLatch held = new CountDownLatch(1)
    CountDownLatch arrived = new CountDownLatch(1)
    Wiring wiring

    def setup() {
        Surroundings surroundings = lab.surroundings()
        Options options = Options.parse([])
        Redaction redaction = new Redaction()
        wiring = new Wiring(surroundings, options, new Console(surroundings, options, redaction), redaction)
        wiring.client('n2ws', null).resource('policies').list([:]).iterator().next()
    }

    def cleanup() {
        held.countDown()
        wiring.close()
        lab.close()
    }

    def "a read ends while the server is still silent, and nothing has happened"() {
        given:
        hold('GET')

        when:
        Ended ended = interrupted { wiring.client('n2ws', null).raw('GET', 'aws/policies/1/', [:], null) }

        then:
        ended.failure.exit() == Exit.INTERRUPTED
        ended.silent
        !(ended.failure instanceof UnknownOutcome)
    }

    def "a write ends while the server is still silent, and it is said that its outcome is not known"() {
        given:
        hold('PUT')

        when:
        Ended ended = interrupted { wiring.client('n2ws', null).raw('PUT', 'aws/policies/1/', [:], [enabled: false]) }

        then:
        ended.failure instanceof UnknownOutcome
        ended.failure.message.contains('whether it happened is not known')
        ended.silent
        lab.writes().size() == 1
    }

    private static class Ended {
        BakshException failure
        boolean silent
    }

    private void hold(String method) {
        lab.sandbox.n2ws().faults().next(method, 'policies', Fault.meanwhile {
            arrived.countDown()
            try {
                held.await()
            } catch (InterruptedException ignored) {
                // The sandbox is closed while its thread still waits.
            }
        })
    }

    private Ended interrupted(Closure<?> call) {
        Ended ended = new Ended()
        Thread caller = new Thread({
            try {
                call()
            } catch (BakshException e) {
                ended.failure = e
            }
        })
        caller.start()
        arrived.await()
        caller.interrupt()
        caller.join()
        ended.silent = held.count == 1
        ended
    }
}
