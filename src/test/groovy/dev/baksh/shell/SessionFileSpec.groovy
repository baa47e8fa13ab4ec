package dev.baksh.shell

import dev.baksh.client.api.BakshException
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class SessionFileSpec extends Specification {
    @TempDir
    Path folder

    def "the executed lines are written, and an existing file is never overwritten"() {
        given:
        Path file = folder.resolve('night-check.groovy')

        expect:
        SessionFile.write(file, ['n2ws.policies.count()']) == Files.readAllLines(file).size()
        Files.readString(file).contains("title 'night check'")

        when:
        SessionFile.write(file, ['1 + 1'])

        then:
        BakshException e = thrown()
        e.message == "$file already exists"
        e.hint() == 'choose another name'
    }

    def "a missing folder is named"() {
        when:
        SessionFile.write(folder.resolve('nowhere/x.groovy'), ['1 + 1'])

        then:
        BakshException e = thrown()
        e.message == "$folder/nowhere/x.groovy cannot be written: there is no folder $folder/nowhere"
        e.hint() == 'choose another name'
    }

    def "an empty session writes no file"() {
        when:
        SessionFile.write(folder.resolve('x.groovy'), [])

        then:
        BakshException e = thrown()
        e.message == 'there is nothing to save: no input has succeeded yet'
        Files.list(folder).count() == 0
    }
}
