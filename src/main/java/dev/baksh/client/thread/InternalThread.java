package dev.baksh.client.thread;

/** Daemon thread of baksh itself. The class distinguishes it from the threads of a script, which can have any name. */
public class InternalThread extends Thread {
    public InternalThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }
}
