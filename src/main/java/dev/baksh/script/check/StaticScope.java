package dev.baksh.script.check;

import static dev.baksh.dsl.DslType.ValueType.OTHER;

import dev.baksh.dsl.DslType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Stack of the variable scopes during a check, with the inferred type of each variable. */
final class StaticScope {
    private final Deque<Map<String, DslType>> scopes = new ArrayDeque<>();

    StaticScope() {
        scopes.push(new HashMap<>());
    }

    void enter() {
        scopes.push(new HashMap<>());
    }

    void leave() {
        scopes.pop();
    }

    void declare(String name, DslType type) {
        scopes.peek().put(name, type);
    }

    /**
     * Assigns a type. A second value of another type makes the variable unknown, since either can be the current one.
     */
    void assign(String name, DslType type) {
        DslType previous = find(name);
        if (previous == null) scopes.peekLast().put(name, type);
        else declareAgain(name, previous.equals(OTHER) ? type : previous.mergeWith(type));
    }

    /** Replaces the type of a declared variable. */
    void declareAgain(String name, DslType type) {
        for (Map<String, DslType> scope : scopes) {
            if (!scope.containsKey(name)) continue;
            scope.put(name, type);
            return;
        }
    }

    /** Returns the type of a variable, or null when undefined. */
    DslType find(String name) {
        for (Map<String, DslType> scope : scopes) if (scope.containsKey(name)) return scope.get(name);
        return null;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Map<String, DslType> scope : scopes) names.addAll(scope.keySet());
        return names;
    }
}
