package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.ScriptPrintStream;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.http.SecretRedactor;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** One request of the warm process, in the surroundings of its caller and a group of threads of its own. */
final class DaemonSession {
    /** Threads of a session's parts, which end when they have had nothing to do for a while. */
    private static final Pattern OWN_THREADS = Pattern.compile("baksh-|OkHttp|Okio|HTTP-Dispatcher|idle-timeout-task");
    /** A thread that was interrupted gets so long to end. */
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(1);
    /** Longer than any line that a terminal gives. */
    private static final int MAX_LINE_BYTES = 1 << 16;

    private final RequestHandler handler;
    private final ProcessEnvironment daemonEnvironment;
    private final DaemonRequest request;
    private final DaemonReply reply;
    private final ProcessCache cache;
    private final Executor executor;
    private final DaemonSignals signals;
    private final DaemonInput input;
    private int exitCode = ExitCode.FAILED.code();

    /**
     * @param executor has a thread for what the caller says meanwhile
     * @param ends     ends the process with an exit code
     */
    DaemonSession(
            RequestHandler handler,
            ProcessEnvironment daemonEnvironment,
            DaemonRequest request,
            DaemonReply reply,
            ProcessCache cache,
            Executor executor,
            IntConsumer ends) {
        this.handler = handler;
        this.cache = cache;
        this.daemonEnvironment = daemonEnvironment;
        this.request = request;
        this.reply = reply;
        this.executor = executor;
        this.signals = new DaemonSignals(code -> leave(code, ends));
        this.input = new DaemonInput(reply::requestLine);
    }

    /**
     * Carries it out to the end; false when it left a thread behind.
     *
     * @param in what the caller says meanwhile; ends when nobody waits any more
     */
    boolean run(InputStream in) {
        PrintStream out = bufferedStream(reply.out());
        PrintStream err = bufferedStream(reply.err());
        ProcessEnvironment callerEnvironment = new ProcessEnvironment(
                input,
                out,
                err,
                request.env(),
                request.terminals().contains("o"),
                request.terminals().contains("i") && request.terminals().contains("e"),
                request.columns(),
                daemonEnvironment.libraries(),
                daemonEnvironment.time());
        SecretRedactor redactor = new SecretRedactor();
        ThreadGroup group = new ThreadGroup("baksh-request");
        Thread requestThread = new DaemonRequestThread(
                group, () -> exitCode = handler.handle(callerEnvironment, signals, cache, request.args(), redactor));
        PrintStream previousOut = System.out;
        PrintStream previousErr = System.err;
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
            System.setOut(previousOut);
            System.setErr(previousErr);
            out.flush();
            err.flush();
        }
    }

    /** The exit code. */
    int exitCode() {
        return exitCode;
    }

    /** Ends the process; the caller is told the exit code before, unless it does not read. */
    private void leave(int code, IntConsumer ends) {
        FutureTask<Void> told = new FutureTask<>(() -> {
            reply.end(code);
            return null;
        });
        executor.execute(told);
        try {
            told.get(INTERRUPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The caller is gone, or does not read.
        }
        ends.accept(code);
    }

    /** What the caller says meanwhile, up to its end: nobody waits any more then, as after a second Ctrl-C. */
    private void listenToCaller(DataInputStream in, Thread requestThread) {
        try {
            for (int frameType = in.read(); frameType >= 0; frameType = in.read()) {
                if (frameType == 'o') reply.onStdoutClosed();
                else if (frameType == 'l') input.addLine(readLine(in));
                else signals.deliver((char) frameType);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        input.end();
        requestThread.interrupt();
        try {
            requestThread.join(InterruptHandler.GRACE.toMillis());
            if (requestThread.isAlive()) signals.exit(ExitCode.INTERRUPTED.code());
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    private static byte[] readLine(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LINE_BYTES) throw new IOException("no line");
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

    /** Whether no thread of the request goes on; those of baksh itself end by themselves. */
    private boolean stopThreads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            if (OWN_THREADS.matcher(thread.getName()).lookingAt() || thread instanceof ForkJoinWorkerThread) continue;
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
        return awaitPoolIdle() || reportLeftover("work for the JVM's own threads");
    }

    private boolean reportLeftover(String leftover) {
        daemonEnvironment.err().println("a request left " + leftover);
        daemonEnvironment.err().flush();
        return false;
    }

    /** The JVM's own pool keeps its threads; what they do for a request ends before it, or soon after. */
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

    private static PrintStream bufferedStream(OutputStream target) {
        return new PrintStream(new BufferedOutputStream(target, 1 << 13), false, StandardCharsets.UTF_8);
    }
}
