package dev.baksh.cli.daemon

import spock.lang.Specification
import spock.lang.Timeout

@Timeout(120)
class DaemonInputSpec extends Specification {
    int requestedLines
    DaemonInput input

    def "a line is requested only when it is read"() {
        given:
        input = new DaemonInput({ requestedLines++; input.addLine("line $requestedLines\n".bytes) })
        BufferedReader reader = new BufferedReader(new InputStreamReader(input))
        int requestedBefore = requestedLines

        expect:
        requestedBefore == 0
        reader.readLine() == 'line 1'
        requestedLines == 1
        reader.readLine() == 'line 2'
        requestedLines == 2
    }

    def "an empty line or a disconnected caller ends the input"() {
        given:
        input = new DaemonInput({ requestedLines++; input.addLine(new byte[0]) })
        DaemonInput disconnected = new DaemonInput({ requestedLines += 10 })
        disconnected.end()

        expect:
        input.read() == -1
        disconnected.read() == -1
        disconnected.read() == -1
        requestedLines == 11
    }

    def "single bytes and arrays can be read"() {
        given:
        input = new DaemonInput({ input.addLine('é\n'.getBytes('UTF-8')) })

        expect:
        [input.read(), input.read(), input.read()] == [0xc3, 0xa9, 0x0a]
    }
}
