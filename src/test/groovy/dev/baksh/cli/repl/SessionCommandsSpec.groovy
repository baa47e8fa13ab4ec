package dev.baksh.cli.repl

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import dev.baksh.dsl.ScriptExit
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import dev.baksh.shell.Job
import dev.baksh.shell.Jobs
import dev.baksh.shell.complete.ShellCommand
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

/** Spec of the start file, its reload, jobs and the saved session. */
@Timeout(120)
class SessionCommandsSpec extends Specification {
    @TempDir
    Path home

    Binding binding = new Binding()
    ScriptCompiler compiler
    EvaluationSession session
    ByteArrayOutputStream out = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    ProcessEnvironment environment
    Jobs jobs
    SessionCommands sessionCommands
    Map<String, ShellCommand> commands = [:]

    def setup() {
        Files.createDirectories(home.resolve('lib'))
        compiler = new ScriptCompiler(SessionCommandsSpec.classLoader, Script, [home.resolve('lib')])
        session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { binding })
        environment = new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(out, true), new PrintStream(err, true), [BAKSH_HOME: home.toString()], false, false, 100, [], TimeSource.SYSTEM)
        jobs = new Jobs(TimeSource.SYSTEM, { })
        sessionCommands = new SessionCommands(SandboxHarness.createContext(environment), session, jobs)
        sessionCommands.addCommands(commands, null)
    }

    def "declarations of rc.groovy are available and not part of the saved session"() {
        given:
        writeRcFile('greeting = "good morning"\ndef twice(n) { 2 * n }\nimport java.time.Duration as Length')

        when:
        sessionCommands.runStartFile()
        session.evaluate('x = twice(4)')
        runCommand('save', home.resolve('saved.groovy').toString())

        then:
        session.evaluate('greeting') == 'good morning'
        session.evaluate('Length.ofHours(1).toString()') == 'PT1H'
        Files.readString(home.resolve('saved.groovy')) == "title 'saved'\n\n// no verb or method 'twice' is defined:\n// x = twice(4)\n"
    }

    def "a failure in rc.groovy is reported with its line and does not stop the shell"() {
        given:
        writeRcFile('a = 1\nb = nowhere\nc = 3')

        when:
        sessionCommands.runStartFile()

        then:
        err.toString().readLines()[0].startsWith("baksh: rc.groovy: 'nowhere' is not defined")
        session.evaluate('1 + 1') == 2
    }

    def ":reload reads lib and rc.groovy again"() {
        given:
        Files.writeString(home.resolve('lib/Note.groovy'), 'class Note { String text() { "old" } }')
        writeRcFile('note = new Note().text()')
        sessionCommands.runStartFile()
        Object valueBefore = session.evaluate('note')
        Files.writeString(home.resolve('lib/Note.groovy'), 'class Note { String text() { "new" } }')
        writeRcFile('note = new Note().text() + "er"')

        when:
        runCommand('reload', '')

        then:
        valueBefore == 'old'
        session.evaluate('note') == 'newer'
        session.evaluate('new Note().text()') == 'new'
        err.toString().trim() == 'lib/ and rc.groovy are loaded again'
    }

    def "an error of any kind fails a job: #error"() {
        when:
        Job job = jobs.start({ throw error }, 'bg { }')
        job.await()

        then:
        Exception e = thrown()
        e.is(job.failure())
        job.state() == 'failed'
        job.failure().message.contains('wrong')

        where:
        error << [new AssertionError((Object) 'wrong'), new IOException('wrong'), new LinkageError('wrong'), new IllegalStateException('wrong')]
    }

    def "exit in rc.groovy ends the file only: #starter"() {
        given:
        session = new EvaluationSession(compiler, new ErrorTranslator(compiler, [ScriptExit]), { binding })
        sessionCommands = new SessionCommands(SandboxHarness.createContext(environment), session, jobs)
        sessionCommands.addCommands(commands, null)
        writeRcFile('a = 1\nthrow new dev.baksh.dsl.ScriptExit(0)\na = 2')

        when:
        starter == 'start' ? sessionCommands.runStartFile() : runCommand('reload', '')

        then:
        session.evaluate('a') == 1
        err.toString() == "exit ended rc.groovy only; :quit leaves the shell\n" + (starter == 'start' ? '' : 'lib/ and rc.groovy are loaded again\n')

        where:
        starter << ['start', 'reload']
    }

    def ":save never overwrites a file, and names a missing folder"() {
        given:
        Path file = Files.writeString(home.resolve('night-check.groovy'), 'old')
        session.evaluate('1 + 1')

        when:
        runCommand('save', file.toString())

        then:
        BakshException e = thrown()
        [e.exit(), e.message, e.hint()] == [ExitCode.REFUSED, "$file already exists", 'use another name, or delete the file first']
        Files.readString(file) == 'old'

        when:
        runCommand('save', home.resolve('nowhere/x.groovy').toString())

        then:
        e = thrown()
        e.message == "$home/nowhere/x.groovy cannot be written: there is no folder $home/nowhere"

        when:
        runCommand('save', '/')

        then:
        e = thrown()
        e.message == '/ already exists'

        when:
        runCommand('save', "'${home.resolve('night check 3.groovy')}'".toString())

        then:
        Files.exists(home.resolve('night check 3.groovy'))

        when:
        err.reset()
        runCommand('save', home.resolve('night-check-2.groovy').toString())

        then:
        Files.readString(home.resolve('night-check-2.groovy')) == "title 'night check 2'\n\n1 + 1\n"
        err.toString() == "3 lines written to $home/night-check-2.groovy; read the file, then: baksh check $home/night-check-2.groovy\n"
    }

    def "without rc.groovy nothing happens"() {
        when:
        sessionCommands.runStartFile()

        then:
        err.toString() == ''
        session.inputs().empty
    }

    def ":jobs lists the typed text and the result"() {
        when:
        jobs.start({ 41 + 1 }, 'bg { 41 + 1\n}').await()
        runCommand('jobs', '')
        runCommand('jobs', '1')

        then:
        out.toString().readLines()[0].contains('"text":"41 + 1"')
        out.toString().readLines()[0].contains('"state":"done"')
        out.toString().readLines()[1] == '42'
    }

    def ":jobs cancel of a job that has ended says so"() {
        given:
        jobs.start({ 42 }, 'bg { 42 }').await()

        when:
        runCommand('jobs', 'cancel 1')

        then:
        err.toString() == 'job 1: done; it has ended already, and nothing was cancelled\n'
    }

    def ":jobs #argument prints #message"() {
        when:
        runCommand('jobs', argument)

        then:
        dev.baksh.client.api.BakshException e = thrown()
        e.message == message
        e.hint() == hint

        where:
        argument   || message                                | hint
        'cancel'   || ':jobs cancel takes the number of a job' | ':jobs lists the jobs'
        'cancel 7' || "there is no job '7'"                  | 'bg { ... } starts a job'
        'x'        || "there is no job 'x'"                  | 'bg { ... } starts a job'
    }

    private void writeRcFile(String text) {
        Files.writeString(home.resolve('rc.groovy'), text)
        home.resolve('rc.groovy').toFile().with { setWritable(false, false); setWritable(true, true) }
    }

    private void runCommand(String command, String argument) {
        commands[command].action().accept(argument)
    }
}
