package dev.baksh.cli.daemon

import groovy.transform.CompileStatic
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.Pipe
import java.nio.channels.WritableByteChannel
import java.nio.channels.spi.AbstractInterruptibleChannel
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** Writes to the caller while a signal interrupts the thread of the request. */
@Timeout(120)
class UninterruptibleChannelSpec extends Specification {
    @AutoCleanup('shutdownNow')
    ExecutorService executorService = Executors.newCachedThreadPool()

    BlockingChannel blockingChannel = new BlockingChannel()
    UninterruptibleChannel channel = new UninterruptibleChannel(blockingChannel, executorService)
    volatile boolean interrupted
    volatile Throwable failure

    def "an interrupt during a write does not close the channel and takes effect after the write: #kind"() {
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
        blockingChannel.writeStarted.await()

        when:
        writing.interrupt()
        blockingChannel.writeReleased.countDown()
        writing.join()

        then:
        failure == null
        channel.open
        blockingChannel.written == 3
        interrupted

        where:
        kind << ['of the request', 'another']
    }

    def "an interrupt before a write does not close the channel and stays set: #kind"() {
        given:
        blockingChannel.writeReleased.countDown()
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
        blockingChannel.written == 3
        interrupted

        where:
        kind << ['of the request', 'another']
    }

    def "a request thread that does not write is interrupted immediately"() {
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

    def "a write error of the channel is thrown to the writer: #kind"() {
        given:
        Pipe pipe = Pipe.open()
        pipe.sink().close()
        UninterruptibleChannel closed = new UninterruptibleChannel(pipe.sink(), executorService)
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

    private static Thread thread(String kind, Closure<?> task) {
        kind == 'another' ? new Thread(task) : new InterruptDeferringThread(new ThreadGroup('spec'), task)
    }

    /** Channel that blocks each write until the release, and that an interrupt closes, like a socket. */
    @CompileStatic
    static class BlockingChannel extends AbstractInterruptibleChannel implements WritableByteChannel {
        final CountDownLatch writeStarted = new CountDownLatch(1)
        final CountDownLatch writeReleased = new CountDownLatch(1)
        volatile int written

        @Override
        int write(ByteBuffer bytes) {
            boolean done = false
            begin()
            try {
                writeStarted.countDown()
                while (writeReleased.count > 0 && open) Thread.onSpinWait()
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
