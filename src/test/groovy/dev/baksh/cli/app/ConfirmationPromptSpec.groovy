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

/** Journal entries for the user's answer to the question before a dangerous write. */
class ConfirmationPromptSpec extends Specification {
    static final String USER = System.getProperty('user.name')

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    File home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home.toPath()).useSandbox(sandbox)
    }

    CommandResult runDelete() {
        baksh.runScriptFile("step('away') { n2ws.policies['adhoc'].delete() }")
    }

    /** Kind, question and answer, as the run's journal has them. */
    List<List<String>> promptRecords() {
        new RunStore(home.toPath().resolve('runs')).get('last').events().findAll { it.kind() == JournalEvent.Kind.SAID }
            .collect { [it.data().kind, it.data().text, it.data().value] }
    }

    List<List<String>> expectedRecords(String kind, String recordedAnswer) {
        [['asked', confirmationQuestion(), 'no answer'], [kind, confirmationQuestion(), recordedAnswer]]
    }

    String confirmationQuestion() {
        "n2ws.policies.delete 'adhoc' (id 11, owner root) on n2ws (${sandbox.n2wsUrl().authority})?"
    }

    def "a no, the end of the input and a missing user are recorded: '#typed.strip()'"() {
        given:
        if (terminal) baksh.useTerminal(typed)

        when:
        CommandResult result = runDelete()

        then:
        result.code() == 3
        promptRecords() == expectedRecords('declined', recordedAnswer.replace('N2WS', sandbox.n2wsUrl().authority))
        baksh.start('journal', 'verify', 'last').code() == 0

        where:
        terminal | typed                        || recordedAnswer
        true     | 'n\n'                        || "$USER at the terminal: 'n'"
        true     | 'not this one, | please\n'   || "$USER at the terminal: 'not this one, | please'"
        true     | ''                           || "$USER at the terminal: no answer"
        false    | ''                           || "no user can be asked: n2ws.policies.delete 'adhoc' (id 11, owner root) on n2ws (N2WS)?"
    }

    def "a secret typed as an answer is not recorded"() {
        given:
        baksh.useTerminal(sandbox.n2wsApiKey() + '\n')

        expect:
        runDelete().code() == 3
        promptRecords() == expectedRecords('declined', "$USER at the terminal: '***'")
        !new File(new File(home, 'runs').listFiles()[0], 'journal.jsonl').text.contains(sandbox.n2wsApiKey())
    }

    def "a yes is recorded before the write"() {
        given:
        baksh.useTerminal('Yes\n')

        expect:
        runDelete().code() == 0
        promptRecords() == expectedRecords('agreed', "$USER at the terminal: 'Yes'")
        with(baksh.start('report', 'last').out().readLines().findAll { it.contains(' | agreed | ') || it.contains(' | asked | ') }) {
            size() == 1
            first().contains("'Yes'")
        }
    }

    def "--yes is not recorded as an answer"() {
        given:
        Sandbox otherSandbox = Sandbox.start(new SandboxOptions())
        baksh.useSandbox(otherSandbox)

        expect:
        baksh.start('--yes', 'run', baksh.writeFile('x.groovy', "step('away') { n2ws.policies['adhoc'].delete() }").toString()).code() == 0
        promptRecords() == []

        cleanup:
        otherSandbox.close()
    }

    def "a prompt is recorded before it is shown, and an interrupt is not an answer"() {
        given:
        List<List<String>> recorded = []
        RunContext runContext = new RunContext() {
            @Override
            RunWrite nextWrite(WriteIntent intent) {
                null
            }

            @Override
            void recordQuestion(String kind, String text, String value) {
                recorded << [kind, text, value]
            }
        }
        ProcessEnvironment environment = new ProcessEnvironment(System.in, System.out, new PrintStream(new ByteArrayOutputStream()), [:], true, true, 80, [], dev.baksh.client.api.TimeSource.SYSTEM)
        Console console = new Console(environment, CommandLineOptions.parse([]), new SecretRedactor())
        List<List<String>> before = []
        console.attach([width: { 80 }, readLine: {
            before.addAll(recorded)
            throw new BakshException(ExitCode.INTERRUPTED, 'interrupted at the question; nothing was sent', null)
        }] as Console.Screen)

        when:
        new ConfirmationPrompt(console, runContext).confirm('delete it?', null, null)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        before == [['asked', 'delete it?', 'no answer']]
        recorded == before + [['unanswered', 'delete it?', 'interrupted at the question; nothing was sent']]
    }
}
