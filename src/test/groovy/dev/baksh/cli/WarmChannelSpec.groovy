package dev.baksh.cli

import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.Pipe
import java.nio.channels.WritableByteChannel
import java.nio.channels.spi.AbstractInterruptibleChannel
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

/** A signal interrupts the thread of a request, which may be writing to its caller just then. */
@Timeout(120)
class WarmChannelSpec extends Specification {
    @AutoCleanup('shutdownNow')
    ExecutorService servants = Executors.newCachedThreadPool()

    Held held = new Held()
    WarmChannel channel = new WarmChannel(held, servants)
    volatile boolean interrupted
    volatile Throwable failure

    def "an interrupt during a write closes nothing, and takes effect after the write: #kind"() {
        given:
        Thread writing = thread(kind) {
            try {
                channel.write(ByteBuffer.wrap(new byte[3]))
            } catch (Throwable e) {
                failure = e
            }
            interrupted = Thread.interrupted()
        }
        writing.start()
        held.begun.await()

        when:
        writing.interrupt()
        held.go.countDown()
        writing.join()

        then:
        failure == null
        channel.open
        held.written == 3
        interrupted

        where:
        kind << ['of the request', 'another']
    }

    def "an interrupt before a write closes nothing, and stays: #kind"() {
        given:
        held.go.countDown()
        Thread writing = thread(kind) {
            Thread.currentThread().interrupt()
            channel.write(ByteBuffer.wrap(new byte[3]))
            interrupted = Thread.interrupted()
        }

        when:
        writing.start()
        writing.join()

        then:
        channel.open
        held.written == 3
        interrupted

        where:
        kind << ['of the request', 'another']
    }

    def "a thread of a request is interrupted at once where it does not write"() {
        given:
        Thread waiting = thread('of the request') {
            try {
                new CountDownLatch(1).await()
            } catch (InterruptedException ignored) {
                interrupted = true
            }
        }
        waiting.start()

        when:
        waiting.interrupt()
        waiting.join()

        then:
        interrupted
    }

    def "what the channel cannot write is an error of the writer: #kind"() {
        given:
        Pipe pipe = Pipe.open()
        pipe.sink().close()
        WarmChannel closed = new WarmChannel(pipe.sink(), servants)
        Thread writing = thread(kind) {
            try {
                Channels.newOutputStream(closed).write(1)
            } catch (IOException e) {
                failure = e
            }
        }

        when:
        writing.start()
        writing.join()

        then:
        failure instanceof IOException

        where:
        kind << ['of the request', 'another']
    }

    private static Thread thread(String kind, Closure<?> work) {
        kind == 'another' ? new Thread(work) : new WarmThread(new ThreadGroup('spec'), work)
    }

    /** Takes what is written when it is told to go on, and is closed by an interrupt, as a socket is. */
    static class Held extends AbstractInterruptibleChannel implements WritableByteChannel {
        final CountDownLatch begun = new CountDownLatch(1)
        final CountDownLatch go = new CountDownLatch(1)
        volatile int written

        @Override
        int write(ByteBuffer bytes) {
            boolean done = false
            begin()
            try {
                begun.countDown()
                while (go.count > 0 && open) Thread.onSpinWait()
                written = bytes.remaining()
                bytes.position(bytes.limit())
                done = true
            } finally {
                end(done)
            }
            written
        }

        @Override
        protected void implCloseChannel() {}
    }
}
