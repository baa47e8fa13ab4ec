package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Delegate of a running Groovy block: passes verbs to the draft and resolves other names as variables of the script.
 *
 * <p>A verb of an outer block therefore never changes the wrong object, and {@code x = 'daily'; create { schedules x }}
 * works.
 */
public final class BlockDelegate extends GroovyObjectSupport {
    private final Draft draft;
    private final Script script;
    private final Binding binding;

    BlockDelegate(Draft draft, Closure<?> block) {
        this.draft = draft;
        this.script = block.getThisObject() instanceof Script enclosingScript ? enclosingScript : null;
        this.binding = script == null ? new Binding() : script.getBinding();
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        if (!draft.hasVerb(name)) return invokeOutsideDraft(name, arguments);
        try {
            return draft.getMetaClass().invokeMethod(draft, name, arguments);
        } catch (MissingMethodException e) {
            throw BakshException.failure(
                    "'" + name + "' of " + draft.operation().id() + " does not take these values",
                    draft.operation().example() == null
                            ? null
                            : "for example: " + draft.operation().example());
        }
    }

    /** Calls a variable that holds a closure. Refuses a method of the script and names the way to call it. */
    private Object invokeOutsideDraft(String name, Object arguments) {
        if (binding.hasVariable(name) && binding.getVariable(name) instanceof Closure<?> closure) {
            return InvokerHelper.invokeClosure(closure, arguments);
        }
        boolean isScriptMethod = script != null
                && !InvokerHelper.getMetaClass(script).respondsTo(script, name).isEmpty();
        if (!isScriptMethod) throw draft.unknownVerbError(name);
        throw BakshException.failure(
                "no verb '" + name + "' in the block of " + draft.operation().id(),
                "to call a method of the script in a block, write this." + name + "(...)");
    }

    @Override
    public Object getProperty(String name) {
        if (draft.hasVerb(name) && binding.hasVariable(name))
            throw BakshException.failure(
                    "'" + name + "' is a verb of this block and also a variable",
                    "rename the variable, for example to new" + Character.toUpperCase(name.charAt(0))
                            + name.substring(1));
        if (draft.hasVerb(name)) throw draft.verbReadAsVariableError(name);
        if (binding.hasVariable(name)) return binding.getVariable(name);
        throw BakshException.failure(
                "no variable '" + name + "'", "the block has the verbs: " + String.join(", ", draft.verbs()));
    }

    @Override
    public void setProperty(String name, Object value) {
        if (draft.hasVerb(name)) throw draft.assignmentError(name, value);
        if (!binding.hasVariable(name)) {
            throw BakshException.failure(
                    "no variable '" + name + "' to set in this block",
                    NameSuggestions.suggest(name, draft.verbs(), "the block has the verbs"));
        }
        binding.setVariable(name, value);
    }
}
