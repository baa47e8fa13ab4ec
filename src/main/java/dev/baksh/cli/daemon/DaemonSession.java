package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.app.ScriptThreads;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.ScriptPrintStream;
import dev.baksh.cli.console.StandardOutput;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.output.AsciiGlyphs;
import dev.baksh.output.TerminalEscaper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Session that executes one request of the warm process with the environment of its caller, in a separate thread group. */
final class DaemonSession {
    /** Time that an interrupted thread has to end. */
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(1);
    /** Longer than any line of a terminal. */
    private static final int MAX_LINE_BYTES = 1 << 16;

    private final DaemonCommand.RequestHandler handler;
    private final ProcessEnvironment daemonEnvironment;
    private final DaemonRequest request;
    private final DaemonReply reply;
    private final ProcessCache cache;
    private final ExecutorService executor;
    private final DaemonSignals signals;
    private final DaemonInput input;
    private int exitCode = ExitCode.FAILED.code();

    /** @param executor starts the thread that reads the caller's messages */
    DaemonSession(
            DaemonCommand.RequestHandler handler,
            ProcessEnvironment daemonEnvironment,
            DaemonRequest request,
            DaemonReply reply,
            ProcessCache cache,
            ExecutorService executor) {
        this.handler = handler;
        this.cache = cache;
        this.daemonEnvironment = daemonEnvironment;
        this.request = request;
        this.reply = reply;
        this.executor = executor;
        this.signals = new DaemonSignals(this::exitProcess);
        this.input = new DaemonInput(reply::requestLine);
    }

    /**
     * Executes the request; false if the request left a thread running.
     *
     * @param in messages of the caller during the request; ends when the caller disconnects
     */
    boolean run(InputStream in) {
        String terminals = request.terminals();
        boolean isOutTerminal = terminals.contains("o");
        PrintStream out = new StandardOutput(AsciiGlyphs.forStream(reply.out(), isOutTerminal), reply::awaitOutput);
        PrintStream err = new StandardOutput(AsciiGlyphs.forStream(reply.err(), terminals.contains("e")));
        boolean canAskUser = request.canAskUser();
        List<Path> libraries = daemonEnvironment.libraries();
        TimeSource time = daemonEnvironment.time();
        ProcessEnvironment callerEnvironment = new ProcessEnvironment(
                input, out, err, request.env(), isOutTerminal, canAskUser, request.columns(), libraries, time);
        SecretRedactor redactor = new SecretRedactor();
        ThreadGroup group = new ThreadGroup("baksh-request");
        Thread requestThread = new InterruptDeferringThread(
                group, () -> exitCode = handler.handle(callerEnvironment, signals, cache, request.args(), redactor));
        JvmState state = new JvmState();
        System.setOut(callerEnvironment.scriptOut(redactor::redact));
        System.setErr(new ScriptPrintStream(err, true, redactor::redact));
        try {
            requestThread.start();
            executor.execute(() -> listenToCaller(new DataInputStream(in), requestThread));
            joinUninterruptibly(requestThread);
            return stopThreads(group);
        } finally {
            signals.end();
            input.end();
            state.restore();
            out.flush();
            err.flush();
        }
    }

    int exitCode() {
        return exitCode;
    }

    /** Sends the exit code, for at most a second, and ends the process. */
    private void exitProcess(int code) {
        Future<?> reported = executor.submit(() -> {
            reply.end(code);
            return null;
        });
        try {
            reported.get(INTERRUPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The caller has disconnected, or does not read.
        }
        System.exit(code);
    }

    /**
     * Handles the caller's messages until the caller disconnects, for example after a second Ctrl-C; then ends the
     * request.
     */
    private void listenToCaller(DataInputStream in, Thread requestThread) {
        try {
            for (int frameType = in.read(); frameType >= 0; frameType = in.read()) {
                if (frameType == 'o') reply.onStdoutClosed();
                else if (frameType == 'l') input.addLine(readLine(in));
                else if (frameType == 'c') reply.onOutputConfirmed(new String(readLine(in), StandardCharsets.UTF_8));
                else signals.deliver((char) frameType);
            }
        } catch (IOException e) {
            // An error on the connection has the same meaning as a disconnect.
        }
        input.end();
        reply.onDisconnected();
        requestThread.interrupt();
        try {
            requestThread.join(InterruptHandler.GRACE.toMillis());
            if (requestThread.isAlive()) signals.exit(ExitCode.INTERRUPTED.code());
        } catch (InterruptedException e) {
            return; // No code interrupts this thread.
        }
    }

    private static byte[] readLine(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LINE_BYTES) throw new IOException("invalid length of a line: " + length);
        return in.readNBytes(length);
    }

    private static void joinUninterruptibly(Thread requestThread) {
        while (true) {
            try {
                requestThread.join();
                return;
            } catch (InterruptedException e) {
                requestThread.interrupt();
            }
        }
    }

    /**
     * Interrupts the threads of the request. Returns true if all threads have ended, except the threads of baksh and
     * its libraries, which end by themselves.
     */
    private boolean stopThreads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            if (ScriptThreads.isOwn(thread)) continue;
            thread.interrupt();
            try {
                thread.join(INTERRUPT_TIMEOUT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                return reportLeftover("the thread " + thread.getName());
            }
        }
        return awaitPoolIdle() || reportLeftover("a task of the common pool");
    }

    private boolean reportLeftover(String leftover) {
        daemonEnvironment.err().println(TerminalEscaper.sanitize("a request left " + leftover + " running"));
        daemonEnvironment.err().flush();
        return false;
    }

    /** Waits up to a second for the tasks of the JVM's common pool, whose threads stay. */
    private boolean awaitPoolIdle() {
        ForkJoinPool pool = ForkJoinPool.commonPool();
        long startNanos = daemonEnvironment.time().nanos();
        try {
            while (!pool.isQuiescent()) {
                if (daemonEnvironment.time().nanos() - startNanos > INTERRUPT_TIMEOUT.toNanos()) return false;
                daemonEnvironment.time().pause(Duration.ofMillis(10));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
