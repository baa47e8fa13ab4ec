package dev.baksh.shell

import org.jline.reader.LineReader
import org.jline.reader.LineReaderBuilder
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class PrivateHistorySpec extends Specification {
    @TempDir
    Path folder

    def "the newest 1000 entries of the file are available"() {
        given:
        Path file = Files.write(folder.resolve('history'), (1..1200).collect { "line $it".toString() })
        PrivateHistory history = new PrivateHistory({ file }, { false }, { throw new AssertionError((Object) it) })
        LineReader reader = LineReaderBuilder.builder().terminal(new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream())).history(history).build()

        when:
        history.attach(reader)
        history.reopenIfFileChanged()

        then:
        reader.history.size() == 1000
        history.collect { it.line() }.with { [first(), last()] } == ['line 201', 'line 1200']
    }
}
