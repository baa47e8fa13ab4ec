package dev.baksh.cli

import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.cli.console.StandardOutput
import dev.baksh.client.api.TimeSource

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

/** A failed write to standard output is an error with one line and a non-zero exit code; only a closed reader stays silent. */
class FailedOutputSpec extends SandboxSpecification {
    static final String RENAME = "n2ws.policies['nightly'].update { description 'changed' }"
    static final List<String> ERROR = [
        'baksh: standard output could not be written: No space left on device',
        '  the output is incomplete; what the call did stays done, and the journal contains its writes',
    ]
    static final List<List<String>> COMMANDS = ['json', 'ndjson', 'csv', 'yaml', 'md', 'table'].collect { ['-o', it, '-e', 'n2ws.policies'] } + [
        ['-e', 'table n2ws.policies, "id"'], ['-e', 'println 1'], ['-e', 'print 1'], ['-e', 'System.out.print("x")'], ['-e', '1'],
        ['--dry-run', '-e', RENAME], ['-'], ['BOOK'], ['run', 'BOOK'], [], ['help'], ['help', 'BOOK'], ['help', 'n2ws.policies'], ['help', 'runs'],
        ['check', 'BOOK'], ['-o', 'json', 'check', 'BOOK'], ['servers'], ['runs'], ['runs', 'last'], ['report', 'last'], ['undo', 'last'],
        ['journal'], ['journal', 'verify'], ['version'], ['sandbox']]

    Path book

    def setup() {
        book = folder.resolve('book.groovy')
        Files.writeString(book, "step('rename') { $RENAME; println 'renamed' }\n")
    }

    def "output to a full disk is an error with exit code 1: #words"() {
        given:
        runTo(new ByteArrayOutputStream(), [book.toString()])

        when:
        CommandResult result = runTo(new FailingOutput('No space left on device'), words)

        then:
        result.code == 1
        result.err.readLines().takeRight(2) == ERROR
        result.err.readLines().count { it.startsWith('baksh: ') } == 1

        where:
        words << COMMANDS
    }

    def "output to a closed reader is no error: #words"() {
        given:
        runTo(new ByteArrayOutputStream(), [book.toString()])

        expect:
        CommandResult result = runTo(new FailingOutput('Broken pipe'), words)
        result.code == 0
        !result.err.contains('baksh: ')

        where:
        words << COMMANDS - [['sandbox']]
    }

    def "an earlier error keeps its exit code, and both errors are printed: #expression"() {
        expect:
        runTo(new FailingOutput('Input/output error'), ['-e', expression]) == new CommandResult(code, '', (lines + [
            'baksh: standard output could not be written: Input/output error', ERROR[1]]).collect { it + '\n' }.join(''))

        where:
        expression                || code | lines
        'println 1; fail "no"'    || 1    | ['baksh: no', '  -e:1']
        'println 1; exit 4'       || 4    | []
    }

    def "the journal of a run with a failed output says what happened"() {
        when:
        CommandResult result = runTo(new FailingOutput('No space left on device'), ['--unattended', '--deadline', '1h', book.toString()])

        then:
        result.code == 1
        result.err.readLines().takeRight(3).take(2) == ERROR
        result.err.readLines().last().contains('"exit":1')
        harness.sandbox.n2ws().policies().find { it.get('name').asText() == 'nightly' }.get('description').asText() == 'changed'

        when:
        ByteArrayOutputStream runs = new ByteArrayOutputStream()
        runTo(runs, ['runs'])

        then:
        runs.toString().contains('"state":"done"')
    }

    def "a failed write is followed by no other write, so the output has no gap"() {
        given:
        ByteArrayOutputStream disk = new ByteArrayOutputStream()
        FailingOutput target = new FailingOutput('No space left on device')
        StandardOutput output = new StandardOutput(target)

        when:
        output.print('first')
        output.flush()
        target.message = null
        output.print('second')

        then:
        output.failure() == 'No space left on device'
        target.written.toString() == ''
    }

    private CommandResult runTo(OutputStream target, List<String> words) {
        ProcessEnvironment base = harness.processEnvironment()
        ByteArrayOutputStream err = new ByteArrayOutputStream()
        PrintStream out = new StandardOutput(target)
        PrintStream previous = System.out
        ProcessEnvironment environment = new ProcessEnvironment(
            new ByteArrayInputStream('println 1\n'.bytes), out, new PrintStream(err, true, StandardCharsets.UTF_8), base.env(),
            false, false, 200, [], TimeSource.SYSTEM)
        System.setOut(environment.scriptOut { it })
        try {
            int code = Application.start(environment, words.collect { it == 'BOOK' ? book.toString() : it })
            return new CommandResult(code, '', err.toString(StandardCharsets.UTF_8))
        } finally {
            System.setOut(previous)
        }
    }

    /** Output whose writes fail while it has a message. */
    static class FailingOutput extends OutputStream {
        final ByteArrayOutputStream written = new ByteArrayOutputStream()
        String message

        FailingOutput(String message) {
            this.message = message
        }

        @Override
        void write(int b) throws IOException {
            write([b] as byte[], 0, 1)
        }

        @Override
        void write(byte[] bytes, int offset, int length) throws IOException {
            if (message != null) throw new IOException(message)
            written.write(bytes, offset, length)
        }
    }
}
