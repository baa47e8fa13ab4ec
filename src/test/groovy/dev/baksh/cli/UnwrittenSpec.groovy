package dev.baksh.cli

import dev.baksh.exchange.FaultServer
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import static dev.baksh.exchange.FaultServer.json

/** The server has done it, and by then the journals cannot be written any more. */
@Timeout(120)
class UnwrittenSpec extends Specification {
    @TempDir
    Path home

    @TempDir
    Path temporary

    @AutoCleanup
    Lab lab

    @AutoCleanup
    FaultServer server = new FaultServer()

    List<Path> widened = []

    def setup() {
        lab = new Lab(home)
        server.handler = { FaultServer.Request request ->
            if (request.target.contains('/token/')) return json(200, '{"access": "opaque-token"}')
            if (!request.line.startsWith('POST')) return json(200, '{"id": 7, "name": "made"}')
            widened.each { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rwxrwxrwx')) }
            json(201, '{"id": 7, "name": "made"}')
        }
    }

    def "what happened is said, kept in a file, and the way to put it on record is named"() {
        given:
        widened << Files.createDirectories(home.resolve('journal'), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString('rwx------')))

        when:
        Lab.Ended ended = start(['-e', "n2ws.post('aws/policies/', [name: 'made'])"])
        Path file = kept()

        then:
        ended.code == 74
        ended.out == ''
        ended.err.startsWith('not in the journal: n2ws: n2ws.post \'aws/policies/\': DONE {"intent":1,"status":201,"result":{"id":7}}\n' +
            "it is kept in $file\n" +
            "baksh: n2ws: n2ws.post 'aws/policies/': the write HAS happened; the journal cannot be written: ")
        ended.err.contains('\n  when it can be written: baksh journal settle 1 --happened\n')
        Files.readString(file).endsWith('"result":{"id":7}}\n')
        posts() == 1

        when:
        Files.setPosixFilePermissions(home.resolve('journal'), PosixFilePermissions.fromString('rwx------'))
        Lab.Ended settled = start(['journal', 'settle', '1', '--happened'])

        then:
        settled.code == 0
        start(['journal', 'verify']).err == ''
    }

    def "when the run's journal cannot take it, the write journal still does, and a resume does not send it again"() {
        given:
        Path script = home.resolve('book.groovy')
        Files.writeString(script, "step('make') { n2ws.post('aws/policies/', [name: 'made']).id }\n")
        Path runs = Files.createDirectories(home.resolve('runs'), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString('rwx------')))
        widened << runs

        when:
        Lab.Ended ended = start(['run', script.toString()], { Files.list(runs).withCloseable { list -> widened.addAll(list.toList()) } })
        String run = widened.last().fileName

        then:
        ended.code == 74
        ended.err.contains("not in the journal of run $run: DONE ")
        ended.err.contains("baksh: run $run: ")
        start(['journal']).out.contains('DONE')
        posts() == 1

        when:
        widened.each { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rwx------')) }
        widened.clear()
        Lab.Ended resumed = start(['resume', run])

        then:
        resumed.code != 0
        posts() == 1
    }

    private Lab.Ended start(List<String> words, Closure before = {}) {
        Closure handler = server.handler
        server.handler = { FaultServer.Request request ->
            before()
            handler(request)
        }
        lab.start(words, [BAKSH_N2WS_URL: server.url.toString(), BAKSH_N2WS_API_KEY: 'key-of-a-spec', TMPDIR: temporary.toString()])
    }

    private Path kept() {
        Files.list(temporary).withCloseable { it.toList() }[0]
    }

    private int posts() {
        server.requests.count { it.line.startsWith('POST') && !it.target.contains('/token/') }
    }
}
