package dev.baksh.dsl;

import dev.baksh.api.BakshException;
import dev.baksh.api.Names;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;

/**
 * What stands behind a running block: its verbs go to the draft, and to nothing else; its free names are the script's
 * variables. So a verb of an outer block is never run on the wrong object, and {@code x = 'daily'; create { schedules x }}
 * still works.
 */
public final class BlockScope extends GroovyObjectSupport {
    private final Draft draft;
    private final Binding binding;

    BlockScope(Draft draft, Closure<?> block) {
        this.draft = draft;
        this.binding = block.getThisObject() instanceof Script script ? script.getBinding() : new Binding();
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        if (!draft.verbs().contains(name) && !draft.verbs().contains(Names.camel(name))) throw draft.unknown(name);
        try {
            return draft.getMetaClass().invokeMethod(draft, name, arguments);
        } catch (MissingMethodException e) {
            throw BakshException.failed(
                    "'" + name + "' of " + draft.operation().id() + " does not take these values",
                    draft.operation().example() == null
                            ? null
                            : "for example: " + draft.operation().example());
        }
    }

    /** {@code schedules ['daily']} and {@code generations -1} read the verb as a variable: said here, not guessed. */
    @Override
    public Object getProperty(String name) {
        if (draft.verbs().contains(name)) {
            throw BakshException.failed(
                    "'" + name + "' is a verb of this block and was read as a variable",
                    "write the value after it: " + name + " 'x', or in parentheses: " + name + "(-1), " + name
                            + "(['x'])");
        }
        if (binding.hasVariable(name)) return binding.getVariable(name);
        throw BakshException.failed(
                "no variable '" + name + "'", "the verbs of this block are: " + String.join(", ", draft.verbs()));
    }

    @Override
    public void setProperty(String name, Object value) {
        String shown = value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
        if (draft.verbs().contains(name) || draft.verbs().contains(Names.camel(name))) {
            throw BakshException.failed(
                    "'" + name + " = " + shown + "' sets nothing in a block",
                    "write it without the equals sign: " + name + " " + shown);
        }
        if (!binding.hasVariable(name)) {
            throw BakshException.failed(
                    "no variable '" + name + "' to set in this block",
                    Names.suggest(name, draft.verbs(), "the verbs of this block are"));
        }
        binding.setVariable(name, value);
    }
}
