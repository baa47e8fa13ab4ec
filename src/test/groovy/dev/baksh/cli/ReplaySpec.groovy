package dev.baksh.cli

import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Runs that are recorded, and run once more without a server. */
class ReplaySpec extends Specification {
    static final String RUNBOOK = '''\
        title 'Taped'
        params { string 'policy', required: true }
        println "since ${3.days.ago}, ${n2ws.policies.count()} policies"
        def made = step('create') { n2ws.policies.create('taped') { account 'main'; generations 3 } }
        def backup = step('back up') { made.backup().await(every: 30.seconds) }
        approve 'Go on?'
        table([backup], 'id', 'status', 'start_time')
        println n2ws.reports.backups(from: 7.days.ago, to: now).saveTo("FOLDER/${n2ws.alerts.count()}-${System.nanoTime()}.csv").size() > 0
        step('map') { px.users['alice'].map('test-role'); null }
        for (role in px.roles) println role.name
        println n2ws.policies[params.policy].name
        '''.stripIndent()

    @TempDir
    Path home

    @TempDir
    Path folder

    @AutoCleanup
    SandboxHarness harness

    Path recordingFile

    def setup() {
        harness = new SandboxHarness(home)
        recordingFile = folder.resolve('tape')
        writeRunbook RUNBOOK
    }

