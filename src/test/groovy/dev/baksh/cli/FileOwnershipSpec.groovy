package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.attribute.UserPrincipal

/** Files of baksh that belong to somebody else: nothing of them is believed, and nothing is written to them. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'only root can give a file to another user')
class FileOwnershipSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    UserPrincipal nobody

    def setup() {
        lab = new SandboxHarness(home)
        nobody = home.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody')
    }

    def "#what of another user: #outcome"() {
        given:
        assert lab.start(['-e', "n2ws.policies['adhoc'].update { generations 4 }"]).code == 0
        Path file = home.resolve(path)
        Files.setOwner(file, nobody)
        byte[] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : null
        int sent = lab.writes().size()

        when:
        SandboxHarness.Ended ended = lab.start(['-e', "n2ws.policies['adhoc'].update { generations 5 }"])

        then:
        ended.code == code
        ended.err.contains(said.replace('FILE', file.toString()))
        lab.writes().size() - sent == writes
        before == null || Files.readAllBytes(file) == before

        where:
        what                  | path                    | outcome              || code | writes | said
        'the write journal'   | 'journal/journal.jsonl' | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'its lock'            | 'journal/journal.lock'  | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'its folder'          | 'journal'               | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'the locks of objects' | 'locks'                | 'nothing is sent'    || 74   | 0      | 'FILE belongs to nobody\n'
        'the folder of tokens' | 'tokens'               | 'it logs in instead' || 0    | 1      | ''
    }

    def "a servers.yaml of another user is refused"() {
        given:
        Path file = Files.writeString(home.resolve('servers.yaml'), 'n2ws-eu: {kind: n2ws, url: "https://n2ws.example.com", credential: "env:X"}\n')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
        Files.setOwner(file, nobody)

        expect:
        lab.start(['servers']).with { [code, err] } == [3, "baksh: $file belongs to nobody\n  put a file of your own in its place\n".toString()]
    }

    def "a run of another user is not gone on with"() {
        given:
        Path book = Files.writeString(home.resolve('book.groovy'), "step('one') { fail 'here' }\n")
        lab.start(['run', book.toString()])
        Path run = Files.list(home.resolve('runs')).withCloseable { it.toList()[0] }
        Files.setOwner(run, nobody)

        expect:
        lab.start(['resume', 'last']).with { [code, err] } == [74, "baksh: $run belongs to nobody\n  move it away\n".toString()]
    }
}
