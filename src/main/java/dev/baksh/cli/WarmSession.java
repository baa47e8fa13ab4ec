package dev.baksh.cli;

import dev.baksh.api.Exit;
import dev.baksh.exchange.Redaction;
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
final class WarmSession {
    /** Threads of a session's parts, which end when they have had nothing to do for a while. */
    private static final Pattern OWN = Pattern.compile("baksh-|OkHttp|Okio|HTTP-Dispatcher|idle-timeout-task");
    /** A thread that was interrupted gets so long to end. */
    private static final Duration PARTING = Duration.ofSeconds(1);
    /** Longer than any line that a terminal gives. */
    private static final int LINE = 1 << 16;

    private final RequestHandler handler;
    private final Surroundings process;
    private final WarmRequest request;
    private final WarmReply reply;
    private final Kept kept;
    private final Executor servants;
    private final WarmSignals signals;
    private final WarmTyped typed;
    private int exit = Exit.FAILED.code();

    /**
     * @param servants has a thread for what the caller says meanwhile
     * @param ends     ends the process with an exit code
     */
    WarmSession(
            RequestHandler handler,
            Surroundings process,
            WarmRequest request,
            WarmReply reply,
            Kept kept,
            Executor servants,
            IntConsumer ends) {
        this.handler = handler;
        this.kept = kept;
        this.process = process;
        this.request = request;
        this.reply = reply;
        this.servants = servants;
        this.signals = new WarmSignals(code -> leave(code, ends));
        this.typed = new WarmTyped(reply::ask);
    }

    /**
     * Carries it out to the end; false when it left a thread behind.
     *
     * @param in what the caller says meanwhile; ends when nobody waits any more
     */
    boolean carryOut(InputStream in) {
        PrintStream out = stream(reply.out());
        PrintStream err = stream(reply.err());
        Surroundings theirs = new Surroundings(
                typed,
                out,
                err,
                request.env(),
                request.terminals().contains("o"),
                request.terminals().contains("i") && request.terminals().contains("e"),
                request.columns(),
                process.libraries(),
                process.time());
        Redaction redaction = new Redaction();
        ThreadGroup group = new ThreadGroup("baksh-request");
        Thread work =
                new WarmThread(group, () -> exit = handler.handle(theirs, signals, kept, request.words(), redaction));
        PrintStream before = System.out;
        PrintStream errBefore = System.err;
        System.setOut(theirs.scriptOut(redaction::apply));
        System.setErr(new ScriptOut(err, true, redaction::apply));
        try {
            work.start();
            servants.execute(() -> listen(new DataInputStream(in), work));
            join(work);
            return quiet(group);
        } finally {
            signals.over();
            typed.end();
            System.setOut(before);
            System.setErr(errBefore);
            out.flush();
            err.flush();
        }
    }

    /** The exit code. */
    int exit() {
        return exit;
    }

    /** Ends the process; the caller is told the exit code before, unless it does not read. */
    private void leave(int code, IntConsumer ends) {
        FutureTask<Void> told = new FutureTask<>(() -> {
            reply.end(code);
            return null;
        });
        servants.execute(told);
        try {
            told.get(PARTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The caller is gone, or does not read.
        }
        ends.accept(code);
    }

    /** What the caller says meanwhile, up to its end: nobody waits any more then, as after a second Ctrl-C. */
    private void listen(DataInputStream in, Thread work) {
        try {
            for (int letter = in.read(); letter >= 0; letter = in.read()) {
                if (letter == 'o') reply.unread();
                else if (letter == 'l') typed.line(line(in));
                else signals.came((char) letter);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        typed.end();
        work.interrupt();
        try {
            work.join(Interrupts.GRACE.toMillis());
            if (work.isAlive()) signals.leave(Exit.INTERRUPTED.code());
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    private static byte[] line(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LINE) throw new IOException("no line");
        return in.readNBytes(length);
    }

    private static void join(Thread work) {
        while (true) {
            try {
                work.join();
                return;
            } catch (InterruptedException e) {
                work.interrupt();
            }
        }
    }

    /** Whether no thread of the request goes on; those of baksh itself end by themselves. */
    private boolean quiet(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            if (OWN.matcher(thread.getName()).lookingAt() || thread instanceof ForkJoinWorkerThread) continue;
            thread.interrupt();
            try {
                thread.join(PARTING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                return left("the thread " + thread.getName());
            }
        }
        return idle() || left("work for the JVM's own threads");
    }

    private boolean left(String what) {
        process.err().println("a request left " + what);
        process.err().flush();
        return false;
    }

    /** The JVM's own pool keeps its threads; what they do for a request ends before it, or soon after. */
    private boolean idle() {
        ForkJoinPool pool = ForkJoinPool.commonPool();
        long start = process.time().nanos();
        try {
            while (!pool.isQuiescent()) {
                if (process.time().nanos() - start > PARTING.toNanos()) return false;
                process.time().pause(Duration.ofMillis(10));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(new BufferedOutputStream(to, 1 << 13), false, StandardCharsets.UTF_8);
    }
}
