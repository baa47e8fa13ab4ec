package dev.baksh.script.session;

import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Binding;
import groovy.lang.Script;
import java.nio.file.Path;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runner of complete sources: files, one-liners, standard input. */
public final class ScriptRunner {
    private final ScriptCompiler compiler;
    private final ErrorTranslator errorTranslator;

    public ScriptRunner(ScriptCompiler compiler, ErrorTranslator errorTranslator) {
        this.compiler = compiler;
        this.errorTranslator = errorTranslator;
    }

    /**
     * Runs a file and returns the value of its last statement.
     *
     * @throws BakshException (exit 2) the file is missing or unreadable; (exit 3) its group or all users may write to
     *     the file
     * @throws ScriptException (exit 1) compile error or failure of the script
     */
    public Object run(Path file, Binding binding) {
        return run(file.getFileName().toString(), SourceText.read(file), binding);
    }

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
