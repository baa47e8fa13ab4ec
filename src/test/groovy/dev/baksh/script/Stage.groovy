package dev.baksh.script

import groovy.lang.Binding
import groovy.lang.Script

import java.nio.file.Path

/** The script room wired with stand-ins for the words of the DSL. */
class Stage {
    final Compiler compiler
    final Faults faults
    final Scripts scripts
    final Binding binding = new Binding(n2ws: new Server(name: 'n2ws'), px: new Server(name: 'px'))

    Stage(Path... libraries) {
        compiler = new Compiler(Stage.classLoader, StageScript, libraries as List)
        faults = new Faults(compiler, [Leave])
        scripts = new Scripts(compiler, faults)
    }

    Object run(String source) {
        scripts.run('drill.groovy', source, binding)
    }

    Session session() {
        new Session(compiler, faults, { binding })
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
