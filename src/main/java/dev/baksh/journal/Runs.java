package dev.baksh.journal;

import dev.baksh.api.BakshException;
import dev.baksh.api.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The runs on record, a folder each. */
public final class Runs {
    private final Path folder;

    /** @param folder of all runs; need not be there */
    public Runs(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** All of them, newest first. A run whose journal is damaged is left out of the list, and told of by {@link #get}. */
    public List<RunRecord> all() {
        List<RunRecord> all = new ArrayList<>();
        for (String id : ids()) {
            try {
                RunRecord run = read(id);
                if (run.started() != null) all.add(run);
            } catch (BakshException damaged) {
                // Listed runs can be gone on with; this one cannot, and `runs RUN` says why.
            }
        }
        return all;
    }

    /**
     * The run of this id, of an id that begins so, or {@code last}.
     *
     * @throws BakshException (exit 2) there is none, or several; (exit 1) its journal is damaged
     */
    public RunRecord get(String id) {
        List<String> ids = ids();
        if (id.equals("last") && !ids.isEmpty()) return read(ids.get(0));
        if (ids.contains(id)) return read(id);
        List<String> begin = ids.stream().filter(one -> one.startsWith(id)).toList();
        if (begin.size() == 1) return read(begin.get(0));
        if (begin.size() > 1) {
            throw BakshException.usage(
                    begin.size() + " runs begin with '" + id + "'", "they are: " + String.join(", ", begin));
        }
        String near = Names.didYouMean(id, ids);
        throw BakshException.usage(
                "there is no run '" + id + "'", near != null ? near : "baksh runs lists them, the newest first");
    }

    private RunRecord read(String id) {
        Path run = folder.resolve(id);
        try {
            return new RunRecord(id, WriteJournal.read(run.resolve("journal.jsonl")), RunLock.isHeld(run));
        } catch (IOException e) {
            throw BakshException.failed("run " + id + " cannot be read: " + WriteJournal.words(e), null);
        }
    }

    private List<String> ids() {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(run -> run.resolve("journal.jsonl").toFile().length() > 0)
                    .map(run -> run.getFileName().toString())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw BakshException.failed("the runs in " + folder + " cannot be read: " + WriteJournal.words(e), null);
        }
    }
}
