package dev.baksh.script.session

import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import groovy.lang.Binding
import groovy.lang.Script

import java.nio.file.Path

/** The script room wired with stand-ins for the words of the DSL. */
class ScriptFixture {
    final ScriptCompiler compiler
    final ErrorTranslator faults
    final ScriptRunner scripts
    final Binding binding = new Binding(n2ws: new Server(name: 'n2ws'), px: new Server(name: 'px'))

    ScriptFixture(Path... libraries) {
        compiler = new ScriptCompiler(ScriptFixture.classLoader, StageScript, libraries as List)
        faults = new ErrorTranslator(compiler, [Leave])
        scripts = new ScriptRunner(compiler, faults)
    }

    Object run(String source) {
        scripts.run('drill.groovy', source, binding)
    }

    EvaluationSession session() {
        new EvaluationSession(compiler, faults, { binding })
    }

    static class Server {
        String name
        List<String> policies = ['nightly', 'weekly']
    }

    /** The way out of a script, as {@code exit 3} will be. */
    static class Leave extends RuntimeException {
        final int code

        Leave(int code) {
            this.code = code
        }
    }

    abstract static class StageScript extends Script {
        void exit(int code) {
            throw new Leave(code)
        }

        String title(String text) {
            "title $text"
        }

        void params(Closure block) {
            binding.setVariable('params', [:])
        }

        Object block(Closure body) {
            body()
        }

        void step(String name, Closure body) {
            body()
        }
    }
}
