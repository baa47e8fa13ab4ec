package dev.baksh.shell.complete;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.reader.Candidate;

/** Candidates for one place, each word once: the first to offer it says what it is. */
final class CandidateSet {
    private final List<Candidate> candidates;
    private final Set<String> values = new HashSet<>();

    CandidateSet(List<Candidate> candidates) {
        this.candidates = candidates;
    }

    /** No space is put behind a word: a dot, a bracket or a quote may follow. */
    void add(String value, String group, String help) {
        add(value, value, group, help);
    }

    /** @param displayText in the menu, without the quote and bracket that the word brings along */
    void add(String value, String displayText, String group, String help) {
        if (values.add(value)) candidates.add(new Candidate(value, displayText, group, help, null, null, false));
    }
}
