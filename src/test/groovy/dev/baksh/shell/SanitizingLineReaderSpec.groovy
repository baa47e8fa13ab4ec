package dev.baksh.shell

import dev.baksh.reliability.TerminalInjectionInputs
import org.jline.reader.impl.history.DefaultHistory
import org.jline.terminal.Size
import org.jline.terminal.impl.ExternalTerminal
import spock.lang.Specification
import spock.lang.Timeout

import java.nio.charset.StandardCharsets
import java.time.Instant

/** JLine itself sends control sequences, so each text is between marks, and no control character may occur between the marks. */
@Timeout(120)
class SanitizingLineReaderSpec extends Specification {
    static final String HISTORY_KEY = '\u0010'
    static final List<String> TEXTS = TerminalInjectionInputs.TEXTS*.get(1)*.toString().findAll { it.length() < 1000 && !it.contains('[201~') && !it.contains('\n') }

    ScriptedKeyboard.Screen screen = new ScriptedKeyboard.Screen()

    def "a pasted text is shown in visible characters, and the line keeps it: #text"() {
        when:
        String line = read([['> ', 1, "\u001b[200~hq${text}qh\u001b[201~\r"]]) { SanitizingLineReader reader -> reader.read('> ') }

        then:
        line == "hq${text}qh".replace('\r', '\n').toString()
        controlsBetweenMarks() == []

        where:
        // A pasted carriage return is a line end.
        text << TEXTS - ['\ud800', '\rfake']
    }

    def "a prompt, a question, an entry of the history and a search are shown in visible characters: #text"() {
        given:
        String marked = "hq${text}qh"

        when:
        read([['> ', 1, '\r'], ['? ', 1, '\r'], ['# ', 1, HISTORY_KEY + '\r'], ['~ ', 1, '\u0012z\r\r']]) { SanitizingLineReader reader ->
            reader.history = new DefaultHistory(reader)
            reader.read(marked + '> ')
            reader.ask(marked + '? ', null)
            reader.history.add(Instant.EPOCH, 'zz ' + marked)
            reader.read('# ')
            reader.read('~ ')
        }

        then:
        screen.toString('UTF-8').count('hq') >= 3
        screen.toString('UTF-8').contains('bck-i-search')
        controlsBetweenMarks() == []

        where:
        text << TEXTS - ['\ud800']
    }

    private String read(List<List> steps, Closure<String> read) {
        ExternalTerminal terminal = new ExternalTerminal('test', 'xterm', new ScriptedKeyboard(screen, steps), screen, StandardCharsets.UTF_8)
        terminal.setSize(new Size(400, 40))
        try {
            read(new SanitizingLineReader(terminal))
        } finally {
            terminal.close()
        }
    }

    /** JLine may repeat a part of a text, and positions the cursor between two parts. */
    private List<String> controlsBetweenMarks() {
        (screen.toString('UTF-8') =~ /(?s)hq(.*?)(?:qh|\u001b\[K)/).collect().collectMany { List<String> match ->
            TerminalInjectionInputs.findControls(match[1].replaceAll(/\u001b\[[0-9;?]*[CDGKPmhl]/, '')) - ['U+0009']
        }.unique()
    }
}
