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
    private final ProcessEnvironment environment;
    private final boolean isReplay;
    private final SecretRedactor redactor;
    private final SplittableRandom random;
    private final FallbackLog fallbackLog;
    private WriteJournal journal;
    private Path replayFolder;
    private String runId;
    private volatile RunContext runContext = RunContext.NONE;

    JournalService(
            ProcessEnvironment environment,
            CommandLineOptions options,
            Console console,
            SecretRedactor redactor,
            SplittableRandom random) {
        this.environment = environment;
        this.isReplay = options.replayPath != null;
        this.redactor = redactor;
        this.random = random;
        this.fallbackLog = new FallbackLog(environment.tempDirectory(), environment.time(), console::showNotice);
    }

    /** Where the writes to a server go on record. */
    JournalContext journalContext() {
        return new JournalContext(writeJournal(), this::runId, new CurrentRunContext(), objectLocks());
    }

    /** By the state folder, which is what processes of one user have in common. */
    private ObjectLocks objectLocks() {
        String holder = "process " + ProcessHandle.current().pid() + " on " + RunJournal.hostName();
        return new ObjectLocks(stateFolder().resolve("locks"), environment.time(), holder);
    }

    private synchronized WriteJournal writeJournal() {
        if (journal == null)
            journal = new WriteJournal(journalFolder(), redactor::redact, environment.time(), fallbackLog);
        return journal;
    }

    /** A folder of its own, which nobody else may look into; the state folder may be shared with other files. */
    private Path journalFolder() {
        return stateFolder().resolve("journal");
    }

    /** The journal of all writes. */
    public Path journalFile() {
        return journalFolder().resolve("journal.jsonl");
    }

    /** The runs on record, a folder for each. */
    public RunStore runs() {
        return new RunStore(stateFolder().resolve("runs"));
    }

    /** Of a replay nothing is on record: nothing of it happens. */
    private synchronized Path stateFolder() {
        if (!isReplay) return AppDirectories.of(environment.env()).state();
        try {
            if (replayFolder == null) replayFolder = Files.createTempDirectory("baksh-replay");
            return replayFolder;
        } catch (IOException e) {
            throw BakshException.failure("a replay needs a folder for temporary files: " + e.getMessage(), null);
        }
    }

    /** Puts on record what is no request: an unlocking. */
    public void recordAction(ServerConfig server, String action, String reason) {
        writeJournal()
                .recordIntent(new WriteIntent(runId(), server.name(), action, "NONE", "", Effect.ENSURE, null, null))
                .markDone(0, Map.of("reason", reason));
    }

    /**
     * Puts on record what has become of a write that was open: first in the journal of its run, which a resume goes by.
     *
     * @throws BakshException (exit 3) a process has the run, or its journal knows better
     */
    public void settle(UnsettledWrite write, Settlement settlement) {
        Object run = write.intent().data().get("run");
        boolean hasRunRecord = run != null && write.runLine() != 0;
        if (hasRunRecord && Files.exists(runs().journalFile(run.toString())))
            RunJournal.settle(
                    runs().folder(), run.toString(), write.runLine(), settlement, redactor::redact, environment.time());
        writeJournal().settle(write, settlement);
    }

    /** Tells the write journal, which would go on naming it, of a write that a person lets be sent again. */
    public void settleForResend(String run, WriteRecord write) {
        Settlement settlement = new Settlement(false, ConsoleOperator.userOnHost(), "resume --resend");
        writeJournal().settle(run, write.seq(), settlement);
    }

    /** What this process does is a run on record. */
    public boolean isRunRecorded() {
        return runContext != RunContext.NONE;
    }

    /** The id of what this process does. */
    public synchronized String runId() {
        if (runId == null) runId = createRunId();
        return runId;
    }

    private String createRunId() {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(environment.time().now());
        return time + "-" + String.format("%04x", random.nextInt(1 << 16));
    }

    /** Opens the journal of this run, and puts writes from now on there. */
    public synchronized RunJournal openRun(String id, Map<String, Object> header) {
        runId = id;
        RunJournal runJournal =
                RunJournal.open(runs().folder(), id, header, redactor::redact, environment.time(), fallbackLog);
        runContext = runJournal;
        return runJournal;
    }

    /** Carries out a run of the shell's, with an id of its own. */
    void runSeparately(Runnable task) {
        String sessionRunId = swapRunId(null);
        try {
            task.run();
        } finally {
            runContext = RunContext.NONE;
            swapRunId(sessionRunId);
        }
    }

    private synchronized String swapRunId(String id) {
        String previousRunId = runId;
        runId = id;
        return previousRunId;
    }

    /** The course as it is when it is asked: the run begins after the clients may have been made. */
    private final class CurrentRunContext implements RunContext {
        @Override
        public RunWrite nextWrite(WriteIntent intent) {
            return runContext.nextWrite(intent);
        }

        @Override
        public String currentStep() {
            return runContext.currentStep();
        }

        @Override
        public WriteRecord findEarlierRemoval(String server, String what, Predicate<Map<String, Object>> predicate) {
            return runContext.findEarlierRemoval(server, what, predicate);
        }

        @Override
        public void recordRead(String server, String what) {
            runContext.recordRead(server, what);
        }

        @Override
        public void recordQuestion(String kind, String text, String value) {
            runContext.recordQuestion(kind, text, value);
        }
    }

    @Override
    public synchronized void close() {
        if (journal != null) journal.close();
        if (replayFolder != null) TempDirectories.deleteRecursively(replayFolder);
    }
}
