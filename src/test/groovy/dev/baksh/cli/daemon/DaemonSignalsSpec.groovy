package dev.baksh.cli.daemon

import spock.lang.Specification

class DaemonSignalsSpec extends Specification {
    List<Object> seen = []
    DaemonSignals signals = new DaemonSignals({ seen << it })

    def "the letter #letter is #signal"() {
        given:
        signals.onSignal(signal) { seen << signal }

        when:
        signals.deliver(letter as char)

        then:
        seen == [signal]

        where:
        letter || signal
        'i'    || 'INT'
        't'    || 'TERM'
        'h'    || 'HUP'
    }

    def "a signal that comes before somebody takes it is kept, once"() {
        when:
        signals.deliver('i' as char)
        signals.deliver('?' as char)
        2.times { signals.onSignal('INT') { seen << 'INT' } }

        then:
        seen == ['INT']
    }

    def "what comes after the end does nothing, and ends no process"() {
        given:
        signals.onSignal('INT') { seen << 'INT' }
        signals.exit(130)
        signals.end()

        when:
        signals.deliver('i' as char)
        signals.exit(143)

        then:
        seen == [130]
    }
}
