package dev.baksh.script.transform;

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
import java.util.concurrent.Future;

/**
 * Register of the tasks that a script starts in other threads. A {@link Future} keeps the error of its task until the script
 * reads the result, so the register finds the errors that the script never reads. {@link TaskTransform} inserts the calls.
 */
public final class ScriptTasks {
    private static final InheritableThreadLocal<ScriptTasks> INHERITED = new InheritableThreadLocal<>();
    /** For threads of the JVM's common pool, which inherit nothing. */
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

    /** Returns true while a task runs that has no start time of its own. */
    public boolean hasRunning() {
        synchronized (tasks) {
            return tasks.keySet().stream()
                    .anyMatch(task -> task instanceof Future<?> future
                            ? !future.isDone() && !(future instanceof Delayed)
                            : ((Thread) task).isAlive());
        }
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
