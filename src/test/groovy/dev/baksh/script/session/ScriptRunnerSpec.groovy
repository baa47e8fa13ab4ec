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

    ScriptFixture stage = new ScriptFixture()

    def "a runbook's value is that of its last statement"() {
        expect:
        stage.scripts.run(file('rw-r--r--', 'def n = px.policies.size()\nn + 1'), stage.binding) == 3
    }

    def "a runbook that others may write is refused: #mode"() {
        given:
        Path file = file(mode, '1')

        when:
        stage.scripts.run(file, stage.binding)

        then:
        BakshException e = thrown()
        e.message == "$file can be changed by other users of this machine (mode $mode)"
        e.hint() == "read it through, then: chmod go-w '$file'"
        e.exit() == ExitCode.REFUSED

        where:
        mode << ['rw-r--rw-', 'rwxrwxrwx']
    }

    def "a runbook that its group may write is refused, but for a group that is the owner alone"() {
        given:
        Path file = file('rw-rw-r--', '7')
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes)
        boolean alone = attributes.group().name == attributes.owner().name

        when:
        Object value = null
        BakshException refusal = null
        try {
            value = stage.scripts.run(file, stage.binding)
        } catch (BakshException e) {
            refusal = e
        }

        then:
        alone ? value == 7 : refusal.exit() == ExitCode.REFUSED
    }

    def "a runbook that is not there or cannot be read is a wrong use"() {
        when:
        stage.scripts.run(path.call(folder) as Path, stage.binding)

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

    def "exit goes through untouched, also out of a closure that Java called"() {
        when:
        stage.run(source)

        then:
        ScriptFixture.Leave e = thrown()
        e.code == 3

        where:
        source << ['exit 3', 'block { exit 3 }', '({ a, b -> exit 3 } as Comparator).compare(1, 2)', 'step("a") { [1].each { exit 3 } }']
    }

    private Path file(String mode, String text) {
        Path file = folder.resolve('drill.groovy')
        Files.writeString(file, text)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode))
    }
}
