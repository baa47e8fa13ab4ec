package dev.baksh.script.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Scopes of variables during a check, with the inferred types. */
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

    /**
     * Assigns a type. A second value of another type makes the variable unknown, since either can be the current one.
     */
    void assign(String name, InferredType type) {
        for (Map<String, InferredType> scope : scopes) {
            if (!scope.containsKey(name)) continue;
            InferredType previous = scope.get(name);
            scope.put(name, previous.isKind(InferredType.Kind.OTHER) ? type : previous.mergeWith(type));
            return;
        }
        scopes.peekLast().put(name, type);
    }

    /** Returns the type of a variable, or null when undefined. */
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
