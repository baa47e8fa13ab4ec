package dev.baksh.script.compile;

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
 * What is read out of files while a person types: beside the typing, once for each state of a file. May be used from
 * several threads.
 */
public final class FileReadCache<T> {
    private final Function<Path, T> read;
    private final Executor beside;
    private final Map<Path, State<T>> states = new HashMap<>();

    private record State<T>(long changed, long size, CompletableFuture<T> value) {}

    /** @param read may give null or throw: then there is nothing to be had of the file */
    public FileReadCache(Function<Path, T> read) {
        this(read, work -> {
            Thread thread = new Thread(work, "baksh-read");
            thread.setDaemon(true);
            thread.start();
        });
    }

    FileReadCache(Function<Path, T> read, Executor beside) {
        this.read = read;
        this.beside = beside;
    }

    /** What the file holds now; null when it cannot be read, or not within the patience: then perhaps the next time. */
    public T of(Path file, Duration patience) {
        try {
            return state(file).value().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized State<T> state(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        long changed = now.lastModifiedTime().toMillis();
        State<T> known = states.get(file);
        if (known == null || known.changed() != changed || known.size() != now.size()) {
            known = new State<>(changed, now.size(), CompletableFuture.supplyAsync(() -> read.apply(file), beside));
            states.put(file, known);
        }
        return known;
    }
}
