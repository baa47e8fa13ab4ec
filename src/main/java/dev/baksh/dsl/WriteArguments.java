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

/** Collector of the body fields of a write, from named arguments and from a block; both get the same checks. */
final class WriteArguments {
    private final Operation operation;
    private final String leadingField;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Draft draft;

    /** @param leadingField field whose value is the first argument, such as the name of a new object; or null */
    WriteArguments(Catalog catalog, Operation operation, String leadingField) {
        this.operation = operation;
        this.leadingField = leadingField;
        this.draft = switch (operation.block()) {
            case ROLE -> new RoleDraft(operation, values);
            case PLAN -> new RolePlanDraft(catalog, operation, values);
            case FIELDS -> new Draft(operation, values, leadingField);
        };
    }

    /** Values set so far, by server name. */
    Map<String, Object> values() {
        return values;
    }

    /** Adds named arguments: {@code enabled: false} equals {@code enabled false} in a block. */
    void addNamed(Map<String, Object> namedArguments) {
        namedArguments.forEach((name, value) -> {
            Field field = operation.body().get(name);
            if (draft.hasVerb(name)) InvokerHelper.invokeMethod(draft, name, new Object[] {value});
            else if (field != null && !name.equals(leadingField)) values.put(name, value);
            else throw unknownFieldError(name);
        });
    }

    /** Runs a copy of the block, so that the caller's closure stays unchanged. The only code that runs a block. */
    void runBlock(Closure<?> closure) {
        BlockDelegate delegate = new BlockDelegate(draft, closure);
        Closure<?> copy = closure.rehydrate(delegate, closure.getOwner(), closure.getThisObject());
        copy.setResolveStrategy(Closure.DELEGATE_ONLY);
        try {
            copy.call(draft);
        } catch (MissingMethodException e) {
            if (!Arrays.asList(e.getArguments()).contains(draft)) throw e;
            throw BakshException.failure(
                    "'it' in the block of " + operation.id() + " is the object that the block fills",
                    "name the parameter of the outer closure: each { row -> ... }");
        }
    }

    private BakshException unknownFieldError(String name) {
        List<String> verbNames = new ArrayList<>(draft.verbs());
        String hint = name.equals(leadingField)
                ? "write the " + leadingField + " first; for example: " + operation.example()
                : NameSuggestions.suggest(name, verbNames, "it has");
        return BakshException.failure(operation.id() + " has no field '" + name + "'", hint);
    }
}
