package dev.baksh.cli.daemon

import dev.baksh.client.api.BakshException
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.channels.ServerSocketChannel
import java.nio.file.Path
import java.time.Duration

import static java.net.StandardProtocolFamily.UNIX

@Timeout(60)
class DaemonSocketSpec extends Specification {
    @TempDir
    Path folder

    def "a process that does not answer is named after the timeout, and is not taken for an absent process"() {
        given:
        DaemonSocket socket = new DaemonSocket(folder, Duration.ofMillis(50))
        ServerSocketChannel stoppedProcess = ServerSocketChannel.open(UNIX).bind(socket.address())

        when:
        socket.sendRequest('GET', '/status')

        then:
        BakshException e = thrown()
        e.message == "the warm process does not answer; its socket is $folder/socket"
        e.hint() == 'end that process, for example with kill -9, then: baksh warm start'

        when:
        stoppedProcess.close()

        then:
        socket.sendRequest('GET', '/status') == null
    }
}