    def "a replay repeats the reads of previous values, and ignores the order of query parameters"() {
        given:
        writeRunbook """\
            title 'Update'
            def backup = step('back up') { n2ws.policies['linux_web'].backup().await() }
            step('update') { n2ws.policies['linux_web'].update { generations 4 } }
            println backup.status
            """.stripIndent()
        SandboxHarness.Result recorded = harness.start(['--yes', '--record', recordingFile.toString(), 'run', file])
        Path recording = recordingFile.resolve('recording.jsonl')
        Files.writeString(recording, Files.readString(recording).replaceAll(/(\/\?)([^"&]+)&([^"]+)"/) { all, start, first, rest ->
            "$start${rest.split('&').reverse().join('&')}&$first\""
        })

        when:
        SandboxHarness.Result replayed = harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file])

        then:
        recorded.out == 'B\n'
        Files.readString(recording).contains('ordering=id&page_size=')
        replayed.err == ''
        replayed.out == recorded.out
        replayed.code == 0
        harness.start(['runs']).out.readLines().size() == 1
    }

    def "a recording replays without a server, with the same output and without side effects"() {
        given:
        SandboxHarness.Result recordedResult = harness.start(['--yes', '--record', recordingFile.toString(), 'run', file, '--policy', 'nightly'])
        harness.close()
        String journal = harness.start(['journal', 'verify']).out
        int runs = harness.start(['runs']).out.readLines().size()

        when:
        SandboxHarness.Result replayedResult = harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file, '--policy', 'nightly'])

        then:
        recordedResult.code == 0
        recordedResult.out.readLines().first() == 'since 2026-03-01T05:06:07Z, 14 policies'
        replayedResult.err.readLines() == recordedResult.err.readLines().drop(1) // run ...
        replayedResult.out == recordedResult.out
        replayedResult.code == 0
        harness.start(['runs']).out.readLines().size() == runs
        harness.start(['journal', 'verify']).out == journal
    }

    def "a failure replays with the same message"() {
        given:
        writeRunbook "println n2ws.policies.count()\nn2ws.policies['nihgtly'].backup()"
        SandboxHarness.Result recordedResult = harness.start(['--record', recordingFile.toString(), 'run', file])
        String host = harness.sandbox.n2wsUrl().authority
        harness.close()

        when:
        SandboxHarness.Result replayedResult = harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file])

        then:
        recordedResult.err == "baksh: n2ws ($host): policy \"nihgtly\" not found\n  did you mean: nightly\n  book.groovy:2\n"
        [replayedResult.out, replayedResult.err, replayedResult.code] == [recordedResult.out, recordedResult.err, 1]
    }

    def "a failed and retried read is also retried in the replay"() {
        given:
        writeRunbook "println n2ws.policies['nightly'].id"
        harness.sandbox.n2ws().faults().injectNext('GET', 'aws/policies/', Fault.drop())
        SandboxHarness.Result recordedResult = harness.start(['--record', recordingFile.toString(), 'run', file])

        expect:
        recordedResult.out == '1\n'
        harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file]).out == '1\n'
    }

    def "a call that differs from the recording is an error that shows both: #what"() {
        given:
        writeRunbook was
        harness.start(['--yes', '--record', recordingFile.toString(), 'run', file]).code == 0

        when:
        writeRunbook now
        SandboxHarness.Result replayedResult = harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file])

        then:
        replayedResult.code == 1
        replayedResult.err.replace(recordingFile.toString(), 'TAPE').readLines() == lines

        where:
        what              | was                                             | now
        'another body'    | "n2ws.post('aws/policies/', [name: 'a', account: 1])" | "n2ws.post('aws/policies/', [name: 'b', account: 1])"
        'another read'    | "n2ws.get('aws/policies/1/')"                   | "n2ws.get('aws/policies/2/')"
        'one more'        | "n2ws.get('aws/policies/1/')"                   | "2.times { n2ws.get('aws/policies/1/') }"
        'one less'        | "n2ws.get('aws/policies/1/'); n2ws.get('aws/policies/2/')" | "n2ws.get('aws/policies/1/')"
        'another order'   | "n2ws.put('aws/policies/1/', [generations: 5]); n2ws.put('aws/policies/2/', [generations: 5])" | "n2ws.put('aws/policies/2/', [generations: 5])"
        lines << [
            ['baksh: replay of TAPE: the request differs from the recording', '  recorded: POST /api/aws/policies/ {"name":"a","account":1}', '  now:      POST /api/aws/policies/ {"name":"b","account":1}', '  book.groovy:1'],
            ['baksh: replay of TAPE: the request differs from the recording', '  recorded: GET /api/aws/policies/1/', '  now:      GET /api/aws/policies/2/', '  book.groovy:1'],
            ['baksh: replay of TAPE: the request differs from the recording', '  recorded: no further request to this server', '  now:      GET /api/aws/policies/1/', '  book.groovy:1'],
            ['baksh: replay of TAPE: the script has ended, and 1 recorded request was not sent', '  recorded: GET /api/aws/policies/2/', '  now:      nothing'],
            ['baksh: replay of TAPE: the request differs from the recording', '  recorded: PUT /api/aws/policies/1/ {"generations":5}', '  now:      PUT /api/aws/policies/2/ {"generations":5}', '  book.groovy:1'],
        ]
    }

    def "a recording contains no secret and is readable only by its owner"() {
        given:
        harness.start(['--yes', '--record', recordingFile.toString(), 'run', file, '--policy', 'nightly'])
        String text = Files.readString(recordingFile.resolve('recording.jsonl'))

        expect:
        text.contains('"target":"/api/aws/policies/')
        !text.contains(harness.sandbox.n2wsApiKey())
        !text.contains(harness.sandbox.pxClientSecret())
        !(text =~ /eyJ[A-Za-z0-9_-]{10}/)
        !text.contains('Bearer')
        Files.getPosixFilePermissions(recordingFile.resolve('recording.jsonl'))*.name().toSet() == ['OWNER_READ', 'OWNER_WRITE'] as Set
    }

    def "secret fields are masked in a recording, and the replay still matches them"() {
        given:
        writeRunbook "n2ws.post('aws/policies/', [name: 'x', account: 1, description: 'x', password: 'hunter22'])\nprintln n2ws.policies['x'].name"
        harness.start(['--yes', '--record', recordingFile.toString(), 'run', file])

        expect:
        !Files.readString(recordingFile.resolve('recording.jsonl')).contains('hunter22')
        harness.startWithoutServers(['--replay', recordingFile.toString(), 'run', file]).out == 'x\n'
    }

    def "invalid arguments are rejected: #words"() {
        given:
        Files.createDirectories(folder.resolve('there'))
        Files.writeString(folder.resolve('there/recording.jsonl'), 'no JSON\n')
        Files.setPosixFilePermissions(folder.resolve('there'), java.nio.file.attribute.PosixFilePermissions.fromString('rwx------'))
        Files.setPosixFilePermissions(folder.resolve('there/recording.jsonl'), java.nio.file.attribute.PosixFilePermissions.fromString('rw-------'))

        when:
        SandboxHarness.Result result = harness.start(words*.replace('DIR', folder.toString()))

        then:
        result.err.replace(folder.toString(), 'DIR') == message
        result.code == code

        where:
        words                                           || code | message
        ['--record', 'DIR/there', '-e', '1']            || 3    | 'baksh: DIR/there already contains a recording\n  name another folder, or remove DIR/there/recording.jsonl\n'
        ['--replay', 'DIR/no', '-e', '1']               || 2    | 'baksh: DIR/no contains no recording\n  make one with --record DIR/no\n'
        ['--replay', 'DIR/there', '-e', '1']            || 2    | 'baksh: DIR/there/recording.jsonl cannot be read, line 1\n  record it again\n'
        ['--record', 'a', '--replay', 'b', '-e', '1']   || 2    | 'baksh: --record and --replay cannot be combined\n  use --replay alone, or --record with the servers\n'
        ['--replay', 'DIR/there', 'resume', 'last']     || 2    | 'baksh: resume cannot be replayed\n  replay the whole runbook: baksh --replay DIR run FILE\n'
        ['--record', '--yes', '-e', '1']                || 2    | "baksh: --record takes a folder, not '--yes'\n"
    }

    private void writeRunbook(String text) {
        Files.writeString(folder.resolve('book.groovy'), text.replace('FOLDER', folder.toString()))
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }
}
