package dev.baksh.script.transform;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Register of the tasks that a script starts in other threads. A {@link Future} keeps the error of its task until the script
 * reads the result, so the register finds the errors that the script never reads. {@link TaskTransform} inserts the calls.
 */
public final class ScriptTasks {
    private static final InheritableThreadLocal<ScriptTasks> INHERITED = new InheritableThreadLocal<>();
    /** Register for the threads of the JVM's common pool, which do not inherit thread-local values. */
    private static volatile ScriptTasks latest;

    /** Tasks by identity; the value is true after the script has read the result. */
    private final Map<Object, Boolean> tasks = Collections.synchronizedMap(new IdentityHashMap<>());

    /** Creates a register for the tasks that this thread and its threads start from now on. */
    public static ScriptTasks begin() {
        ScriptTasks register = new ScriptTasks();
        INHERITED.set(register);
        latest = register;
        return register;
    }

    /** Ends the registration for this thread. */
    public void end() {
        INHERITED.remove();
        if (latest == this) latest = null;
    }

    /** Registers the result of a call that starts a task; called by scripts. */
    public static <T> T started(T result) {
        ScriptTasks register = current();
        if (register != null) register.add(result);
        return result;
    }

    /** Notes that the script reads the result of a task, or of each task of a collection; called by scripts. */
    public static <T> T read(T receiver) {
        ScriptTasks register = current();
        if (register != null) register.markRead(receiver);
        return receiver;
    }

    /**
     * Returns an executor that registers the tasks of {@code execute}, if its threads need not keep the process alive; any other
     * object is returned unchanged. Called by scripts.
     */
    public static Object tracking(Object receiver) {
        boolean keepsProcess = receiver instanceof ForkJoinPool
                || receiver instanceof ThreadPoolExecutor pool
                        && pool.getThreadFactory().getClass().getName().endsWith("$DefaultThreadFactory");
        if (!(receiver instanceof ExecutorService executor) || keepsProcess) return receiver;
        return (Executor) task -> executor.execute(started(new ExecutedTask(task)));
    }

    /** Task of {@code execute}. An uncaught-exception handler that the script has set for the thread gets the error. */
    private static final class ExecutedTask extends FutureTask<Void> {
        ExecutedTask(Runnable task) {
            super(task, null);
        }

        @Override
        protected void setException(Throwable error) {
            Thread thread = Thread.currentThread();
            Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            if (handler == thread.getThreadGroup()) super.setException(error);
            else {
                handler.uncaughtException(thread, error);
                set(null);
            }
        }
    }

    /** Notes a read through a computed name, as {@link #read}; called by scripts. */
    public static <T> T readBy(T receiver, Object name) {
        String method = String.valueOf(name);
        boolean isReading = TaskTransform.isReading(method, 0, TaskTransform.isChaining(method, false));
        return isReading ? read(receiver) : receiver;
    }

    /** Returns a method pointer that registers its results, as {@link #started}; called by scripts. */
    public static Closure<?> starting(Closure<?> method) {
        return new StartingPointer(method);
    }

    /** Method pointer that registers the tasks that its method starts. */
    private static final class StartingPointer extends Closure<Object> {
        private final transient Closure<?> method;

        StartingPointer(Closure<?> method) {
            super(method.getOwner(), method.getThisObject());
            this.method = method;
            parameterTypes = method.getParameterTypes();
            maximumNumberOfParameters = method.getMaximumNumberOfParameters();
        }

        @Override
        public Object call(Object... arguments) {
            return started((Object) method.call(arguments));
        }

        @Override
        public Object call(Object argument) {
            return call(new Object[] {argument});
        }

        @Override
        public Object call() {
            return call(new Object[0]);
        }

        /** Called by Groovy for {@code pointer(...)}. */
        public Object doCall(Object... arguments) {
            return call(arguments);
        }
    }

    private static ScriptTasks current() {
        ScriptTasks inherited = INHERITED.get();
        return inherited == null ? latest : inherited;
    }

    private void add(Object result) {
        if (result instanceof Future<?> || result instanceof Thread thread && thread.isDaemon())
            tasks.putIfAbsent(result, false);
        else if (result instanceof Collection<?> results) results.forEach(this::add);
    }

    private void markRead(Object receiver) {
        if (receiver instanceof Future<?> || receiver instanceof CompletionStage<?>)
            tasks.computeIfPresent(receiver, (task, isRead) -> true);
        else if (receiver instanceof Collection<?> items) items.forEach(this::markRead);
        else if (receiver instanceof Object[] items) List.of(items).forEach(this::markRead);
    }

    /** Returns true while a task runs; scheduled tasks ({@link Delayed}) do not count. */
    public boolean hasRunning() {
        synchronized (tasks) {
            return tasks.keySet().stream()
                    .anyMatch(task -> task instanceof Future<?> future
                            ? !future.isDone() && !(future instanceof Delayed)
                            : ((Thread) task).isAlive());
        }
    }

    /**
     * Returns what the end of the script stops: tasks of threads that do not keep the process alive, and tasks for
     * later.
     */
    public List<String> describeStopped() {
        int running = 0;
        int scheduled = 0;
        synchronized (tasks) {
            for (Object task : tasks.keySet()) {
                boolean isPeriodic = task instanceof RunnableScheduledFuture<?> future && future.isPeriodic();
                if (task instanceof Future<?> future && future.isDone() || isPeriodic) continue;
                if (task instanceof Delayed delayed && delayed.getDelay(TimeUnit.NANOSECONDS) > 0) scheduled++;
                else if (!(task instanceof Thread thread) || thread.isAlive()) running++;
            }
        }
        List<String> stopped = new ArrayList<>();
        if (running > 0)
            stopped.add(
                    running + (running == 1 ? " task was" : " tasks were") + " still running when the script ended");
        if (scheduled > 0)
            stopped.add(scheduled + (scheduled == 1 ? " task was" : " tasks were")
                    + " scheduled for a time after the end of the script, and did not run");
        return stopped;
    }

    /** Removes the tasks that have ended, and returns the errors that the script has not read. */
    public List<Throwable> takeErrors() {
        List<Object> ended = new ArrayList<>();
        synchronized (tasks) {
            tasks.forEach((task, isRead) -> {
                if (task instanceof Future<?> future && future.isDone() && !isRead) ended.add(task);
            });
            tasks.keySet()
                    .removeIf(task -> task instanceof Future<?> future ? future.isDone() : !((Thread) task).isAlive());
        }
        List<Throwable> errors = new ArrayList<>();
        for (Object task : ended) {
            Throwable error = errorOf((Future<?>) task);
            // Each dependent of a failed task has the same error.
            if (error != null && errors.stream().noneMatch(other -> other == error)) errors.add(error);
        }
        return errors;
    }

    private static Throwable errorOf(Future<?> future) {
        try {
            if (future instanceof CompletableFuture<?> completable) completable.join();
            else future.get();
            return null;
        } catch (CancellationException e) {
            return null; // The script has cancelled the task.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }
}
