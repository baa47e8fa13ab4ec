package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Downloads of logs and reports, and CSV files: complete or absent. */
class DownloadSpec extends SandboxSpecification {
    private SandboxHarness.Result runExpression(String text) {
        harness.start(['-e', text])
    }

    private List<String> files() {
        folder.toFile().list().sort() as List
    }

    def "a log is saved with the given name, readable only by its owner"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.recoveries[7].log.saveTo('$folder/recovery.csv')")

        then:
        result.out == "$folder/recovery.csv\n"
        folder.resolve('recovery.csv').toFile().text.startsWith('time,level,message\r\n')
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('recovery.csv'))) == 'rw-------'
        files() == ['recovery.csv']
        harness.sandbox.requests().last().header('Accept') == 'text/csv'
    }

    def "in a folder a file gets the server's own name, made safe: #disposition"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('/logs/',
            Fault.status(200, 'text/csv', 'a,b').withHeader('Content-Disposition', disposition))

        when:
        runExpression("n2ws.recoveries[7].log.saveTo('$folder/')")

        then:
        files() == [name]

        where:
        disposition                                || name
        'attachment; filename="log.csv"'           || 'log.csv'
        'attachment; filename=plain.csv'           || 'plain.csv'
        'attachment; filename="../../etc/passwd"'  || 'passwd.csv'
        'attachment; filename="..\\\\evil.csv"'    || 'evil.csv'
        'attachment; filename=".bashrc"'           || 'bashrc.csv'
        'attachment; filename="a b;c.csv"'         || 'a_b_c.csv'
        'attachment; filename=".."'                || 'recovery_7.csv'
        'attachment'                               || 'recovery_7.csv'
    }

    def "a name that the server chose never replaces a file, a link or a folder: #existing"() {
        given:
        Path target = folder.resolve('target')
        target.toFile().text = 'precious'
        Path path = folder.resolve('x.csv')
        if (existing == 'file') path.toFile().text = 'precious'
        if (existing == 'link') Files.createSymbolicLink(path, target)
        if (existing == 'link to nothing') Files.createSymbolicLink(path, folder.resolve('nothing'))
        if (existing == 'folder') Files.createDirectory(path)
        harness.sandbox.n2ws().faults().injectNext('/logs/',
            Fault.status(200, 'text/csv', 'a,b').withHeader('Content-Disposition', 'attachment; filename="x.groovy"'))

        when:
        SandboxHarness.Result result = runExpression("n2ws.recoveries[7].log.saveTo('$folder/')")

        then:
        result.out == "$folder/x-2.csv\n"
        result.code == 0
        folder.resolve('x-2.csv').toFile().text == 'a,b'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('x-2.csv'))) == 'rw-------'
        target.toFile().text == 'precious'
        existing != 'file' || path.toFile().text == 'precious'
        files() == ['target', 'x-2.csv', 'x.csv']

        where:
        existing << ['file', 'link', 'link to nothing', 'folder']
    }

    def "a name that baksh chose in a folder never replaces a file"() {
        given:
        ['policies.csv', 'recovery_7.csv'].each { folder.resolve(it).toFile().text = 'precious' }
        harness.sandbox.n2ws().faults().injectNext('/logs/', Fault.status(200, 'text/csv', 'a,b'))

        expect:
        runExpression("n2ws.policies.exportCsv('$folder')").out == "$folder/policies-2.csv\n"
        runExpression("n2ws.recoveries[7].log.saveTo('$folder/')").out == "$folder/recovery_7-2.csv\n"
        ['policies.csv', 'recovery_7.csv'].every { folder.resolve(it).toFile().text == 'precious' }
        files() == ['policies-2.csv', 'policies.csv', 'recovery_7-2.csv', 'recovery_7.csv']
    }

    def "a file is not saved over a pipe or a device"() {
        given:
        ['mkfifo', "$folder/pipe"].execute().waitFor()

        when:
        SandboxHarness.Result result = runExpression("n2ws.recoveries[7].log.saveTo('$folder/pipe')")

        then:
        result.code == 1
        result.err == "baksh: $folder/pipe is not a regular file: nothing was saved\n  give another file name\n  -e:1\n"
        files() == ['pipe']
    }

    def "an existing file is replaced, a link is not followed"() {
        given:
        folder.resolve('old.csv').toFile().text = 'old'
        folder.resolve('target').toFile().text = 'precious'
        Files.createSymbolicLink(folder.resolve('link.csv'), folder.resolve('target'))

        when:
        SandboxHarness.Result oldResult = runExpression("n2ws.recoveries[7].log.saveTo('$folder/old.csv')")
        SandboxHarness.Result link = runExpression("n2ws.recoveries[7].log.saveTo('$folder/link.csv')")

        then:
        oldResult.code == 0
        folder.resolve('old.csv').toFile().text.startsWith('time')
        link.code == 1
        link.err.readLines()[0] == "baksh: $folder/link.csv is a link to another file: nothing was saved"
        folder.resolve('target').toFile().text == 'precious'
        files() == ['link.csv', 'old.csv', 'target']
    }

    def "an interrupted download is retried, and no partial file is left"() {
        given:
        harness.sandbox.n2ws().faults().injectNext(times, 'GET', '/reports/backups/', Fault.truncate())

        when:
        SandboxHarness.Result result = runExpression("n2ws.reports.backups().saveTo('$folder/b.csv')")

        then:
        result.code == code
        files() == names

        where:
        times || code | names
        1     || 0    | ['b.csv']
        4     || 5    | []
    }

    def "a report covers the requested period, in UTC to the second"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.reports.backups(from: now.minusSeconds(86400), to: now, user: 'root').text")

        then:
        result.out.startsWith('id,policy,status,start_time,end_time')
        harness.sandbox.requests().last().query() ==
            'from_time=2026-03-03T05:06:07Z&to_time=2026-03-04T05:06:07Z&user=1'
    }

    def "a period with its end before its start is rejected before anything is sent"() {
        expect:
        runExpression('n2ws.reports.audit(from: now, to: now.minusSeconds(1)).text').err.readLines()[0] ==
            'baksh: n2ws.reports.audit: from 2026-03-04T05:06:07Z is after to 2026-03-04T05:06:06Z'
    }

    def "text of #bytes bytes is #outcome, and a file can have any size"() {
        given:
        harness.sandbox.n2ws().faults().injectAlways('GET', '/reports/audit/', Fault.status(200, 'text/csv', 'x' * bytes))

        when:
        SandboxHarness.Result result = runExpression('n2ws.reports.audit().text.length()')

        then:
        [result.code, result.out, result.err] == [code, out, err ? """\
            baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.reports.audit: ${err.split('; ')[0]}
              ${err.split('; ')[1]}
              -e:1
            """.stripIndent() : '']
        runExpression("n2ws.reports.audit().saveTo('$folder/a.csv')").code == 0
        folder.resolve('a.csv').toFile().length() == bytes

        where:
        bytes          | outcome   || code | out          | err
        16 << 20       | 'read'    || 0    | '16777216\n' | ''
        (16 << 20) + 1 | 'refused' || 1    | ''           | "the file is larger than 16 MiB and was not read; write it to disk: .saveTo('reports_audit.csv')"
    }

    def "a response that is not a file is an error"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('/reports/audit/', Fault.status(200, type, body))

        when:
        SandboxHarness.Result result = runExpression("n2ws.reports.audit().saveTo('$folder/a.csv')")

        then:
        result.code == code
        files() == []

        where:
        type               | body         || code
        'application/json' | '[]'         || 1
        'text/html'        | '<h1>x</h1>' || 5
    }

    def "status #status is no complete file: #message"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('GET', '/reports/backups/', Fault.status(status, 'text/csv', body))

        when:
        SandboxHarness.Result result = runExpression("n2ws.reports.backups().saveTo('$folder/b.csv')")

        then:
        result.code == code
        result.out == ''
        result.err.readLines()[0].contains(message)
        files() == []

        where:
        status | body    || code | message
        206    | 'a,b'   || 1    | 'the response is only a part of the file, which was not requested (GET '
        204    | ''      || 1    | 'the response is not a file (GET '
        202    | ''      || 1    | 'the response is not a file (GET '
    }

    def "a download object alone sends no request"() {
        when:
        SandboxHarness.Result result = runExpression('n2ws.reports.audit()')

        then:
        result.out == "n2ws.reports.audit: a file; .saveTo('reports_audit.csv') writes it, .text reads it\n"
        !harness.sandbox.requests().any { it.path().contains('audit') }
    }

    def "a summary is a PDF"() {
        when:
        runExpression("n2ws.azure.reports.summary(period_type: 'W', period_length: 1).saveTo('$folder')")

        then:
        files() == ['summary_report.pdf']
        folder.resolve('summary_report.pdf').toFile().text.startsWith('%PDF-1.4')
    }

    def "rows are exported as CSV"() {
        when:
        SandboxHarness.Result allResult = runExpression("n2ws.s3Repositories.exportCsv('$folder/all.csv')")
        SandboxHarness.Result partResult = runExpression("n2ws.policies.list(search: 'linux').exportCsv('$folder')")
        SandboxHarness.Result filteredResult = runExpression("n2ws.policies.findAll { it.name =~ 'linux' }.exportCsv('$folder/filtered.csv')")

        then:
        allResult.out == "$folder/all.csv\n"
        folder.resolve('all.csv').toFile().text.readLines()[1].startsWith('1,archive')
        partResult.code == 0
        folder.resolve('policies.csv').toFile().text.readLines().size() == 3
        filteredResult.out == "$folder/filtered.csv\n"
        folder.resolve('filtered.csv').toFile().text == folder.resolve('policies.csv').toFile().text
    }
}
