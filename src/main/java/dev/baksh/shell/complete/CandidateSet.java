package dev.baksh.shell.complete;

import dev.baksh.dsl.DslType.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.reader.Candidate;

/** Collector of candidates that ignores a word that was added before. */
final class CandidateSet {
    private final List<Candidate> candidates;
    private final Set<String> values = new HashSet<>();

    CandidateSet(List<Candidate> candidates) {
        this.candidates = candidates;
    }

    /** Adds a word. JLine appends no space, since a dot, a bracket or a quote may follow. */
    void add(String value, String group, String help) {
        add(value, value, group, help);
    }

    void addMembers(List<Member> members) {
        for (Member member : members) add(member.name(), member.group(), member.help());
    }

    /** @param displayText text in the menu, without the closing quote and bracket of the value */
    void add(String value, String displayText, String group, String help) {
        if (values.add(value)) candidates.add(new Candidate(value, displayText, group, help, null, null, false));
    }
}
