package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same read for many things, a few at a time: a server is not to feel it, nor a person to wait for one by one. */
final class ParallelReads {
    private final int parallelism;

    ParallelReads(int parallelism) {
        this.parallelism = parallelism;
    }

    /** The results in the order of the things; the first failure ends all. */
    <T, R> List<R> readAll(List<T> items, Function<T, R> reader) {
        ExecutorService executor = Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "baksh-reads");
            thread.setDaemon(true);
            return thread;
        });
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
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted", null);
        } finally {
            executor.shutdownNow();
        }
    }
}
