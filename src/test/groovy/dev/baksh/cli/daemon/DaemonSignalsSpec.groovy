package dev.baksh.cli.daemon

import spock.lang.Specification

class DaemonSignalsSpec extends Specification {
    List<Object> received = []
    DaemonSignals signals = new DaemonSignals({ received << it })

    def "the character #letter means #signal"() {
        given:
        signals.onSignal(signal) { received << signal }

        when:
        signals.deliver(letter as char)

        then:
        received == [signal]

        where:
        letter || signal
        'i'    || 'INT'
        't'    || 'TERM'
        'h'    || 'HUP'
    }

    def "a signal before the registration of a handler is kept once"() {
        when:
        signals.deliver('i' as char)
        signals.deliver('?' as char)
        2.times { signals.onSignal('INT') { received << 'INT' } }

        then:
        received == ['INT']
    }

    def "a signal after the end has no effect and ends no process"() {
        given:
        signals.onSignal('INT') { received << 'INT' }
        signals.exit(130)
        signals.end()

        when:
        signals.deliver('i' as char)
        signals.exit(143)

        then:
        received == [130]
    }
}
