package dev.baksh.cli

import dev.baksh.Scale
import dev.baksh.Scaled

import java.nio.file.Path

/** A resume compares the journal of the run with the write journal by run, step and line, and stops when they differ. */
class ResumeJournalComparisonSpec extends SandboxSpecification {
    File flag
    File script
    String run

    def setup() {
        flag = home.resolve('flag').toFile()
        script = home.resolve('runbook.groovy').toFile()
        script.text = """
            title 'Two backups'
            step('first') { n2ws.policies['adhoc'].backup().id }
            step('second') { n2ws.policies['linux_web'].backup().id }
            step('third') { if (!new File('$flag').exists()) fail 'later' }
            """
        assert harness.start(['--yes', 'run', script.path]).code == 1
        run = runJournal().parentFile.name
        flag.text = ''
    }

    private File runJournal() {
        home.resolve('runs').toFile().listFiles()[0].toPath().resolve('journal.jsonl').toFile()
    }

    private File writeJournal() {
        home.resolve('journal/journal.jsonl').toFile()
    }

    private int backups() {
        harness.writeRequests().size()
    }

    def "an intact run is resumed"() {
        expect:
        harness.start(['--yes', 'resume', run]).code == 0
        backups() == 2
    }

    @Scaled
    def "no older copy of the journal of a run sends a write again"() {
        given:
        List<String> lines = runJournal().readLines()

        expect:
        Scale.scaledShare((1..<lines.size()).toList(), 3).plus([4, lines.size() - 3]).every { int count ->
            runJournal().text = lines.take(count).join('\n') + '\n'
            SandboxHarness.Result result = harness.start(['--yes', 'resume', run])
            assert backups() == 2 : "$count lines: $result.err"
            assert result.code in [0, 3] : "$count lines: $result.err"
            true
        }
    }

    def "the message shows both records and the ways out"() {
        given:
        List<String> lines = runJournal().readLines()
        int intent = lines.findLastIndexOf { it.contains('"INTENT"') }
        runJournal().text = lines.take(intent).join('\n') + '\n'

        expect:
        with(harness.start(['--yes', 'resume', run])) {
            code == 3
            out == ''
            err == """\
                run $run
                step 'first': already done at 2026-03-04T05:06:07Z
                baksh: run $run: step 'second': the journal of the run and the write journal differ
                  the write journal: line 3: 2026-03-04T05:06:07Z n2ws: n2ws.policies.backup 'linux_web' (POST /api/aws/policies/2/backups/), DONE
                  the journal of the run: no such write in its ${intent + 1} lines
                  nothing was sent; the journal of the run may be an older copy: restore the latest copy, or look at the server, then:
                    baksh resume $run --skip 'second', if the work of the step is done
                    baksh resume $run --resend 'second', to send the write again
                  runbook.groovy:4
                """.stripIndent()
        }
    }

    def "the commands in the message quote the name of the step"() {
        given:
        script.text = script.text.replace("step('second')", 'step("it\'s done")')
        home.resolve('runs').toFile().deleteDir()
        writeJournal().delete()
        flag.delete()
        assert harness.start(['--yes', 'run', script.path]).code == 1
        flag.text = ''
        String run = runJournal().parentFile.name
        List<String> lines = runJournal().readLines()
        List<String> writes = writeJournal().readLines()

        when:
        runJournal().text = lines.take(lines.findLastIndexOf { it.contains('"INTENT"') }).join('\n') + '\n'
        String older = harness.start(['--yes', 'resume', run]).err
        runJournal().text = lines.join('\n') + '\n'
        writeJournal().text = writes.take(2).join('\n') + '\n'
        String shorter = harness.start(['--yes', 'resume', run]).err

        then:
        older.contains("\n    baksh resume $run --skip 'it'\\''s done', if the work of the step is done\n    baksh resume $run --resend 'it'\\''s done', to send the write again\n")
        shorter.contains("\n    baksh resume $run --accept 'it'\\''s done'\n")
    }

    def "--#option decides about the step, once"() {
        given:
        List<String> lines = runJournal().readLines()
        runJournal().text = lines.take(lines.findLastIndexOf { it.contains('"INTENT"') }).join('\n') + '\n'

        expect:
        harness.start(['--yes', 'resume', run]).code == 3
        harness.start(['--yes', 'resume', run, "--$option".toString(), 'second']).code == 0
        backups() == sent

        where:
        option   || sent
        'skip'   || 2
        'resend' || 3
    }

    def "#change stops a resume until the user accepts the journal of the run"() {
        given:
        File journal = writeJournal()
        List<String> lines = journal.readLines()
        if (change.contains('missing')) journal.delete()
        else journal.text = lines.take(2).join('\n') + '\n'
        String step = change.contains('missing') ? 'first' : 'second'

        expect:
        with(harness.start(['--yes', 'resume', run])) {
            code == 3
            err.contains("run $run: the journal of the run and the write journal differ\n  the journal of the run: line ")
            err.contains('the write journal: no such write')
            err.contains("baksh resume $run --accept '$step'")
        }
        harness.start(['--yes', 'resume', run, '--accept', step]).code == 0
        backups() == 2

        where:
        change << ['a write journal from an older backup', 'a missing write journal']
    }

    def "a damaged write journal stops a resume"() {
        given:
        List<String> lines = writeJournal().readLines()
        writeJournal().text = (lines[0..0] + lines[2..-1]).join('\n') + '\n'

        expect:
        with(harness.start(['--yes', 'resume', run])) {
            code == 3
            err.startsWith('baksh: the run cannot be resumed, because the write journal is damaged: ')
            err.contains("  nothing was sent; restore the latest copy of ${writeJournal()}, or move the file away and look at the servers: ")
        }
        backups() == 2
    }

    def "journals of two runs that were exchanged stop the resume of both"() {
        given:
        flag.delete()
        script.text = script.text.replace("['adhoc']", "['windows_ad']")
        harness.start(['--yes', 'run', script.path])
        List<File> folders = home.resolve('runs').toFile().listFiles().toList()
        List<String> texts = folders.collect { new File(it, 'journal.jsonl').text }
        new File(folders[0], 'journal.jsonl').text = texts[1]
        new File(folders[1], 'journal.jsonl').text = texts[0]
        flag.text = ''

        expect:
        folders.every { harness.start(['--yes', 'resume', it.name]).code == 3 }
        backups() == 4
    }

    def "a run that was copied into another home stops there"() {
        given:
        Path other = home.resolve('other')
        other.resolve("runs/$run").toFile().mkdirs()
        ['', '/runs', "/runs/$run"].each { new File(other.toString() + it).with { f -> f.setReadable(false, false); f.setReadable(true, true); f.setExecutable(false, false); f.setExecutable(true, true); f.setWritable(false, false); f.setWritable(true, true) } }
        File copy = other.resolve("runs/$run/journal.jsonl").toFile()
        copy.text = runJournal().text
        copy.setReadable(false, false)
        copy.setReadable(true, true)

        expect:
        harness.start(['--yes', 'resume', run], [BAKSH_HOME: other.toString()]).code == 3
        backups() == 2
    }

    def "a removed or changed line in the middle of the journal of the run stops the resume"() {
        given:
        List<String> lines = runJournal().readLines()
        lines.remove(lines.size().intdiv(2))
        runJournal().text = lines.join('\n') + '\n'

        expect:
        harness.start(['--yes', 'resume', run]).code == 1
        backups() == 2
    }
}
