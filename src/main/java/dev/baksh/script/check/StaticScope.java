package dev.baksh.script.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The variables that a place in a text sees, and what is known of them. */
final class StaticScope {
    private final Deque<Map<String, InferredType>> levels = new ArrayDeque<>();

    StaticScope() {
        levels.push(new HashMap<>());
    }

    void enter() {
        levels.push(new HashMap<>());
    }

    void leave() {
        levels.pop();
    }

    void declare(String name, InferredType kind) {
        levels.peek().put(name, kind);
    }

    /** A second value of another kind makes a variable unknown: the text may take either way. */
    void assign(String name, InferredType kind) {
        for (Map<String, InferredType> level : levels) {
            if (!level.containsKey(name)) continue;
            InferredType before = level.get(name);
            level.put(name, before.is(InferredType.Sort.OTHER) ? kind : before.or(kind));
            return;
        }
        levels.peekLast().put(name, kind);
    }

    /** Null when there is no such variable here. */
    InferredType find(String name) {
        for (Map<String, InferredType> level : levels) if (level.containsKey(name)) return level.get(name);
        return null;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Map<String, InferredType> level : levels) names.addAll(level.keySet());
        return names;
    }
}
