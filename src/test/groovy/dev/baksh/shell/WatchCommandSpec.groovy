package dev.baksh.shell

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.TimeSource
import spock.lang.Specification

import java.time.Duration

class WatchCommandSpec extends Specification {
    List<String> printed = []
    List<String> checked = []
    List<Duration> pauses = []
    List<List<String>> screens = [
        ['id  name    status', ' 1  daily   R', ' 2  weekly  B'],
        ['id  name    status', ' 1  daily   B', ' 2  weekly  B', ' 3  new     R'],
    ]
    TimeSource time = Stub(TimeSource) {
        pause(_ as Duration) >> { Duration length ->
            pauses << length
            if (screens.empty) throw new InterruptedException()
        }
    }
    WatchCommand watch = new WatchCommand(time, { checked << it }, { screens.remove(0) }, { printed << it }, false, false)

    def "changed cells and new rows are marked, and Ctrl-C ends it"() {
        when:
        watch.run('30s n2ws.backups')

        then:
        BakshException e = thrown()
        e.message == 'watch ended'
        checked == ['n2ws.backups']
        pauses == [Duration.ofSeconds(30)] * 2
        printed == [
            'every 30s, Ctrl-C ends: n2ws.backups', 'id  name    status', ' 1  daily   R', ' 2  weekly  B',
            'every 30s, Ctrl-C ends: n2ws.backups', 'id  name    status', ' 1  daily   B*', ' 2  weekly  B', ' 3*  new*     R*',
        ]
    }

    def "the command ends after the given number of rounds"() {
        when:
        watch.run('1m x2 x')

        then:
        pauses == [Duration.ofMinutes(1)]
        screens.empty
    }

    def "#argument is not a valid argument"() {
        when:
        watch.run(argument)

        then:
        BakshException e = thrown()
        e.message == ':watch takes an interval and an expression'

        where:
        argument << ['', '30s', 'n2ws.backups', '0s x', '5s x0 x', '30 x']
    }
}
