package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import groovy.lang.Closure;
import groovy.lang.MissingMethodException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What is to be written: named arguments and a block, held to the same checks. */
final class WriteArguments {
    private final Operation operation;
    private final String given;
    private final Map<String, Object> set = new LinkedHashMap<>();
    private final Draft draft;

    /** @param given the field whose value stands before the block, as the name of something new does; or null */
    WriteArguments(Catalog catalog, Operation operation, String given) {
        this.operation = operation;
        this.given = given;
        boolean px = operation.server().equals("px");
        if (px && operation.noun().equals("roles")) this.draft = new RoleDraft(operation, set);
        else if (px && operation.noun().equals("server")) this.draft = new RolePlanDraft(catalog, operation, set);
        else this.draft = new Draft(operation, set, given);
    }

    /** What was set so far, by server name. */
    Map<String, Object> set() {
        return set;
    }

    /** {@code enabled: false} means the same as {@code enabled false} in a block. */
    void named(Map<String, Object> named) {
        named.forEach((name, value) -> {
            Field field = operation.body().get(name);
            if (draft.has(name)) InvokerHelper.invokeMethod(draft, name, new Object[] {value});
            else if (field != null && !name.equals(given)) set.put(name, value);
            else throw unknown(name);
        });
    }

    /** Runs a copy, so that the caller's closure stays as it is. This is the only place that runs a block. */
    void run(Closure<?> closure) {
        BlockDelegate scope = new BlockDelegate(draft, closure);
        Closure<?> copy = closure.rehydrate(scope, closure.getOwner(), closure.getThisObject());
        copy.setResolveStrategy(Closure.DELEGATE_ONLY);
        try {
            copy.call(draft);
        } catch (MissingMethodException e) {
            if (!Arrays.asList(e.getArguments()).contains(draft)) throw e;
            throw BakshException.failed(
                    "'it' in the block of " + operation.id() + " is the block itself",
                    "give what stands around the block a name of its own: each { one -> ... }");
        }
    }

    private BakshException unknown(String name) {
        List<String> known = new ArrayList<>(draft.verbs());
        String hint = name.equals(given)
                ? "the " + given + " stands first; for example: " + operation.example()
                : NameSuggestions.suggest(name, known, "it has");
        return BakshException.failed(operation.id() + " has no field '" + name + "'", hint);
    }
}
