package dev.baksh.shell

import dev.baksh.client.api.BakshException
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class SessionExporterSpec extends Specification {
    @TempDir
    Path folder

    def "repetitions are removed and recurring names become parameters"() {
        expect:
        SessionExporter.toRunbook('the drill', [
            "p = n2ws.policies['nightly']", "b = n2ws.policies['nightly'].backup()", "b = n2ws.policies['nightly'].backup()",
            'println "nightly"', "px.roles['a1']", "println 'one'"]) == '''\
title 'the drill'

params {
    string 'policy', default: 'nightly'
}

p = n2ws.policies[params.policy]
b = n2ws.policies[params.policy].backup()
println params.policy
px.roles['a1']
println 'one'
'''
    }

    def "background jobs are written unchanged"() {
        expect:
        SessionExporter.toRunbook('a', ['bg { n2ws.policies[1].backup()\n}', 'bg { x }.y()', 'bg { [1].each { it } }']) ==
            "title 'a'\n\nn2ws.policies[1].backup()\nbg { x }.y()\n[1].each { it }\n"
    }

    def "strings with embedded code are unchanged"() {
        expect:
        SessionExporter.toRunbook("it's", ['"${x}"', '"${x}" + 1', "'''nightly''' + '''nightly'''"]) ==
            "title 'it\\'s'\n\n\"\${x}\"\n\"\${x}\" + 1\n'''nightly''' + '''nightly'''\n"
    }

    def "the executed lines are written, and an existing file is never overwritten"() {
        given:
        Path file = folder.resolve('night-check.groovy')

        expect:
        SessionExporter.write(file, ['n2ws.policies.count()']) == Files.readAllLines(file).size()
        Files.readString(file).contains("title 'night check'")

        when:
        SessionExporter.write(file, ['1 + 1'])

        then:
        BakshException e = thrown()
        e.message == "$file already exists"
        e.hint() == 'choose another name'
    }

    def "a missing folder is named"() {
        when:
        SessionExporter.write(folder.resolve('nowhere/x.groovy'), ['1 + 1'])

        then:
        BakshException e = thrown()
        e.message == "$folder/nowhere/x.groovy cannot be written: there is no folder $folder/nowhere"
        e.hint() == 'choose another name'
    }

    def "an empty session writes no file"() {
        when:
        SessionExporter.write(folder.resolve('x.groovy'), [])

        then:
        BakshException e = thrown()
        e.message == 'there is nothing to save: no input has succeeded yet'
        Files.list(folder).count() == 0
    }
}
