package dev.baksh.script.session

import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.compile.SourceText
import groovy.lang.Binding
import groovy.lang.Script

import java.nio.file.Path

/** Fixture of compiler, session and runner with test doubles for the DSL. */
class ScriptFixture {
    final ScriptCompiler compiler
    final ErrorTranslator errorTranslator
    final ScriptRunner runner
    final Binding binding = new Binding(n2ws: new Server(name: 'n2ws'), px: new Server(name: 'px'))

    ScriptFixture(Path... libraries) {
        compiler = new ScriptCompiler(ScriptFixture.classLoader, FixtureScript, libraries as List)
        errorTranslator = new ErrorTranslator(compiler, [ExitSignal])
        runner = new ScriptRunner(compiler, errorTranslator)
    }

    Object run(String source) {
        runner.run('drill.groovy', source, binding)
    }

    Object runFile(Path file) {
        runner.run(file.fileName.toString(), SourceText.read(file), binding)
    }

    EvaluationSession createSession() {
        new EvaluationSession(compiler, errorTranslator, { binding })
    }

    static class Server {
        String name
        List<String> policies = ['nightly', 'weekly']
    }

    /** Exception that ends a script, like {@code exit 3}. */
    static class ExitSignal extends RuntimeException {
        final int code

        ExitSignal(int code) {
            this.code = code
        }
    }

    abstract static class FixtureScript extends Script {
        void exit(int code) {
            throw new ExitSignal(code)
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
