package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.attribute.UserPrincipal

/** Files of baksh that belong to another user: baksh neither trusts nor changes them. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'only root can give a file to another user')
class FileOwnershipSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness harness

    UserPrincipal otherUser

    def setup() {
        harness = new SandboxHarness(home)
        otherUser = home.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody')
    }

    def "#what of another user: #outcome"() {
        given:
        assert harness.start(['-e', "n2ws.policies['adhoc'].update { generations 4 }"]).code == 0
        Path file = home.resolve(path)
        Files.setOwner(file, otherUser)
        byte[] contentBefore = Files.isRegularFile(file) ? Files.readAllBytes(file) : null
        int writesSent = harness.writeRequests().size()

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.policies['adhoc'].update { generations 5 }"])

        then:
        result.code == code
        result.err.contains(said.replace('FILE', file.toString()))
        harness.writeRequests().size() - writesSent == writes
        contentBefore == null || Files.readAllBytes(file) == contentBefore

        where:
        what                  | path                    | outcome              || code | writes | said
        'the write journal'   | 'journal/journal.jsonl' | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'its lock'            | 'journal/journal.lock'  | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'its folder'          | 'journal'               | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'the locks of objects' | 'locks'                | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'the folder of tokens' | 'tokens'               | 'it logs in instead' || 0    | 1      | ''
    }

    def "a servers.yaml of another user is rejected"() {
        given:
        Path file = Files.writeString(home.resolve('servers.yaml'), 'n2ws-eu: {kind: n2ws, url: "https://n2ws.example.com", credential: "env:X"}\n')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
        Files.setOwner(file, otherUser)

        expect:
        harness.start(['servers']).with { [code, err] } == [3, "baksh: $file belongs to nobody\n  replace it with your own file\n".toString()]
    }

    def "a run of another user is not resumed"() {
        given:
        Path runbook = Files.writeString(home.resolve('book.groovy'), "step('one') { fail 'here' }\n")
        harness.start(['run', runbook.toString()])
        Path run = Files.list(home.resolve('runs')).withCloseable { it.toList()[0] }
        Files.setOwner(run, otherUser)

        expect:
        harness.start(['resume', 'last']).with { [code, err] } == [74, "baksh: $run belongs to nobody\n  move it away\n".toString()]
    }
}
