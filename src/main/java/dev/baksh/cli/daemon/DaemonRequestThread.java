package dev.baksh.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Thread that executes one request of the warm process. An interrupt during a write to the caller takes effect after the
 * write, because it would close the connection during the write.
 */
final class DaemonRequestThread extends Thread {
    private final Object lock = new Object();
    private boolean writing;
    private boolean interruptDeferred;

    DaemonRequestThread(ThreadGroup group, Runnable task) {
        super(group, task, "main");
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            if (writing) interruptDeferred = true;
            else super.interrupt();
        }
    }

    /** Writes on this thread, which must be the current thread; then applies an interrupt that arrived during the write. */
    int write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        synchronized (lock) {
            interruptDeferred = Thread.interrupted();
            writing = true;
        }
        try {
            return channel.write(bytes);
        } finally {
            synchronized (lock) {
                writing = false;
                if (interruptDeferred) super.interrupt();
            }
        }
    }
}
