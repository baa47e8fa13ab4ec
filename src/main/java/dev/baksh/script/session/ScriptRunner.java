package dev.baksh.script.session;

import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Binding;
import groovy.lang.Script;
import java.nio.file.Path;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runs whole texts: runbooks, one-liners, standard input. */
public final class ScriptRunner {
    private final ScriptCompiler compiler;
    private final ErrorTranslator errorTranslator;

    public ScriptRunner(ScriptCompiler compiler, ErrorTranslator errorTranslator) {
        this.compiler = compiler;
        this.errorTranslator = errorTranslator;
    }

    /**
     * The value of a runbook's last statement.
     *
     * @throws BakshException (exit 2) when there is no such file or it cannot be read, (exit 3) when its group or all users
     *     may write it
     * @throws ScriptException for everything that goes wrong in it
     */
    public Object run(Path file, Binding binding) {
        return run(file.getFileName().toString(), SourceText.read(file), binding);
    }

    /**
     * The value of a text's last statement.
     *
     * @param name what the text is called in errors: {@code failover.groovy}, {@code -e}
     * @throws ScriptException for everything that goes wrong in it
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
