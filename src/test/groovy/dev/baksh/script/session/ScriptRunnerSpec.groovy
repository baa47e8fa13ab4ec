package dev.baksh.script.session

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFileAttributes
import java.nio.file.attribute.PosixFilePermissions

class ScriptRunnerSpec extends Specification {
    @TempDir
    Path folder

    ScriptFixture fixture = new ScriptFixture()

    def "the value of a runbook is the value of its last statement"() {
        expect:
        fixture.runFile(writeRunbook('rw-r--r--', 'def n = px.policies.size()\nn + 1')) == 3
    }

    def "a runbook that other users can write is rejected: #mode"() {
        given:
        Path writeRunbook = writeRunbook(mode, '1')

        when:
        fixture.runFile(writeRunbook)

        then:
        BakshException e = thrown()
        e.message == "$writeRunbook can be changed by other users of this machine (mode $mode)"
        e.hint() == "check its content, then: chmod go-w '$writeRunbook'"
        e.exit() == ExitCode.REFUSED

        where:
        mode << ['rw-r--rw-', 'rwxrwxrwx']
    }

    def "a group-writable runbook is rejected unless the owner is the only member of the group"() {
        given:
        Path writeRunbook = writeRunbook('rw-rw-r--', '7')
        PosixFileAttributes attributes = Files.readAttributes(writeRunbook, PosixFileAttributes)
        boolean ownGroupOnly = attributes.group().name == attributes.owner().name

        when:
        Object value = null
        BakshException refusal = null
        try {
            value = fixture.runFile(writeRunbook)
        } catch (BakshException e) {
            refusal = e
        }

        then:
        ownGroupOnly ? value == 7 : refusal.exit() == ExitCode.REFUSED
    }

    def "a missing or unreadable runbook is a usage error"() {
        when:
        fixture.runFile(path.call(folder) as Path)

        then:
        BakshException e = thrown()
        e.message == message.call(folder)
        e.exit() == ExitCode.USAGE

        where:
        path                                                             || message
        ({ it.resolve('none.groovy') })                                  || ({ "there is no file $it/none.groovy" })
        ({ it })                                                         || ({ "$it is a folder, not a runbook" })
        ({ Files.write(it.resolve('b.groovy'), [0xC3, 0x28] as byte[]) }) || ({ "$it/b.groovy is not UTF-8 text" })
    }

    def "exit is propagated unchanged, also from a closure called by Java"() {
        when:
        fixture.run(source)

        then:
        ScriptFixture.ExitSignal e = thrown()
        e.code == 3

        where:
        source << ['exit 3', 'block { exit 3 }', '({ a, b -> exit 3 } as Comparator).compare(1, 2)', 'step("a") { [1].each { exit 3 } }']
    }

    private Path writeRunbook(String mode, String text) {
        Path writeRunbook = folder.resolve('drill.groovy')
        Files.writeString(writeRunbook, text)
        Files.setPosixFilePermissions(writeRunbook, PosixFilePermissions.fromString(mode))
    }
}
