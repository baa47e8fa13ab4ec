package dev.baksh.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Thread of one daemon request that delays an interrupt until the current write to the caller ends. An interrupt during
 * a write would close the connection to the caller. The thread therefore delays the interrupt until the write ends.
 */
final class InterruptDeferringThread extends Thread {
    private final Object lock = new Object();
    private boolean writing;
    private boolean interruptDeferred;

    InterruptDeferringThread(ThreadGroup group, Runnable task) {
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
