package dev.baksh.dsl;

import dev.baksh.api.BakshException;
import dev.baksh.api.Operation;
import groovy.lang.Closure;
import java.util.LinkedHashMap;
import java.util.Map;

/** The only place that runs a block: on a copy, so that the caller's closure stays as it is. */
final class Blocks {
    private Blocks() {}

    /** What the block set, by server name. */
    static Map<String, Object> run(Closure<?> closure, Operation operation) {
        Map<String, Object> set = new LinkedHashMap<>();
        Draft draft = draft(operation, set);
        BlockScope scope = new BlockScope(draft, closure);
        Closure<?> copy = closure.rehydrate(scope, closure.getOwner(), closure.getThisObject());
        copy.setResolveStrategy(Closure.DELEGATE_ONLY);
        copy.call(draft);
        return set;
    }

    private static Draft draft(Operation operation, Map<String, Object> set) {
        if (operation.body().isEmpty()) throw BakshException.failed(operation.id() + " takes no block", null);
        boolean role = operation.server().equals("px") && operation.noun().equals("roles");
        return role ? new RoleDraft(operation, set) : new Draft(operation, set);
    }
}
