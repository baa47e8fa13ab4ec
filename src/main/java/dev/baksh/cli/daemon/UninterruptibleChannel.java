package dev.baksh.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Channel to a caller that an interrupt of the writing thread does not close. A signal interrupts the thread of the request,
 * and an interrupt during a write closes a {@code SocketChannel}; the exit code could then not be sent. A
 * {@link DaemonRequestThread} defers interrupts while it writes. For any other thread, a worker thread writes, because no code
 * interrupts a worker.
 */
final class UninterruptibleChannel implements WritableByteChannel {
    private final WritableByteChannel channel;
    private final Executor workers;

    /** @param workers starts a thread for each write that waits */
    UninterruptibleChannel(WritableByteChannel channel, Executor workers) {
        this.channel = channel;
        this.workers = workers;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (Thread.currentThread() instanceof DaemonRequestThread requestThread)
            return requestThread.write(channel, bytes);
        return writeOnWorker(bytes);
    }

    private int writeOnWorker(ByteBuffer bytes) throws IOException {
        FutureTask<Integer> write = new FutureTask<>(() -> channel.write(bytes));
        workers.execute(write);
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
