package dev.baksh.cli.daemon

import spock.lang.Specification

class DaemonSignalsSpec extends Specification {
    List<Object> seen = []
    DaemonSignals signals = new DaemonSignals({ seen << it })

    def "the letter #letter is #signal"() {
        given:
        signals.on(signal) { seen << signal }

        when:
        signals.came(letter as char)

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
        signals.came('i' as char)
        signals.came('?' as char)
        2.times { signals.on('INT') { seen << 'INT' } }

        then:
        seen == ['INT']
    }

    def "what comes after the end does nothing, and ends no process"() {
        given:
        signals.on('INT') { seen << 'INT' }
        signals.leave(130)
        signals.over()

        when:
        signals.came('i' as char)
        signals.leave(143)

        then:
        seen == [130]
    }
}
