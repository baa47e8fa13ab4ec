package dev.baksh.script.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The variables that a place in a text sees, and what is known of them. */
final class StaticScope {
    private final Deque<Map<String, InferredType>> scopes = new ArrayDeque<>();

    StaticScope() {
        scopes.push(new HashMap<>());
    }

    void enter() {
        scopes.push(new HashMap<>());
    }

    void leave() {
        scopes.pop();
    }

    void declare(String name, InferredType type) {
        scopes.peek().put(name, type);
    }

    /** A second value of another kind makes a variable unknown: the text may take either way. */
    void assign(String name, InferredType type) {
        for (Map<String, InferredType> scope : scopes) {
            if (!scope.containsKey(name)) continue;
            InferredType previous = scope.get(name);
            scope.put(name, previous.isKind(InferredType.Kind.OTHER) ? type : previous.mergeWith(type));
            return;
        }
        scopes.peekLast().put(name, type);
    }

    /** Null when there is no such variable here. */
    InferredType find(String name) {
        for (Map<String, InferredType> scope : scopes) if (scope.containsKey(name)) return scope.get(name);
        return null;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Map<String, InferredType> scope : scopes) names.addAll(scope.keySet());
        return names;
    }
}
