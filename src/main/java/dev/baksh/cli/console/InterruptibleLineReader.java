package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.thread.InternalThread;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reader of lines from standard input that an interrupt can end. A separate thread reads the input, because an
 * interrupt does not end a blocked read. Ctrl-C and a deadline can therefore end a question, so that the cleanup of a
 * run is executed.
 */
final class InterruptibleLineReader {
    private final BufferedReader bufferedReader;
    private FutureTask<String> pendingLine;

    /** All questions must use the same reader, because the reader buffers lines that the user types ahead. */
    InterruptibleLineReader(InputStream in) {
        this.bufferedReader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * Returns the next line, or null at the end of the input. After an interrupt, the next call waits for the same line.
     *
     * @throws BakshException (exit 130) the thread is interrupted
     */
    String readLine() {
        if (pendingLine == null) {
            pendingLine = new FutureTask<>(bufferedReader::readLine);
            Thread readerThread = new InternalThread(pendingLine, "baksh-typed");
            readerThread.start();
        }
        try {
            String line = pendingLine.get();
            pendingLine = null;
            return line;
        } catch (ExecutionException e) {
            pendingLine = null;
            return null; // Standard input cannot be read; the caller treats null as no.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null, e);
        }
    }
}
