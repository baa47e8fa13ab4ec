package dev.baksh.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Channel to a caller that an interrupt of the writing thread does not close. A signal interrupts the thread that carries
 * out the request, and a {@code SocketChannel} is closed when that happens during a write: the exit code could not be sent
 * any more. The thread of the request holds an interrupt back while it writes; for any other thread, a servant writes, which
 * nobody interrupts.
 */
final class WarmChannel implements WritableByteChannel {
    private final WritableByteChannel to;
    private final Executor servants;

    /** @param servants has a thread for each write of a thread that may be interrupted */
    WarmChannel(WritableByteChannel to, Executor servants) {
        this.to = to;
        this.servants = servants;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (Thread.currentThread() instanceof WarmThread own) return own.uninterrupted(() -> to.write(bytes));
        return written(bytes);
    }

    private int written(ByteBuffer bytes) throws IOException {
        FutureTask<Integer> write = new FutureTask<>(() -> to.write(bytes));
        servants.execute(write);
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
            if (e.getCause() instanceof IOException failed) throw failed;
            throw new IOException(e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isOpen() {
        return to.isOpen();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
