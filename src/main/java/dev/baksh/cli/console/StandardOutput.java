package dev.baksh.cli.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Print stream for standard output and standard error that stores the reason of the first failed write, because {@link
 * PrintStream} discards the reason. After a failed write it writes nothing more, so the output has no gap before its
 * end.
 */
public final class StandardOutput extends PrintStream {
    private static final int BUFFER_SIZE = 1 << 13;

    /** Wait for the process that reads this output, until that process has written the output to its own standard output. */
    @FunctionalInterface
    public interface Confirmation {
        /** @throws IOException the reading process could not write the output, with the reason */
        void await() throws IOException;
    }

    private final Target target;
    private final Confirmation confirmation;

    public StandardOutput(OutputStream target) {
        this(target, () -> {});
    }

    /** @param confirmation reports a failed write of the reading process, for {@link #confirm} */
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
            target.failure = e; // Replaces an earlier failure, whose reason may be less precise.
        }
    }

    /** Returns why a write failed, or null. A closed pipe is not a failure, because its reader needs no more output. */
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
