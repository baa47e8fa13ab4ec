package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.TempDirectories;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.JournalContext;
import dev.baksh.client.files.ObjectLocks;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.journal.FallbackLog;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.RunStore;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.Settlement;
import dev.baksh.client.journal.UnsettledWrite;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** What this process puts on record: the journal of all writes, the journals of its runs, and who they belong to. */
public final class JournalService implements AutoCloseable {
    private final ProcessEnvironment surroundings;
    private final boolean replayed;
    private final SecretRedactor redaction;
    private final SplittableRandom random;
    private final FallbackLog lastResort;
    private WriteJournal journal;
    private Path passing;
    private String runId;
    private volatile RunContext course = RunContext.NONE;

    JournalService(
            ProcessEnvironment surroundings,
            CommandLineOptions options,
            Console console,
            SecretRedactor redaction,
            SplittableRandom random) {
        this.surroundings = surroundings;
        this.replayed = options.replay != null;
        this.redaction = redaction;
        this.random = random;
        this.lastResort = new FallbackLog(surroundings.temporary(), surroundings.time(), console::note);
    }

    /** Where the writes to a server go on record. */
    JournalContext record() {
        return new JournalContext(journal(), this::runId, new Present(), locks());
    }

    /** By the state folder, which is what processes of one user have in common. */
    private ObjectLocks locks() {
        String holder = "process " + ProcessHandle.current().pid() + " on " + RunJournal.host();
        return new ObjectLocks(state().resolve("locks"), surroundings.time(), holder);
    }

    private synchronized WriteJournal journal() {
        if (journal == null) journal = new WriteJournal(folder(), redaction::apply, surroundings.time(), lastResort);
        return journal;
    }

    /** A folder of its own, which nobody else may look into; the state folder may be shared with other files. */
    private Path folder() {
        return state().resolve("journal");
    }

    /** The journal of all writes. */
    public Path file() {
        return folder().resolve("journal.jsonl");
    }

    /** The runs on record, a folder for each. */
    public RunStore runs() {
        return new RunStore(state().resolve("runs"));
    }

    /** Of a replay nothing is on record: nothing of it happens. */
    private synchronized Path state() {
        if (!replayed) return AppDirectories.of(surroundings.env()).state();
        try {
            if (passing == null) passing = Files.createTempDirectory("baksh-replay");
            return passing;
        } catch (IOException e) {
            throw BakshException.failed("a replay needs a folder for temporary files: " + e.getMessage(), null);
        }
    }

    /** Puts on record what is no request: an unlocking. */
    public void note(ServerConfig server, String what, String reason) {
        journal()
                .intent(new WriteIntent(runId(), server.name(), what, "NONE", "", Effect.ENSURE, null, null))
                .done(0, Map.of("reason", reason));
    }

    /**
     * Puts on record what has become of a write that was open: first in the journal of its run, which a resume goes by.
     *
     * @throws BakshException (exit 3) a process has the run, or its journal knows better
     */
    public void settle(UnsettledWrite write, Settlement settlement) {
        Object run = write.intent().data().get("run");
        boolean kept = run != null && write.runLine() != 0;
        if (kept && Files.exists(runs().journal(run.toString())))
            RunJournal.settle(
                    runs().folder(),
                    run.toString(),
                    write.runLine(),
                    settlement,
                    redaction::apply,
                    surroundings.time());
        journal().settle(write, settlement);
    }

    /** Tells the write journal, which would go on naming it, of a write that a person lets be sent again. */
    public void resends(String run, WriteRecord write) {
        Settlement settlement = new Settlement(false, ConsoleOperator.person(), "resume --resend");
        journal().settle(run, write.seq(), settlement);
    }

    /** What this process does is a run on record. */
    public boolean recorded() {
        return course != RunContext.NONE;
    }

    /** The id of what this process does. */
    public synchronized String runId() {
        if (runId == null) runId = newRunId();
        return runId;
    }

    private String newRunId() {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(surroundings.time().now());
        return time + "-" + String.format("%04x", random.nextInt(1 << 16));
    }

    /** Opens the journal of this run, and puts writes from now on there. */
    public synchronized RunJournal open(String id, Map<String, Object> header) {
        runId = id;
        RunJournal run =
                RunJournal.open(runs().folder(), id, header, redaction::apply, surroundings.time(), lastResort);
        course = run;
        return run;
    }

    /** Carries out a run of the shell's, with an id of its own. */
    void apart(Runnable run) {
        String session = swap(null);
        try {
            run.run();
        } finally {
            course = RunContext.NONE;
            swap(session);
        }
    }

    private synchronized String swap(String id) {
        String before = runId;
        runId = id;
        return before;
    }

    /** The course as it is when it is asked: the run begins after the clients may have been made. */
    private final class Present implements RunContext {
        @Override
        public RunWrite next(WriteIntent intent) {
            return course.next(intent);
        }

        @Override
        public String step() {
            return course.step();
        }

        @Override
        public WriteRecord taken(String server, String what, Predicate<Map<String, Object>> fits) {
            return course.taken(server, what, fits);
        }

        @Override
        public void read(String server, String what) {
            course.read(server, what);
        }

        @Override
        public void remark(String kind, String text, String value) {
            course.remark(kind, text, value);
        }
    }

    @Override
    public synchronized void close() {
        if (journal != null) journal.close();
        if (passing != null) TempDirectories.remove(passing);
    }
}
