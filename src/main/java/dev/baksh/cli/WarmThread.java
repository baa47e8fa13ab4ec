package dev.baksh.cli;

import java.io.IOException;

/**
 * Thread that carries out one request of the warm process. An interrupt that comes while the thread writes to its caller
 * takes effect after the write: during the write, the interrupt would close the connection.
 */
final class WarmThread extends Thread {
    private final Object lock = new Object();
    private boolean writing;
    private boolean interrupted;

    /** Writes to the caller. */
    @FunctionalInterface
    interface Write {
        int run() throws IOException;
    }

    WarmThread(ThreadGroup group, Runnable work) {
        super(group, work, "main");
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            if (writing) interrupted = true;
            else super.interrupt();
        }
    }

    /** On this thread, which must be the current one. */
    int uninterrupted(Write write) throws IOException {
        synchronized (lock) {
            interrupted = Thread.interrupted();
            writing = true;
        }
        try {
            return write.run();
        } finally {
            synchronized (lock) {
                writing = false;
                if (interrupted) super.interrupt();
            }
        }
    }
}
