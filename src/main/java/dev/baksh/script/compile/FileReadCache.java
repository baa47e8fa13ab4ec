package dev.baksh.script.compile;

import dev.baksh.client.thread.InternalThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Cache of values that completion reads from script files, such as the parameters of a runbook: reads each version of a
 * file once, in the background, and waits for it at most for a timeout. Thread-safe.
 */
public final class FileReadCache<T> {
    private final Function<Path, T> reader;
    private final Executor executor;
    private final Map<Path, Entry<T>> entries = new HashMap<>();

    private record Entry<T>(long lastModified, long size, CompletableFuture<T> value) {}

    /** @param reader returns null or throws when the file has no value */
    public FileReadCache(Function<Path, T> reader) {
        this(reader, task -> new InternalThread(task, "baksh-read").start());
    }

    FileReadCache(Function<Path, T> reader, Executor executor) {
        this.reader = reader;
        this.executor = executor;
    }

    /** Returns the current value of the file, or null when unreadable or not ready within the timeout; retry later. */
    public T get(Path file, Duration timeout) {
        try {
            return entryFor(file).value().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized Entry<T> entryFor(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long lastModified = attributes.lastModifiedTime().toMillis();
        Entry<T> entry = entries.get(file);
        if (entry == null || entry.lastModified() != lastModified || entry.size() != attributes.size()) {
            entry = new Entry<>(
                    lastModified, attributes.size(), CompletableFuture.supplyAsync(() -> reader.apply(file), executor));
            entries.put(file, entry);
        }
        return entry;
    }
}
