package dev.baksh.cli.console

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification

import java.util.concurrent.CountDownLatch

/** What is typed after questions. */
class InterruptibleLineReaderSpec extends Specification {
    def "lines are returned in order, and null at the end"() {
        given:
        InterruptibleLineReader lines = new InterruptibleLineReader(new ByteArrayInputStream('one\ntwo\n'.bytes))

        expect:
        [lines.readLine(), lines.readLine(), lines.readLine(), lines.readLine()] == ['one', 'two', null, null]
    }

    def "unreadable input returns null"() {
        given:
        InputStream failingInput = new InputStream() {
            int read() {
                throw new IOException('gone')
            }
        }

        expect:
        new InterruptibleLineReader(failingInput).readLine() == null
    }

    def "an interrupted prompt ends immediately, and the line is used by the next prompt"() {
        given:
        PipedOutputStream keyboard = new PipedOutputStream()
        InterruptibleLineReader lines = new InterruptibleLineReader(new PipedInputStream(keyboard))
        CountDownLatch readerThread = new CountDownLatch(1)
        BakshException failure = null
        Thread readingThread = new Thread({
            readerThread.countDown()
            try {
                lines.readLine()
            } catch (BakshException e) {
                failure = e
            }
        })

        when:
        readingThread.start()
        readerThread.await()
        readingThread.interrupt()
        readingThread.join()
        keyboard.write('late\n'.bytes)
        keyboard.flush()

        then:
        failure.exit() == ExitCode.INTERRUPTED
        failure.message == 'interrupted at the question; nothing was sent'
        lines.readLine() == 'late'
    }
}
