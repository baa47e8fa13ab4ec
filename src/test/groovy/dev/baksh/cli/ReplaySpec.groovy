package dev.baksh.cli

import dev.baksh.sandbox.Fault
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

/** Runs that are recorded, and run once more without a server. */
class ReplaySpec extends Specification {
    static final String BOOK = '''\
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
    Lab lab

    Path tape

    def setup() {
        lab = new Lab(home)
        tape = folder.resolve('tape')
        write BOOK
    }

    def "a replay repeats the reads of previous values, and ignores the order of query parameters"() {
        given:
        write """\
            title 'Update'
            def backup = step('back up') { n2ws.policies['linux_web'].backup().await() }
            step('update') { n2ws.policies['linux_web'].update { generations 4 } }
            println backup.status
            """.stripIndent()
        Lab.Ended recorded = lab.start(['--yes', '--record', tape.toString(), 'run', file])
        Path recording = tape.resolve('recording.jsonl')
        Files.writeString(recording, Files.readString(recording).replaceAll(/(\/\?)([^"&]+)&([^"]+)"/) { all, start, first, rest ->
            "$start${rest.split('&').reverse().join('&')}&$first\""
        })

        when:
        Lab.Ended replayed = lab.startAlone(['--replay', tape.toString(), 'run', file])

        then:
        recorded.out == 'B\n'
        Files.readString(recording).contains('ordering=id&page_size=')
        replayed.err == ''
        replayed.out == recorded.out
        replayed.code == 0
        lab.start(['runs']).out.readLines().size() == 1
    }

    def "what was recorded runs again without a server, with the same output, and leaves no trace"() {
        given:
        Lab.Ended recorded = lab.start(['--yes', '--record', tape.toString(), 'run', file, '--policy', 'nightly'])
        lab.close()
        String journal = lab.start(['journal', 'verify']).out
        int runs = lab.start(['runs']).out.readLines().size()

        when:
        Lab.Ended replayed = lab.startAlone(['--replay', tape.toString(), 'run', file, '--policy', 'nightly'])

        then:
        recorded.code == 0
        recorded.out.readLines().first() == 'since 2026-03-01T05:06:07Z, 14 policies'
        replayed.err.readLines() == recorded.err.readLines().drop(1) // run ...
        replayed.out == recorded.out
        replayed.code == 0
        lab.start(['runs']).out.readLines().size() == runs
        lab.start(['journal', 'verify']).out == journal
    }

    def "what fails fails again in the same words"() {
        given:
        write "println n2ws.policies.count()\nn2ws.policies['nihgtly'].backup()"
        Lab.Ended recorded = lab.start(['--record', tape.toString(), 'run', file])
        String host = lab.sandbox.n2wsUrl().authority
        lab.close()

        when:
        Lab.Ended replayed = lab.startAlone(['--replay', tape.toString(), 'run', file])

        then:
        recorded.err == "baksh: n2ws ($host): policy \"nihgtly\" not found\n  did you mean: nightly\n  book.groovy:2\n"
        [replayed.out, replayed.err, replayed.code] == [recorded.out, recorded.err, 1]
    }

    def "a read that failed and was sent again does so in the replay"() {
        given:
        write "println n2ws.policies['nightly'].id"
        lab.sandbox.n2ws().faults().next('GET', 'aws/policies/', Fault.drop())
        Lab.Ended recorded = lab.start(['--record', tape.toString(), 'run', file])

        expect:
        recorded.out == '1\n'
        lab.startAlone(['--replay', tape.toString(), 'run', file]).out == '1\n'
    }

    def "another call than the recorded one is an error that shows both: #what"() {
        given:
        write was
        lab.start(['--yes', '--record', tape.toString(), 'run', file]).code == 0

        when:
        write now
        Lab.Ended replayed = lab.startAlone(['--replay', tape.toString(), 'run', file])

        then:
        replayed.code == 1
        replayed.err.replace(tape.toString(), 'TAPE').readLines() == lines

        where:
        what              | was                                             | now
        'another body'    | "n2ws.post('aws/policies/', [name: 'a', account: 1])" | "n2ws.post('aws/policies/', [name: 'b', account: 1])"
        'another read'    | "n2ws.get('aws/policies/1/')"                   | "n2ws.get('aws/policies/2/')"
        'one more'        | "n2ws.get('aws/policies/1/')"                   | "2.times { n2ws.get('aws/policies/1/') }"
        'one less'        | "n2ws.get('aws/policies/1/'); n2ws.get('aws/policies/2/')" | "n2ws.get('aws/policies/1/')"
        'another order'   | "n2ws.put('aws/policies/1/', [generations: 5]); n2ws.put('aws/policies/2/', [generations: 5])" | "n2ws.put('aws/policies/2/', [generations: 5])"
        lines << [
            ['baksh: replay of TAPE: another call comes than was recorded', '  recorded: POST /api/aws/policies/ {"name":"a","account":1}', '  now:      POST /api/aws/policies/ {"name":"b","account":1}', '  book.groovy:1'],
            ['baksh: replay of TAPE: another call comes than was recorded', '  recorded: GET /api/aws/policies/1/', '  now:      GET /api/aws/policies/2/', '  book.groovy:1'],
            ['baksh: replay of TAPE: another call comes than was recorded', '  recorded: nothing more of this server', '  now:      GET /api/aws/policies/1/', '  book.groovy:1'],
            ['baksh: replay of TAPE: the script has ended, and 1 recorded call has not come', '  recorded: GET /api/aws/policies/2/', '  now:      nothing'],
            ['baksh: replay of TAPE: another call comes than was recorded', '  recorded: PUT /api/aws/policies/1/ {"generations":5}', '  now:      PUT /api/aws/policies/2/ {"generations":5}', '  book.groovy:1'],
        ]
    }

    def "no secret is in a recording, and nobody else can read it"() {
        given:
        lab.start(['--yes', '--record', tape.toString(), 'run', file, '--policy', 'nightly'])
        String text = Files.readString(tape.resolve('recording.jsonl'))

        expect:
        text.contains('"target":"/api/aws/policies/')
        !text.contains(lab.sandbox.n2wsApiKey())
        !text.contains(lab.sandbox.pxClientSecret())
        !(text =~ /eyJ[A-Za-z0-9_-]{10}/)
        !text.contains('Bearer')
        Files.getPosixFilePermissions(tape.resolve('recording.jsonl'))*.name().toSet() == ['OWNER_READ', 'OWNER_WRITE'] as Set
    }

    def "fields whose names say that they are secret are hidden where they are recorded, and go on being found"() {
        given:
        write "n2ws.post('aws/policies/', [name: 'x', account: 1, description: 'x', password: 'hunter22'])\nprintln n2ws.policies['x'].name"
        lab.start(['--yes', '--record', tape.toString(), 'run', file])

        expect:
        !Files.readString(tape.resolve('recording.jsonl')).contains('hunter22')
        lab.startAlone(['--replay', tape.toString(), 'run', file]).out == 'x\n'
    }

    def "refused: #words"() {
        given:
        Files.createDirectories(folder.resolve('there'))
        Files.writeString(folder.resolve('there/recording.jsonl'), 'no JSON\n')
        Files.setPosixFilePermissions(folder.resolve('there'), java.nio.file.attribute.PosixFilePermissions.fromString('rwx------'))
        Files.setPosixFilePermissions(folder.resolve('there/recording.jsonl'), java.nio.file.attribute.PosixFilePermissions.fromString('rw-------'))

        when:
        Lab.Ended ended = lab.start(words*.replace('DIR', folder.toString()))

        then:
        ended.err.replace(folder.toString(), 'DIR') == message
        ended.code == code

        where:
        words                                           || code | message
        ['--record', 'DIR/there', '-e', '1']            || 3    | 'baksh: DIR/there holds a recording already\n  name another folder, or remove DIR/there/recording.jsonl\n'
        ['--replay', 'DIR/no', '-e', '1']               || 2    | 'baksh: DIR/no holds no recording\n  make one with --record DIR/no\n'
        ['--replay', 'DIR/there', '-e', '1']            || 2    | 'baksh: DIR/there/recording.jsonl cannot be read, line 1\n  record it anew\n'
        ['--record', 'a', '--replay', 'b', '-e', '1']   || 2    | 'baksh: --record and --replay at once\n  a replay would only be recorded again\n'
        ['--replay', 'DIR/there', 'resume', 'last']     || 2    | 'baksh: resume cannot be replayed\n  replay the whole runbook: baksh --replay DIR run FILE\n'
        ['--record', '--yes', '-e', '1']                || 2    | "baksh: --record takes a folder, not '--yes'\n"
    }

    private void write(String text) {
        Files.writeString(folder.resolve('book.groovy'), text.replace('FOLDER', folder.toString()))
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }
}
