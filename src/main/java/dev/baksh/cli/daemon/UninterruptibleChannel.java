package dev.baksh.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Channel to a caller that an interrupt of the writing thread does not close. A signal interrupts the thread of the request,
 * and an interrupt during a write closes a {@code SocketChannel}; the exit code could then not be sent. A
 * {@link InterruptDeferringThread} defers interrupts while it writes. For any other thread, a worker thread writes, because no code
 * interrupts a worker.
 *
 * @param workers starts a thread for each write that waits
 */
record UninterruptibleChannel(WritableByteChannel channel, ExecutorService workers) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (Thread.currentThread() instanceof InterruptDeferringThread requestThread)
            return requestThread.write(channel, bytes);
        return writeOnWorker(bytes);
    }

    private int writeOnWorker(ByteBuffer bytes) throws IOException {
        Future<Integer> write = workers.submit(() -> channel.write(bytes));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return write.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw new IOException(e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
