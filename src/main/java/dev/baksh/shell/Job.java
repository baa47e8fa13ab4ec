package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.thread.InternalThread;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Background task of the shell. {@link #await} returns its value. */
public final class Job {
    private final int number;
    private final Callable<?> task;
    private final CountDownLatch endLatch = new CountDownLatch(1);
    private final String text;
    private final TimeSource time;
    private final Instant started;
    private volatile Instant end;
    private volatile Thread thread;
    private volatile Object value;
    private volatile RuntimeException failure;

    /** Thread of a job. */
    static final class JobThread extends InternalThread {
        JobThread(Runnable work, String name) {
            super(work, name);
        }
    }

    Job(int number, Callable<?> task, String text, TimeSource time) {
        this.number = number;
        this.task = task;
        this.text = text;
        this.time = time;
        this.started = time.now();
    }

    /**
     * Starts the task in its own daemon thread.
     *
     * @param onEnd runs on that thread after the task has ended
     */
    void start(Runnable onEnd) {
        thread = new JobThread(
                () -> {
                    try {
                        value = task.call();
                    } catch (RuntimeException e) {
                        failure = e;
                    } catch (InterruptedException e) {
                        failure = new BakshException(ExitCode.INTERRUPTED, "interrupted", null, e);
                    } catch (Throwable e) { // A failing assert is an Error.
                        failure = new BakshException(ExitCode.FAILED, e.toString(), null, e);
                    } finally {
                        end = time.now();
                        endLatch.countDown();
                        onEnd.run();
                    }
                },
                "baksh-job-" + number);
        thread.start();
    }

    /** Returns the number with which the user names the job, from 1. */
    public int number() {
        return number;
    }

    /** The input that started the job. */
    public String text() {
        return text;
    }

    /** Returns the start time. */
    public Instant started() {
        return started;
    }

    /** The end time; null while the job runs. */
    public Instant end() {
        return end;
    }

    /** {@code running}, {@code done} or {@code failed}. */
    public String state() {
        if (endLatch.getCount() > 0) return "running";
        return failure == null ? "done" : "failed";
    }

    /** Interrupts the job, as Ctrl-C does. If the job was writing, its failure then describes the interrupted write. */
    public void cancel() {
        thread.interrupt();
    }

    /** Waits for the end and returns the value, or throws the failure of the job. Ctrl-C ends the wait, not the job. */
    public Object await() throws InterruptedException {
        endLatch.await();
        if (failure != null) throw failure;
        return value;
    }

    /** The value; null while the job runs, and for a job without a value. */
    public Object value() {
        return value;
    }

    /** The cause of the failure, or null. */
    public RuntimeException failure() {
        return failure;
    }

    @Override
    public String toString() {
        String failureText = failure == null ? "" : ": " + failure.getMessage();
        return "job " + number + ": " + state() + failureText;
    }
}
