package dev.baksh.cli.app

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.Console
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.journal.JournalEvent
import dev.baksh.client.journal.RunContext
import dev.baksh.client.journal.RunStore
import dev.baksh.client.journal.RunWrite
import dev.baksh.client.journal.WriteIntent
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** What a person answers to the question before a dangerous write stands on the run's record. */
class ConfirmationPromptSpec extends Specification {
    static final String USER = System.getProperty('user.name')

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @TempDir
    File home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home.toPath()).at(sandbox)
    }

    CommandResult run() {
        baksh.runs("step('away') { n2ws.policies['adhoc'].delete() }")
    }

    /** Kind, question and answer, as the run's journal has them. */
    List<List<String>> said() {
        new RunStore(home.toPath().resolve('runs')).get('last').events().findAll { it.kind() == JournalEvent.Kind.SAID }
            .collect { [it.data().kind, it.data().text, it.data().value] }
    }

    List<List<String>> asked(String kind, String words) {
        [['asked', question(), 'no answer'], [kind, question(), words]]
    }

    String question() {
        "n2ws.policies.delete 'adhoc' on n2ws (${sandbox.n2wsUrl().authority})?"
    }

    def "a no, an end of the input and nobody at all are on record: '#typed.strip()'"() {
        given:
        if (terminal) baksh.atTerminal(typed)

        when:
        CommandResult printed = run()

        then:
        printed.code() == 3
        said() == asked('declined', words.replace('N2WS', sandbox.n2wsUrl().authority))
        baksh.start('journal', 'verify', 'last').code() == 0

        where:
        terminal | typed                        || words
        true     | 'n\n'                        || "$USER at the terminal: 'n'"
        true     | 'not this one, | please\n'   || "$USER at the terminal: 'not this one, | please'"
        true     | ''                           || "$USER at the terminal: no answer"
        false    | ''                           || "nobody is there to ask: n2ws.policies.delete 'adhoc' on n2ws (N2WS)?"
    }

    def "a secret that was typed in place of an answer is not"() {
        given:
        baksh.atTerminal(sandbox.n2wsApiKey() + '\n')

        expect:
        run().code() == 3
        said() == asked('declined', "$USER at the terminal: '***'")
        !new File(new File(home, 'runs').listFiles()[0], 'journal.jsonl').text.contains(sandbox.n2wsApiKey())
    }

    def "a yes is on record, and the write after it"() {
        given:
        baksh.atTerminal('Yes\n')

        expect:
        run().code() == 0
        said() == asked('agreed', "$USER at the terminal: 'Yes'")
        with(baksh.start('report', 'last').out().readLines().findAll { it.contains(' | agreed | ') || it.contains(' | asked | ') }) {
            size() == 1
            first().contains("'Yes'")
        }
    }

    def "--yes is no answer: nothing was asked"() {
        given:
        Sandbox other = Sandbox.start(SandboxOptions.defaults())
        baksh.at(other)

        expect:
        baksh.start('--yes', 'run', baksh.file('x.groovy', "step('away') { n2ws.policies['adhoc'].delete() }").toString()).code() == 0
        said() == []

        cleanup:
        other.close()
    }

    def "it stands on record before it is put, and an interrupt is no answer"() {
        given:
        List<List<String>> record = []
        RunContext course = new RunContext() {
            @Override
            RunWrite nextWrite(WriteIntent intent) {
                null
            }

            @Override
            void recordQuestion(String kind, String text, String value) {
                record << [kind, text, value]
            }
        }
        ProcessEnvironment surroundings = new ProcessEnvironment(System.in, System.out, new PrintStream(new ByteArrayOutputStream()), [:], true, true, 80, [], dev.baksh.client.api.TimeSource.SYSTEM)
        Console console = new Console(surroundings, CommandLineOptions.parse([]), new SecretRedactor())
        List<List<String>> before = []
        console.setPrompter {
            before.addAll(record)
            throw new BakshException(ExitCode.INTERRUPTED, 'interrupted at the question; nothing was sent', null)
        }

        when:
        new ConfirmationPrompt(console, course).confirm('delete it?', null)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        before == [['asked', 'delete it?', 'no answer']]
        record == before + [['unanswered', 'delete it?', 'interrupted at the question; nothing was sent']]
    }
}
