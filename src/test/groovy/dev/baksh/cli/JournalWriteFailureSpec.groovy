package dev.baksh.cli

import dev.baksh.client.exchange.FaultyHttpServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** The server has done it, and by then the journals cannot be written any more. */
@Timeout(120)
class JournalWriteFailureSpec extends Specification {
    @TempDir
    Path home

    @TempDir
    Path temporary

    @AutoCleanup
    SandboxHarness harness

    @AutoCleanup
    FaultyHttpServer server = new FaultyHttpServer()

    List<Path> openedFolders = []

    def setup() {
        harness = new SandboxHarness(home)
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token/')) return json(200, '{"access": "opaque-token"}')
            if (!request.requestLine.startsWith('POST')) return json(200, '{"id": 7, "name": "made"}')
            openedFolders.each { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rwxrwxrwx')) }
            json(201, '{"id": 7, "name": "made"}')
        }
    }

    def "the outcome is reported and saved to a file, with the command to record it"() {
        given:
        openedFolders << Files.createDirectories(home.resolve('journal'), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString('rwx------')))

        when:
        SandboxHarness.Result result = start(['-e', "n2ws.post('aws/policies/', [name: 'made'])"])
        Path file = fallbackFile()

        then:
        result.code == 74
        result.out == ''
        result.err.startsWith('not in the journal: n2ws: n2ws.post \'aws/policies/\': DONE {"intent":1,"status":201,"result":{"id":7}}\n' +
            "the line is also in $file\n" +
            "baksh: n2ws: n2ws.post 'aws/policies/': the write HAS happened; the journal cannot be written: ")
        result.err.contains('\n  when the journal can be written again: baksh journal settle 1 --happened\n')
        Files.readString(file).endsWith('"result":{"id":7}}\n')
        countPosts() == 1

        when:
        Files.setPosixFilePermissions(home.resolve('journal'), PosixFilePermissions.fromString('rwx------'))
        SandboxHarness.Result settleResult = start(['journal', 'settle', '1', '--happened'])

        then:
        settleResult.code == 0
        start(['journal', 'verify']).err == ''
    }

    def "if the run journal cannot be written, the write journal has the outcome, and resume does not resend"() {
        given:
        Path script = home.resolve('book.groovy')
        Files.writeString(script, "step('make') { n2ws.post('aws/policies/', [name: 'made']).id }\n")
        Path runs = Files.createDirectories(home.resolve('runs'), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString('rwx------')))
        openedFolders << runs

        when:
        SandboxHarness.Result result = start(['run', script.toString()], { Files.list(runs).withCloseable { list -> openedFolders.addAll(list.toList()) } })
        String run = openedFolders.last().fileName

        then:
        result.code == 74
        result.err.contains("not in the journal of run $run: DONE ")
        result.err.contains("baksh: run $run: ")
        start(['journal']).out.contains('DONE')
        countPosts() == 1

        when:
        openedFolders.each { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rwx------')) }
        openedFolders.clear()
        SandboxHarness.Result resumed = start(['resume', run])

        then:
        resumed.code != 0
        countPosts() == 1
    }

    private SandboxHarness.Result start(List<String> args, Closure beforeRequest = {}) {
        Closure handler = server.handler
        server.handler = { FaultyHttpServer.Request request ->
            beforeRequest()
            handler(request)
        }
        harness.start(args, [BAKSH_N2WS_URL: server.url.toString(), BAKSH_N2WS_API_KEY: 'key-of-a-spec', TMPDIR: temporary.toString()])
    }

    private Path fallbackFile() {
        Files.list(temporary).withCloseable { it.toList() }[0]
    }

    private int countPosts() {
        server.requests.count { it.requestLine.startsWith('POST') && !it.methodAndPath.contains('/token/') }
    }
}
