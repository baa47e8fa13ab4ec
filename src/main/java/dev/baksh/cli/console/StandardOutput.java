package dev.baksh.cli.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Print stream of a process that keeps the reason of the first failed write, which {@link PrintStream} discards. After a failed
 * write it writes nothing more, so the output has no gap before its end.
 */
public final class StandardOutput extends PrintStream {
    private static final int BUFFER_SIZE = 1 << 13;

    /** Wait until the reader has written the output on, in another process. */
    @FunctionalInterface
    public interface Confirmation {
        /** @throws IOException the reader could not write the output on, with the reason */
        void await() throws IOException;
    }

    private final Target target;
    private final Confirmation confirmation;

    public StandardOutput(OutputStream target) {
        this(target, () -> {});
    }

    /** @param confirmation tells about failed writes of the reader, for {@link #confirm} */
    public StandardOutput(OutputStream target, Confirmation confirmation) {
        this(new Target(target), confirmation);
    }

    private StandardOutput(Target target, Confirmation confirmation) {
        super(new BufferedOutputStream(target, BUFFER_SIZE), false, StandardCharsets.UTF_8);
        this.target = target;
        this.confirmation = confirmation;
    }

    /** Waits until all output so far is written, or its failure is known. */
    void confirm() {
        flush();
        try {
            confirmation.await();
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            target.failure = e; // Also in place of a failure whose reason was not known.
        }
    }

    /** Returns why a write failed, or null. A reader that has closed its end of a pipe needs no more output: no failure. */
    String failure() {
        flush();
        IOException failure = target.failure;
        if (failure == null) return null;
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return reason.toLowerCase(Locale.ROOT).contains("broken pipe") ? null : reason;
    }

    /** Stream below the buffer, which sees the failures. */
    private static final class Target extends OutputStream {
        private final OutputStream out;
        private volatile IOException failure;

        Target(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (failure != null) throw failure;
            try {
                out.write(bytes, offset, length);
            } catch (InterruptedIOException e) {
                throw e; // The write is cancelled; the output still works.
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            if (failure != null) throw failure;
            out.flush();
        }
    }
}
