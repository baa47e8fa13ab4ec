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
    private final BufferedReader bufferedReader;
    private FutureTask<String> pendingLine;

    /** One reader for all questions: it takes more than a line from whoever types ahead. */
    InterruptibleLineReader(InputStream in) {
        this.bufferedReader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * The next line, or null at the end of the input. One that was given up is waited for again.
     *
     * @throws BakshException (exit 130) when the thread is interrupted
     */
    String readLine() {
        if (pendingLine == null) {
            pendingLine = new FutureTask<>(bufferedReader::readLine);
            Thread readerThread = new Thread(pendingLine, "baksh-typed");
            readerThread.setDaemon(true);
            readerThread.start();
        }
        try {
            String line = pendingLine.get();
            pendingLine = null;
            return line;
        } catch (ExecutionException e) {
            pendingLine = null;
            return null; // Standard input cannot be read: no answer is no.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null, e);
        }
    }
}
