package dev.baksh.cli.console

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification

import java.util.concurrent.CountDownLatch

/** What is typed after questions. */
class InterruptibleLineReaderSpec extends Specification {
    def "lines come in order, and null at the end"() {
        given:
        InterruptibleLineReader lines = new InterruptibleLineReader(new ByteArrayInputStream('one\ntwo\n'.bytes))

        expect:
        [lines.readLine(), lines.readLine(), lines.readLine(), lines.readLine()] == ['one', 'two', null, null]
    }

    def "input that cannot be read is no answer"() {
        given:
        InputStream broken = new InputStream() {
            int read() {
                throw new IOException('gone')
            }
        }

        expect:
        new InterruptibleLineReader(broken).readLine() == null
    }

    def "a question that was given up ends at once, and the line goes to the next one"() {
        given:
        PipedOutputStream keyboard = new PipedOutputStream()
        InterruptibleLineReader lines = new InterruptibleLineReader(new PipedInputStream(keyboard))
        CountDownLatch asking = new CountDownLatch(1)
        BakshException ended = null
        Thread person = new Thread({
            asking.countDown()
            try {
                lines.readLine()
            } catch (BakshException e) {
                ended = e
            }
        })

        when:
        person.start()
        asking.await()
        person.interrupt()
        person.join()
        keyboard.write('late\n'.bytes)
        keyboard.flush()

        then:
        ended.exit() == ExitCode.INTERRUPTED
        ended.message == 'interrupted at the question; nothing was sent'
        lines.readLine() == 'late'
    }
}
