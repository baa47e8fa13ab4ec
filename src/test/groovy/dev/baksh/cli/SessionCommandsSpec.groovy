package dev.baksh.cli

import dev.baksh.api.Time
import dev.baksh.exchange.Redaction
import dev.baksh.script.Compiler
import dev.baksh.script.Faults
import dev.baksh.script.Session
import dev.baksh.shell.Command
import dev.baksh.shell.Jobs
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** The file of the start, its reload, jobs and the saved session. */
@Timeout(120)
class SessionCommandsSpec extends Specification {
    @TempDir
    Path home

    Binding binding = new Binding()
    Compiler compiler
    Session session
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    Jobs jobs
    SessionCommands texts
    Map<String, Command> commands = [:]

    def setup() {
        Files.createDirectories(home.resolve('lib'))
        compiler = new Compiler(SessionCommandsSpec.classLoader, Script, [home.resolve('lib')])
        session = new Session(compiler, new Faults(compiler, []), { binding })
        Surroundings surroundings = new Surroundings(
            new ByteArrayInputStream(new byte[0]), new PrintStream(out, true), new PrintStream(err, true), [:], false, false, 100, [], Time.SYSTEM)
        Console console = new Console(surroundings, Options.parse([]), new Redaction())
        jobs = new Jobs(Time.SYSTEM, { })
        texts = new SessionCommands(session, jobs, console, Time.SYSTEM, home)
        texts.commands(commands, null)
    }

    def "what rc.groovy declares is there, and is not part of the saved session"() {
        given:
        rc('greeting = "good morning"\ndef twice(n) { 2 * n }\nimport java.time.Duration as Length')

        when:
        texts.start()
        session.evaluate('x = twice(4)')
        run('save', home.resolve('saved.groovy').toString())

        then:
        session.evaluate('greeting') == 'good morning'
        session.evaluate('Length.ofHours(1).toString()') == 'PT1H'
        Files.readString(home.resolve('saved.groovy')) == "title 'saved'\n\nx = twice(4)\n"
    }

    def "a failure in rc.groovy is said with its line, and stops nothing"() {
        given:
        rc('a = 1\nb = nowhere\nc = 3')

        when:
        texts.start()

        then:
        err.toString().readLines()[0].startsWith("baksh: rc.groovy: nothing here is called 'nowhere'")
        session.evaluate('1 + 1') == 2
    }

    def "reload reads lib and rc.groovy again"() {
        given:
        Files.writeString(home.resolve('lib/Note.groovy'), 'class Note { String text() { "old" } }')
        rc('note = new Note().text()')
        texts.start()
        Object before = session.evaluate('note')
        Files.writeString(home.resolve('lib/Note.groovy'), 'class Note { String text() { "new" } }')
        rc('note = new Note().text() + "er"')

        when:
        run('reload', '')

        then:
        before == 'old'
        session.evaluate('note') == 'newer'
        session.evaluate('new Note().text()') == 'new'
        err.toString().trim() == 'lib/ and rc.groovy are read again'
    }

    def "without rc.groovy nothing happens"() {
        when:
        texts.start()

        then:
        err.toString() == ''
        session.done().empty
    }

    def "jobs say what was typed, and how it ended"() {
        when:
        jobs.start({ 41 + 1 }, 'bg { 41 + 1\n}').await()
        run('jobs', '')
        run('jobs', '1')

        then:
        out.toString().readLines()[0].contains('"text":"41 + 1"')
        out.toString().readLines()[0].contains('"state":"done"')
        out.toString().readLines()[1] == '42'
    }

    def ":jobs #argument is answered with #message"() {
        when:
        run('jobs', argument)

        then:
        dev.baksh.api.BakshException e = thrown()
        e.message == message
        e.hint() == hint

        where:
        argument   || message                                | hint
        'cancel'   || ':jobs cancel takes the number of a job' | ':jobs lists them'
        'cancel 7' || "there is no job '7'"                  | 'bg { ... } starts one'
        'x'        || "there is no job 'x'"                  | 'bg { ... } starts one'
    }

    private void rc(String text) {
        Files.writeString(home.resolve('rc.groovy'), text)
        home.resolve('rc.groovy').toFile().with { setWritable(false, false); setWritable(true, true) }
    }

    private void run(String command, String argument) {
        commands[command].action().accept(argument)
    }
}
