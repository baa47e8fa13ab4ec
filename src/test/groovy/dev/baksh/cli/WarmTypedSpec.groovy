package dev.baksh.cli

import spock.lang.Specification
import spock.lang.Timeout

@Timeout(120)
class WarmTypedSpec extends Specification {
    int asked
    WarmTyped typed

    def "a line is asked for when somebody reads, and no sooner"() {
        given:
        typed = new WarmTyped({ asked++; typed.line("line $asked\n".bytes) })
        BufferedReader reader = new BufferedReader(new InputStreamReader(typed))
        int before = asked

        expect:
        before == 0
        reader.readLine() == 'line 1'
        asked == 1
        reader.readLine() == 'line 2'
        asked == 2
    }

    def "an empty line ends it, and so does a caller who goes away"() {
        given:
        typed = new WarmTyped({ asked++; typed.line(new byte[0]) })
        WarmTyped gone = new WarmTyped({ asked += 10 })
        gone.end()

        expect:
        typed.read() == -1
        gone.read() == -1
        gone.read() == -1
        asked == 11
    }

    def "one byte is as good as many"() {
        given:
        typed = new WarmTyped({ typed.line('é\n'.getBytes('UTF-8')) })

        expect:
        [typed.read(), typed.read(), typed.read()] == [0xc3, 0xa9, 0x0a]
    }
}
