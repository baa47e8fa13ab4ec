package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxHarnessSpec
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions

/** Logs and reports, and rows as CSV, on disk: whole or not at all. */
class DownloadSpec extends SandboxHarnessSpec {
    private SandboxHarness.Ended say(String text) {
        lab.start(['-e', text])
    }

    private List<String> files() {
        folder.toFile().list().sort() as List
    }

    def "a log is saved under the name that is given, for its owner alone"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.recoveries[7].log.saveTo('$folder/recovery.csv')")

        then:
        ended.out == "$folder/recovery.csv\n"
        folder.resolve('recovery.csv').toFile().text.startsWith('time,level,message\r\n')
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('recovery.csv'))) == 'rw-------'
        files() == ['recovery.csv']
        lab.sandbox.requests().last().header('Accept') == 'text/csv'
    }

    def "in a folder a file gets the server's own name, made harmless: #disposition"() {
        given:
        lab.sandbox.n2ws().faults().injectNext('/logs/',
            Fault.status(200, 'text/csv', 'a,b').withHeader('Content-Disposition', disposition))

        when:
        say("n2ws.recoveries[7].log.saveTo('$folder/')")

        then:
        files() == [name]

        where:
        disposition                                || name
        'attachment; filename="log.csv"'           || 'log.csv'
        'attachment; filename=plain.csv'           || 'plain.csv'
        'attachment; filename="../../etc/passwd"'  || 'passwd'
        'attachment; filename="..\\\\evil.csv"'    || 'evil.csv'
        'attachment; filename=".bashrc"'           || 'bashrc'
        'attachment; filename="a b;c.csv"'         || 'a_b_c.csv'
        'attachment; filename=".."'                || 'recovery_7.csv'
        'attachment'                               || 'recovery_7.csv'
    }

    def "an older file is replaced, a link is not followed"() {
        given:
        folder.resolve('old.csv').toFile().text = 'old'
        folder.resolve('target').toFile().text = 'precious'
        Files.createSymbolicLink(folder.resolve('link.csv'), folder.resolve('target'))

        when:
        SandboxHarness.Ended old = say("n2ws.recoveries[7].log.saveTo('$folder/old.csv')")
        SandboxHarness.Ended link = say("n2ws.recoveries[7].log.saveTo('$folder/link.csv')")

        then:
        old.code == 0
        folder.resolve('old.csv').toFile().text.startsWith('time')
        link.code == 1
        link.err.readLines()[0] == "baksh: $folder/link.csv is a link to another file: nothing was saved"
        folder.resolve('target').toFile().text == 'precious'
        files() == ['link.csv', 'old.csv', 'target']
    }

    def "a file that breaks off is asked for again, and never half there"() {
        given:
        lab.sandbox.n2ws().faults().injectNext(times, 'GET', '/reports/backups/', Fault.truncate())

        when:
        SandboxHarness.Ended ended = say("n2ws.reports.backups().saveTo('$folder/b.csv')")

        then:
        ended.code == code
        files() == names

        where:
        times || code | names
        1     || 0    | ['b.csv']
        4     || 5    | []
    }

    def "a report covers the time that is asked for, in UTC to the second"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.reports.backups(from: now.minusSeconds(86400), to: now, user: 'root').text")

        then:
        ended.out.startsWith('id,policy,status,start_time,end_time')
        lab.sandbox.requests().last().query() ==
            'from_time=2026-03-03T05:06:07Z&to_time=2026-03-04T05:06:07Z&user=1'
    }

    def "times the wrong way round are refused before anything is sent"() {
        expect:
        say('n2ws.reports.audit(from: now, to: now.minusSeconds(1)).text').err.readLines()[0] ==
            'baksh: n2ws.reports.audit: from 2026-03-04T05:06:07Z is after to 2026-03-04T05:06:06Z'
    }

    def "text of #bytes bytes is #outcome, and a file takes any size"() {
        given:
        lab.sandbox.n2ws().faults().injectAlways('GET', '/reports/audit/', Fault.status(200, 'text/csv', 'x' * bytes))

        when:
        SandboxHarness.Ended ended = say('n2ws.reports.audit().text.length()')

        then:
        [ended.code, ended.out, ended.err] == [code, out, err ? """\
            baksh: n2ws (${lab.sandbox.n2wsUrl().authority}): n2ws.reports.audit: ${err.split('; ')[0]}
              ${err.split('; ')[1]}
              -e:1
            """.stripIndent() : '']
        say("n2ws.reports.audit().saveTo('$folder/a.csv')").code == 0
        folder.resolve('a.csv').toFile().length() == bytes

        where:
        bytes          | outcome   || code | out          | err
        16 << 20       | 'read'    || 0    | '16777216\n' | ''
        (16 << 20) + 1 | 'refused' || 1    | ''           | "the file is larger than 16 MiB and was not read; write it to disk: .saveTo('reports_audit.csv')"
    }

    def "an answer that is no file is an error"() {
        given:
        lab.sandbox.n2ws().faults().injectNext('/reports/audit/', Fault.status(200, type, body))

        when:
        SandboxHarness.Ended ended = say("n2ws.reports.audit().saveTo('$folder/a.csv')")

        then:
        ended.code == code
        files() == []

        where:
        type               | body         || code
        'application/json' | '[]'         || 1
        'text/html'        | '<h1>x</h1>' || 5
    }

    def "a file by itself asks nobody"() {
        when:
        SandboxHarness.Ended ended = say('n2ws.reports.audit()')

        then:
        ended.out == "n2ws.reports.audit: a file; .saveTo('reports_audit.csv') writes it, .text reads it\n"
        !lab.sandbox.requests().any { it.path().contains('audit') }
    }

    def "a summary is a PDF"() {
        when:
        say("n2ws.azure.reports.summary(period_type: 'W', period_length: 1).saveTo('$folder')")

        then:
        files() == ['summary_report.pdf']
        folder.resolve('summary_report.pdf').toFile().text.startsWith('%PDF-1.4')
    }

    def "rows are exported as CSV"() {
        when:
        SandboxHarness.Ended all = say("n2ws.s3Repositories.exportCsv('$folder/all.csv')")
        SandboxHarness.Ended some = say("n2ws.policies.list(search: 'linux').exportCsv('$folder')")

        then:
        all.out == "$folder/all.csv\n"
        folder.resolve('all.csv').toFile().text.readLines()[1].startsWith('1,archive')
        some.code == 0
        folder.resolve('policies.csv').toFile().text.readLines().size() == 3
    }
}
