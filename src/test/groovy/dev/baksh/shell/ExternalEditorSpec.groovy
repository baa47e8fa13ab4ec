package dev.baksh.shell

import org.jline.terminal.Terminal
import org.jline.terminal.Terminal.Signal
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

class ExternalEditorSpec extends Specification {
    @TempDir
    Path folder

    def "the editor is the configured editor of the user: #env"() {
        expect:
        ExternalEditor.editorCommand(env) == command

        where:
        env                                  || command
        [VISUAL: 'code -w', EDITOR: 'nano']  || 'code -w'
        [VISUAL: ' ', EDITOR: 'nano']        || 'nano'
        [EDITOR: 'emacs -nw']                || 'emacs -nw'
        [:]                                  || 'vi'
    }

    @Timeout(60)
    def "Ctrl-C in the editor goes to the editor: the prompt waits for its end and takes the text"() {
        given:
        Terminal terminal = new DumbTerminal('baksh', 'dumb', new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(), StandardCharsets.UTF_8)
        Thread prompt = Thread.currentThread()
        terminal.handle(Signal.INT) { prompt.interrupt() }
        Path file = Files.writeString(folder.resolve('x.groovy'), 'old')
        Path started = folder.resolve('started')
        Path go = folder.resolve('go')
        Thread user = Thread.startDaemon {
            while (!Files.exists(started)) sleep 10
            terminal.raise(Signal.INT)
            Files.createFile(go)
        }

        when:
        boolean accepted = new ExternalEditor(terminal, { }).runEditor("f() { touch $started; while [ ! -e $go ]; do sleep 0.05; done; echo new > \"\$1\"; }; f", file)

        then:
        accepted
        !Thread.interrupted()
        Files.readString(file) == 'new\n'

        when:
        terminal.raise(Signal.INT)

        then:
        Thread.interrupted()

        cleanup:
        user.join()
    }

    def "the shell that starts the editor survives Ctrl-C"() {
        given:
        Terminal terminal = new DumbTerminal('baksh', 'dumb', new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(), StandardCharsets.UTF_8)

        expect:
        new ExternalEditor(terminal, { }).runEditor('kill -INT $$; sleep 0.1; true', folder.resolve('x.groovy'))
    }
}
