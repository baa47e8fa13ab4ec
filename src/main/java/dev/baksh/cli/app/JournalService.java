package dev.baksh.cli.app;

import dev.baksh.cli.console.TempDirectories;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.JournalContext;
import dev.baksh.client.files.ObjectLocks;
import dev.baksh.client.journal.FallbackLog;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.RunStore;
import dev.baksh.client.journal.Settlement;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Service that opens the write journal and the run journals of this process. */
public final class JournalService implements AutoCloseable {
    private final AppContext app;
    private final FallbackLog fallbackLog;
    private WriteJournal journal;
    private Path replayFolder;
    private String runId;
    private volatile RunContext runContext = RunContext.NONE;

    JournalService(AppContext app) {
        this.app = app;
        this.fallbackLog =
                new FallbackLog(app.environment.tempDirectory(), app.environment.time(), app.console::showNotice);
    }

    /** Journal, run id and locks for the writes to a server. */
    JournalContext journalContext() {
        return new JournalContext(writeJournal(), this::runId, this::runContext, objectLocks());
    }

    /** Locks in the state folder, and in a folder that all processes of the user on this machine share. */
    private ObjectLocks objectLocks() {
        String holder = "process " + ProcessHandle.current().pid() + " on " + RunJournal.hostName();
        return new ObjectLocks(stateFolder().resolve("locks"), sharedLockFolders(), app.environment.time(), holder);
    }

    /**
     * Lock folders that this user's processes share even if their state folders differ, the preferred one first; none for a
     * replay, which sends nothing.
     */
    private List<Path> sharedLockFolders() {
        if (app.options.replayPath != null) return List.of();
        // TMPDIR is not used, because it may differ between the processes of a user.
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).resolve("baksh-locks-" + user);
        // Another user may have created the first folder, or it is read-only. The user of a container may have no home.
        Path home = Path.of(System.getProperty("user.home", ""));
        return home.isAbsolute() && Files.isDirectory(home)
                ? List.of(temporary, home.resolve(".cache").resolve("baksh-locks"))
                : List.of(temporary);
    }

    private synchronized WriteJournal writeJournal() {
        if (journal == null)
            journal = new WriteJournal(journalFolder(), app.redactor::redact, app.environment.time(), fallbackLog);
        return journal;
    }

    /** Folder that only the user can read; the state folder can contain other files. */
    private Path journalFolder() {
        return stateFolder().resolve("journal");
    }

    /** Returns the path of the write journal; the file exists after the first write. */
    public Path journalFile() {
        return journalFolder().resolve("journal.jsonl");
    }

    /** Store of the recorded runs, with one folder for each. */
    public RunStore runs() {
        return new RunStore(stateFolder().resolve("runs"));
    }

    /** State folder; a temporary folder for a replay, which sends nothing and is not recorded. */
    private synchronized Path stateFolder() {
        if (app.options.replayPath == null) return app.environment.directories().state();
        try {
            if (replayFolder == null) replayFolder = Files.createTempDirectory("baksh-replay");
            return replayFolder;
        } catch (IOException e) {
            throw BakshException.failure("a replay needs a folder for temporary files: " + e.getMessage(), null);
        }
    }

    /** Returns the events of the write journal, for the comparison with the journal of a run. */
    public List<JournalEvent> writeEvents() {
        try {
            return WriteJournal.read(journalFile());
        } catch (BakshException e) {
            throw BakshException.refusal(
                    "the run cannot be resumed, because the write journal is damaged: " + e.getMessage(),
                    "nothing was sent; restore the latest copy of " + journalFile()
                            + ", or move the file away and look at"
                            + " the servers: a resume then shows what the journal of the run contains");
        }
    }

    /** Records an action without a request: an unlock. */
    public void recordAction(ServerConfig server, String action, String reason) {
        writeJournal()
                .recordIntent(
                        new WriteIntent(runId(), server.name(), action, "NONE", "", Effect.ENSURE, null, null, null))
                .markDone(0, Map.of("reason", reason));
    }

    /**
     * Records the outcome of an open write: first in the journal of its run, which a resume reads, then in the write
     * journal.
     *
     * @throws BakshException (exit 3) another process executes the run, or its journal has another outcome
     */
    public void settle(WriteRecord write, Settlement settlement) {
        Object run = write.intent().data().get("run");
        boolean hasRunRecord = run != null && write.runLine() != 0;
        if (hasRunRecord && Files.exists(runs().journalFile(run.toString())))
            RunJournal.settle(
                    runs().folder(),
                    run.toString(),
                    write.runLine(),
                    settlement,
                    app.redactor::redact,
                    app.environment.time());
        writeJournal().settle(write, settlement);
    }

    /**
     * Settles a write that the user sends again with {@code --resend}, so that the write journal no longer lists it as
     * open.
     */
    public void settleForResend(String run, WriteRecord write) {
        Settlement settlement = new Settlement(false, ConsoleOperator.userOnHost(), "resume --resend");
        writeJournal().settle(run, write.seq(), settlement);
    }

    /** The run that this process executes now. */
    RunContext runContext() {
        return runContext;
    }

    /** True if this process executes a recorded run. */
    public boolean isRunRecorded() {
        return runContext != RunContext.NONE;
    }

    /** Id of the run or session of this process. */
    public synchronized String runId() {
        if (runId == null) runId = createRunId();
        return runId;
    }

    private String createRunId() {
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
        return format.format(app.environment.time().now()) + "-"
                + String.format("%04x", ThreadLocalRandom.current().nextInt(1 << 16));
    }

    /** Opens the journal of a run and records the following writes in it. */
    public synchronized RunJournal openRun(String id, Map<String, Object> header) {
        runId = id;
        RunJournal runJournal = RunJournal.open(
                runs().folder(),
                id,
                header,
                this::writeEvents,
                app.redactor::redact,
                app.environment.time(),
                fallbackLog);
        runContext = runJournal;
        return runJournal;
    }

    /** Executes a run that the shell starts, with a separate run id. */
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

    @Override
    public synchronized void close() {
        if (journal != null) journal.close();
        if (replayFolder != null) TempDirectories.deleteRecursively(replayFolder);
    }
}
