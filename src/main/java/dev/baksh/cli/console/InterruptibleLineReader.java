package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lines that a person types after questions. They are read on a thread of their own, since nothing ends a read that waits
 * for a key: so Ctrl-C and a deadline end the question as they end all else, and what cleans up after a run is done.
 */
final class InterruptibleLineReader {
    private final BufferedReader in;
    private FutureTask<String> coming;

    /** One reader for all questions: it takes more than a line from whoever types ahead. */
    InterruptibleLineReader(InputStream in) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * The next line, or null at the end of the input. One that was given up is waited for again.
     *
     * @throws BakshException (exit 130) when the thread is interrupted
     */
    String next() {
        if (coming == null) {
            coming = new FutureTask<>(in::readLine);
            Thread reader = new Thread(coming, "baksh-typed");
            reader.setDaemon(true);
            reader.start();
        }
        try {
            String line = coming.get();
            coming = null;
            return line;
        } catch (ExecutionException e) {
            coming = null;
            return null; // Standard input cannot be read: no answer is no.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null, e);
        }
    }
}
