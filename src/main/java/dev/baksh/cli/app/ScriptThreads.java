package dev.baksh.cli.app;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.thread.InternalThread;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.transform.ScriptTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Supervisor of the threads of a script: an error that ends a thread becomes the error of the script, and the run waits
 * for the threads of the script, at most {@link #MAX_WAIT}. If a write is still in progress after this time, its
 * outcome is unknown.
 *
 * @param notices receives the errors after the first
 */
public record ScriptThreads(WriteGuard guard, Consumer<String> notices, Duration maxWait) {
    static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final Duration INTERRUPT_WAIT = Duration.ofSeconds(5);
    /** Maximum wait for the tasks of daemon threads and virtual threads. Such threads do not keep the process alive. */
    private static final Duration DAEMON_WAIT = Duration.ofSeconds(5);

    private static final Duration MAX_TASK_START = Duration.ofSeconds(1);
    private static final int POLL_MILLIS = 10;
    /** A thread of an executor looks idle until it wakes up for a new task, so it must be idle in several polls. */
    private static final int IDLE_POLLS = 5;
    /** Names of the threads of OkHttp and the JDK, which end after an idle time, and of the sandbox. */
    private static final Pattern LIBRARY_THREADS =
            Pattern.compile("OkHttp .*|Okio Watchdog|HTTP-Dispatcher|idle-timeout-task|sandbox-(n2ws|px|px-gateway)");

    /** Returns true for a thread of baksh or of a library, which is not a thread of the script. */
    public static boolean isOwn(Thread thread) {
        return isInternal(thread) || thread instanceof ForkJoinWorkerThread;
    }

    /** A script can give its threads any name, so the threads of baksh are known by their class. */
    private static boolean isInternal(Thread thread) {
        return thread instanceof InternalThread
                || LIBRARY_THREADS.matcher(thread.getName()).matches();
    }

    /** Runs a script and waits for its threads; throws the error of the script, or else the first error of a thread. */
    Object run(Callable<?> script) throws Exception {
        Set<Thread> earlierThreads = new HashSet<>(liveThreads());
        List<Throwable> threadErrors = new ArrayList<>();
        Thread.UncaughtExceptionHandler previous = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            if (isInternal(thread)) {
                if (previous != null) previous.uncaughtException(thread, error);
                else notices.accept("warning: the internal thread " + thread.getName() + " failed: " + error);
                return;
            }
            synchronized (threadErrors) {
                threadErrors.add(error);
            }
        });
        ScriptTasks tasks = ScriptTasks.begin();
        Object value = null;
        Throwable failure = null;
        try {
            value = script.call();
        } catch (Throwable e) { // A failing assert is an Error.
            failure = e;
        }
        try {
            awaitEnd(earlierThreads, tasks, failure);
        } catch (Throwable e) {
            failure = e;
        } finally {
            tasks.end();
            Thread.setDefaultUncaughtExceptionHandler(previous);
        }
        addUnreadErrors(tasks, failure, threadErrors);
        synchronized (threadErrors) {
            for (Throwable error : threadErrors) {
                if (failure == null) failure = error;
                else if (!(error instanceof ScriptExit))
                    notices.accept("another thread of the script failed: "
                            + (error.getMessage() == null ? error.toString() : error.getMessage()));
            }
        }
        if (failure != null) throw failure instanceof Exception exception ? exception : new ExecutionException(failure);
        List<String> stoppedTasks = new ArrayList<>(tasks.describeStopped());
        for (Thread thread : liveThreads())
            if (isOfScript(thread, earlierThreads)
                    && isTimer(thread)
                    && awaitState(thread) == Thread.State.TIMED_WAITING)
                stoppedTasks.add("a timer had tasks for a time after the end of the script, which did not run");
        for (String stopped : stoppedTasks)
            notices.accept("warning: " + stopped + "; wait for them in the script, for example with get()");
        return value;
    }

    /** Waits for the writes of the threads at the end of a shell; the threads do not get the time for anything else. */
    void awaitWrites() {
        if (guard.writesInProgress() == 0) return;
        notices.accept("a thread is writing: waiting for the write, at most " + maxWait.toSeconds()
                + " s; Ctrl-C ends the wait");
        try {
            awaitWrites(maxWait);
            Thread.sleep(IDLE_POLLS * POLL_MILLIS); // After the write, its thread passes the error on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireNoWrite("the shell", "before you leave", null);
    }

    private void awaitWrites(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (guard.writesInProgress() > 0 && System.nanoTime() < end) Thread.sleep(POLL_MILLIS);
    }

    private void requireNoWrite(String ended, String place, Throwable cause) {
        if (guard.writesInProgress() == 0) return;
        throw new BakshException(
                ExitCode.UNFINISHED,
                ended + " ended while a thread was writing; the outcome of the write is not known",
                "baksh journal names the write; wait for the threads " + place + ", for example with join()",
                cause);
    }

    /** Adds the errors of tasks whose result the script has not read, except those that are reported anyway. */
    private static void addUnreadErrors(ScriptTasks tasks, Throwable failure, List<Throwable> threadErrors) {
        Set<Throwable> reported = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && reported.add(cause); ) cause = cause.getCause();
        synchronized (threadErrors) {
            reported.addAll(threadErrors);
            for (Throwable error : tasks.takeErrors()) if (reported.add(error)) threadErrors.add(error);
        }
    }

    /** Waits for the threads; after a failure of the script only for writes. */
    private void awaitEnd(Set<Thread> earlierThreads, ScriptTasks tasks, Throwable failure) throws Exception {
        boolean interrupted = Thread.interrupted();
        if (interrupted) interruptThreads(earlierThreads);
        try {
            boolean waitsForThreads = failure == null && !interrupted;
            long start = System.nanoTime();
            long wait = (interrupted ? INTERRUPT_WAIT : maxWait).toNanos();
            for (int idlePolls = 0; idlePolls < IDLE_POLLS && System.nanoTime() - start < wait; ) {
                boolean waitsForTasks = waitsForThreads && System.nanoTime() - start < DAEMON_WAIT.toNanos();
                if (isBusy(earlierThreads, waitsForThreads) || waitsForTasks && tasks.hasRunning()) idlePolls = 0;
                else if (!hasThreads(earlierThreads)) break;
                else idlePolls++;
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            interruptThreads(earlierThreads);
            Thread.interrupted();
            awaitWrites(INTERRUPT_WAIT);
            if (failure == null) throw e;
        }
        if (interrupted) Thread.currentThread().interrupt();
        requireNoWrite("the script", "in the script", failure);
        if (failure == null && !interrupted && isBusy(earlierThreads, true))
            throw new BakshException(
                    ExitCode.UNFINISHED,
                    "the script ended, but a thread of it was still running after " + maxWait.toSeconds()
                            + " s; the thread was stopped",
                    "wait for the threads in the script, for example with join()");
    }

    private boolean isBusy(Set<Thread> earlierThreads, boolean withoutWrite) {
        if (guard.writesInProgress() > 0) return true;
        if (!withoutWrite) return false;
        for (Thread thread : liveThreads())
            if (isOfScript(thread, earlierThreads) && !thread.isDaemon() && !isIdle(thread)) return true;
        return isPoolBusy(earlierThreads);
    }

    /**
     * True while a fork-join pool of the script has tasks, or the JVM's common pool, which runs the tasks of
     * CompletableFuture.
     *
     * <p>startup: finds the threads of the common pool without creating the pool.
     */
    private static boolean isPoolBusy(Set<Thread> earlierThreads) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) root = root.getParent();
        List<Thread> ownThreads = liveThreads();
        ownThreads.removeAll(earlierThreads);
        for (Thread thread : liveThreads(root)) {
            ForkJoinPool pool = thread instanceof ForkJoinWorkerThread worker ? worker.getPool() : null;
            boolean isVisible =
                    thread.getName().startsWith("ForkJoinPool.commonPool-worker-") || ownThreads.contains(thread);
            if (pool != null && isVisible && !pool.awaitQuiescence(POLL_MILLIS, TimeUnit.MILLISECONDS)) return true;
        }
        return false;
    }

    private static boolean hasThreads(Set<Thread> earlierThreads) {
        for (Thread thread : liveThreads()) if (isOfScript(thread, earlierThreads) && !thread.isDaemon()) return true;
        return false;
    }

    private static boolean isOfScript(Thread thread, Set<Thread> earlierThreads) {
        return !earlierThreads.contains(thread) && !isOwn(thread);
    }

    private static void interruptThreads(Set<Thread> earlierThreads) {
        for (Thread thread : liveThreads()) if (isOfScript(thread, earlierThreads)) thread.interrupt();
    }

    /** True for a thread of an executor or timer that waits for its next task. */
    private static boolean isIdle(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("getTask") && frame.getClassName().endsWith(".ThreadPoolExecutor"))
                return true;
        }
        // A timer with a due task is BLOCKED or RUNNABLE.
        return isTimer(thread)
                && (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING)
                && thread.getStackTrace().length < 5;
    }

    /** Returns the state of a timer thread; waits at most a second while the thread takes a new task. */
    private static Thread.State awaitState(Thread timer) throws InterruptedException {
        long end = System.nanoTime() + MAX_TASK_START.toNanos();
        while (timer.getState() == Thread.State.RUNNABLE || timer.getState() == Thread.State.BLOCKED) {
            if (System.nanoTime() > end) break;
            Thread.sleep(POLL_MILLIS);
        }
        return timer.getState();
    }

    /** True for the thread of a {@link java.util.Timer}; its class is not public. */
    private static boolean isTimer(Thread thread) {
        return thread.getClass().getName().equals("java.util.TimerThread");
    }

    /** Threads of the group of this thread, except this thread. */
    private static List<Thread> liveThreads() {
        return liveThreads(Thread.currentThread().getThreadGroup());
    }

    private static List<Thread> liveThreads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 64];
        int count = group.enumerate(threads);
        List<Thread> live = new ArrayList<>();
        for (int i = 0; i < count; i++)
            if (threads[i] != Thread.currentThread() && threads[i].isAlive()) live.add(threads[i]);
        return live;
    }
}
