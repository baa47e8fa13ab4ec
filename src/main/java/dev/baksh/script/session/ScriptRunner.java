package dev.baksh.script.session;

import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import groovy.lang.Binding;
import groovy.lang.Script;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runner of a source without steps and journal, such as the argument of {@code -e}. */
public record ScriptRunner(ScriptCompiler compiler, ErrorTranslator errorTranslator) {
    /**
     * Runs a source and returns the value of its last statement.
     *
     * @param name name of the source in errors: {@code failover.groovy}, {@code -e}
     * @throws ScriptException (exit 1) compile error or failure of the script
     */
    public Object run(String name, String source, Binding binding) {
        return run(compiler.compile(name, source), binding);
    }

    private Object run(Class<? extends Script> script, Binding binding) {
        try {
            return InvokerHelper.createScript(script, binding).run();
        } catch (Throwable e) {
            throw errorTranslator.translate(e, binding);
        }
    }
}
