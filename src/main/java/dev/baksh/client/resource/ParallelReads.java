package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.thread.InternalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Thread pool that reads many objects of one server in parallel. */
public final class ParallelReads {
    /** Number of threads: enough to hide the network latency, and a small load for the server. */
    private static final int THREADS = 4;

    private ParallelReads() {}

    /** Reads each item and returns the results in the order of the items. The first failure cancels all reads. */
    public static <T, R> List<R> readAll(List<T> items, Function<T, R> reader) {
        ExecutorService executor =
                Executors.newFixedThreadPool(THREADS, task -> new InternalThread(task, "baksh-reads"));
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) futures.add(executor.submit(() -> reader.apply(item)));
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) results.add(future.get());
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) throw failure;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw BakshException.interrupted("interrupted");
        } finally {
            executor.shutdownNow();
        }
    }
}
