package dev.baksh.script.check;

import static dev.baksh.dsl.DslType.UnknownType.UNKNOWN;
import static dev.baksh.dsl.DslType.ValueType.OTHER;

import dev.baksh.dsl.DslType;
import dev.baksh.dsl.DslType.ListType;
import dev.baksh.dsl.DslType.MapType;
import dev.baksh.dsl.DslType.ValueType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stack of the variable scopes during a check, with the inferred type of each variable.
 *
 * <p>The check visits the code in the order of the source, but closures, loops and methods run later and more than once.
 * Therefore a variable of a plain type is unknown wherever any code of the source sets a variable of this name to a value
 * of another type. The check visits the source again until no such type is new.
 */
final class StaticScope {
    private Deque<Map<String, DslType>> scopes = new ArrayDeque<>();
    private final Deque<Deque<Map<String, DslType>>> outerScopes = new ArrayDeque<>();
    /** Types other than plain types that code of the source sets, by name of the variable. */
    private final Map<String, DslType> assignedTypes = new HashMap<>();

    private boolean hasNewType = true;

    /** Begins a visit of the source; returns false when another visit would have the same result. */
    boolean startVisit() {
        boolean isNeeded = hasNewType;
        hasNewType = false;
        scopes.clear();
        enter();
        return isNeeded;
    }

    void enter() {
        scopes.push(new HashMap<>());
    }

    void leave() {
        scopes.pop();
    }

    /** Begins a class, which sees no local variable of the script. */
    void enterClass() {
        outerScopes.push(scopes);
        scopes = new ArrayDeque<>();
        enter();
    }

    /** Ends the class of {@link #enterClass}. */
    void leaveClass() {
        scopes = outerScopes.pop();
    }

    void declare(String name, DslType type) {
        scopes.peek().put(name, type);
    }

    /**
     * Assigns a type. A second value of another type makes the variable unknown, since either can be the current one.
     */
    void assign(String name, DslType type) {
        noteAssignment(name, type);
        DslType previous = current(name);
        if (previous == null) scopes.peekLast().put(name, type);
        else replace(name, previous.equals(OTHER) ? type : previous.mergeWith(type));
    }

    /** Replaces the type of a declared variable. */
    void declareAgain(String name, DslType type) {
        noteAssignment(name, type);
        replace(name, type);
    }

    private void replace(String name, DslType type) {
        for (Map<String, DslType> scope : scopes) {
            if (!scope.containsKey(name)) continue;
            scope.put(name, type);
            return;
        }
    }

    /** Notes that code of the source may set a variable of this name to a value of this type. */
    void noteAssignment(String name, DslType type) {
        if (isPlain(type)) return;
        DslType previous = assignedTypes.get(name);
        DslType merged = previous == null ? type : previous.mergeWith(type);
        hasNewType |= !merged.equals(previous);
        assignedTypes.put(name, merged);
    }

    /** Returns true for a value that is no value of the DSL and contains none. */
    static boolean isPlain(DslType type) {
        return type instanceof ValueType || type instanceof ListType list && list.element() instanceof ValueType;
    }

    /** Returns the type of a variable, or null when undefined. */
    DslType find(String name) {
        DslType type = current(name);
        DslType assigned = assignedTypes.get(name);
        if (type == null || assigned == null || assigned.equals(type)) return type;
        if (type instanceof ListType list && assigned instanceof ListType other)
            return new ListType(list.element().mergeWith(other.element()));
        boolean isCollection = type instanceof ListType || type instanceof MapType;
        return isPlain(type) || isCollection ? UNKNOWN : type;
    }

    private DslType current(String name) {
        for (Map<String, DslType> scope : scopes) if (scope.containsKey(name)) return scope.get(name);
        return null;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Map<String, DslType> scope : scopes) names.addAll(scope.keySet());
        return names;
    }
}
