package dev.baksh.shell.complete;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.reader.Candidate;

/** Candidates for one place, each word once: the first to offer it says what it is. */
final class CandidateSet {
    private final List<Candidate> candidates;
    private final Set<String> seen = new HashSet<>();

    CandidateSet(List<Candidate> candidates) {
        this.candidates = candidates;
    }

    /** No space is put behind a word: a dot, a bracket or a quote may follow. */
    void add(String word, String group, String help) {
        add(word, word, group, help);
    }

    /** @param shown in the menu, without the quote and bracket that the word brings along */
    void add(String word, String shown, String group, String help) {
        if (seen.add(word)) candidates.add(new Candidate(word, shown, group, help, null, null, false));
    }
}
