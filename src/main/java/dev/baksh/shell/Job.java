package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Work that goes on beside the prompt. {@link #await} gives its value. */
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

    Job(int number, Callable<?> task, String text, TimeSource time) {
        this.number = number;
        this.task = task;
        this.text = text;
        this.time = time;
        this.started = time.now();
    }

    /** Runs in a thread of its own and tells when it has ended. */
    void start(Runnable onEnd) {
        thread = new Thread(
                () -> {
                    try {
                        value = task.call();
                    } catch (RuntimeException e) {
                        failure = e;
                    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
                        boolean interrupted = e instanceof InterruptedException;
                        failure = new BakshException(
                                interrupted ? ExitCode.INTERRUPTED : ExitCode.FAILED,
                                interrupted ? "interrupted" : e.toString(),
                                null,
                                e);
                    } finally {
                        end = time.now();
                        endLatch.countDown();
                        onEnd.run();
                    }
                },
                "baksh-job-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    public int number() {
        return number;
    }

    /** What was typed. */
    public String text() {
        return text;
    }

    public Instant started() {
        return started;
    }

    /** Null while it runs. */
    public Instant end() {
        return end;
    }

    /** {@code running}, {@code done} or {@code failed}. */
    public String state() {
        if (endLatch.getCount() > 0) return "running";
        return failure == null ? "done" : "failed";
    }

    /** Interrupts it, as Ctrl-C does; what it says of a write that was under way is kept as its failure. */
    public void cancel() {
        thread.interrupt();
    }

    /** Its value, once it has ended; its failure is thrown. Ctrl-C ends the waiting, not the job. */
    public Object await() throws InterruptedException {
        endLatch.await();
        if (failure != null) throw failure;
        return value;
    }

    /** Waits at most this long; true when it has ended. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return endLatch.await(timeout.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /** The value, or null while there is none. */
    public Object value() {
        return value;
    }

    /** Why it failed, or null. */
    public RuntimeException failure() {
        return failure;
    }

    @Override
    public String toString() {
        String failureText = failure == null ? "" : ": " + failure.getMessage();
        return "job " + number + ": " + state() + failureText;
    }
}
