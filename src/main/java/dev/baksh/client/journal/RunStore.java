package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Store of the recorded runs, one folder per run.
 *
 * @param folder folder of all runs, one folder for each run; may be missing
 */
public record RunStore(Path folder) {
    /**
     * Returns all readable runs, newest first.
     *
     * @param damageHandler receives the error of each run whose journal is damaged
     */
    public List<RunHistory> readAll(Consumer<BakshException> damageHandler) {
        List<RunHistory> runs = new ArrayList<>();
        for (String id : runIds()) {
            try {
                RunHistory run = read(id);
                if (run.startedAt() != null) runs.add(run);
            } catch (BakshException e) {
                damageHandler.accept(e);
            }
        }
        return runs;
    }

    /**
     * Returns the run with this id, with an id that begins with this text, or {@code last}.
     *
     * @throws BakshException (exit 2) no run or several runs match; (exit 1) the journal is damaged
     */
    public RunHistory get(String id) {
        List<String> ids = runIds();
        if (id.equals("last") && !ids.isEmpty()) return read(ids.get(0));
        if (ids.contains(id)) return read(id);
        // An empty name, as of an unset variable of a script, begins every id and means no run.
        List<String> matches = id.isBlank()
                ? List.of()
                : ids.stream().filter(runId -> runId.startsWith(id)).toList();
        if (matches.size() == 1) return read(matches.get(0));
        if (matches.size() > 1) {
            throw BakshException.usageError(
                    matches.size() + " runs begin with '" + id + "'", "runs: " + String.join(", ", matches));
        }
        boolean isId = id.matches("\\d{8}T\\d{9}Z-\\w+");
        String hint = "a session and a script without steps are not stored as runs;"
                + " baksh journal lists their writes; an undo needs a run";
        if (ids.isEmpty())
            throw BakshException.usageError(
                    "there is no run '" + id + "': there are no runs in " + folder,
                    isId ? hint : "baksh run FILE starts a run if FILE has steps");
        String suggestion = NameSuggestions.didYouMean(id, ids);
        if (suggestion == null) suggestion = isId ? hint : "baksh runs lists the runs, newest first";
        throw BakshException.usageError("there is no run '" + id + "'", suggestion);
    }

    /** Returns the journal file of the run with this complete id. */
    public Path journalFile(String id) {
        return folder.resolve(id).resolve("journal.jsonl");
    }

    private RunHistory read(String id) {
        Path runFolder = folder.resolve(id);
        try {
            List<JournalEvent> events = new ArrayList<>();
            ChainVerification verification = ChainVerification.verify(journalFile(id), events::add);
            if (!verification.isIntact())
                throw BakshException.failure(
                        "run " + id + " is damaged: " + verification.error(),
                        "the " + verification.lineCount()
                                + " lines before the damaged line are valid; baksh does not resume from a damaged journal:"
                                + " check the servers; baksh journal lists the writes");
            return new RunHistory(id, events, verification, RunLock.isHeld(runFolder));
        } catch (RegularFile.RefusedException e) {
            throw new BakshException(ExitCode.JOURNAL, "run " + id + ": " + e.getMessage(), "move it away", e);
        } catch (IOException e) {
            throw BakshException.failure("run " + id + " cannot be read: " + WriteJournal.describeCause(e), null);
        }
    }

    private List<String> runIds() {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(runFolder ->
                            runFolder.resolve("journal.jsonl").toFile().length() > 0)
                    .map(runFolder -> runFolder.getFileName().toString())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw BakshException.failure(
                    "the runs in " + folder + " cannot be read: " + WriteJournal.describeCause(e), null);
        }
    }
}
