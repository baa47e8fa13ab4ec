package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The runs on record, a folder each. */
public final class RunStore {
    private final Path folder;

    /** @param folder of all runs; need not be there */
    public RunStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** All that can be read, newest first. */
    public List<RunHistory> all() {
        return all(damaged -> {});
    }

    /** @param damaged told of each run whose journal does not fit, which is left out */
    public List<RunHistory> all(Consumer<BakshException> damaged) {
        List<RunHistory> all = new ArrayList<>();
        for (String id : ids()) {
            try {
                RunHistory run = read(id);
                if (run.started() != null) all.add(run);
            } catch (BakshException e) {
                damaged.accept(e);
            }
        }
        return all;
    }

    /**
     * The run of this id, of an id that begins so, or {@code last}.
     *
     * @throws BakshException (exit 2) there is none, or several; (exit 1) its journal is damaged
     */
    public RunHistory get(String id) {
        List<String> ids = ids();
        if (id.equals("last") && !ids.isEmpty()) return read(ids.get(0));
        if (ids.contains(id)) return read(id);
        List<String> begin = ids.stream().filter(one -> one.startsWith(id)).toList();
        if (begin.size() == 1) return read(begin.get(0));
        if (begin.size() > 1) {
            throw BakshException.usage(
                    begin.size() + " runs begin with '" + id + "'", "they are: " + String.join(", ", begin));
        }
        if (ids.isEmpty())
            throw BakshException.usage(
                    "there is no run '" + id + "': none is on record in " + folder,
                    "baksh run FILE begins one, where FILE has steps");
        String near = NameSuggestions.didYouMean(id, ids);
        throw BakshException.usage(
                "there is no run '" + id + "'", near != null ? near : "baksh runs lists them, the newest first");
    }

    /** The file that a run of this whole id is on record in. */
    public Path journal(String id) {
        return folder.resolve(id).resolve("journal.jsonl");
    }

    private RunHistory read(String id) {
        Path run = folder.resolve(id);
        try {
            List<JournalEvent> events = new ArrayList<>();
            ChainVerification verdict = WriteJournal.follow(journal(id), events::add);
            if (!verdict.whole())
                throw BakshException.failed(
                        "run " + id + " is damaged: " + verdict.fault(),
                        "the " + verdict.lines() + " lines before it fit; nothing goes on by a record like that:"
                                + " look at the servers; baksh journal lists the writes");
            return new RunHistory(id, events, verdict, RunLock.isHeld(run));
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
