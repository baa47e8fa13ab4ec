package dev.baksh.shell.complete

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class FileCompleterSpec extends Specification {
    @TempDir
    Path folder

    def "the limit counts only the entries that match: #typed"() {
        given:
        (1..260).each { Files.createFile(folder.resolve("a${it}.txt")) }
        ['zz.groovy', 'Report.groovy', '.hidden.groovy'].each { Files.createFile(folder.resolve(it)) }
        Files.createDirectory(folder.resolve('scripts'))

        expect:
        FileCompleter.listEntries("$folder/$typed") == all.collect { "$folder/$it".toString() }
        FileCompleter.groovyFiles("$folder/$typed") == scripts.collect { "$folder/$it".toString() }

        where:
        typed    || all                                                      | scripts
        'z'      || ['zz.groovy']                                            | ['zz.groovy']
        're'     || ['Report.groovy']                                        | ['Report.groovy']
        '.'      || ['.hidden.groovy']                                       | ['.hidden.groovy']
        'a25'    || ['a25.txt'] + (250..259).collect { "a${it}.txt" }        | []
        's'      || ['scripts/']                                             | ['scripts/']
        'nope'   || []                                                       | []
        'no/x'   || []                                                       | []
    }

    def "the home folder is ~, as in other shells"() {
        expect:
        FileCompleter.expandHome('~/x y') == System.getenv('HOME') + '/x y'
        FileCompleter.expandHome('~') == System.getenv('HOME')
        ['~x', 'a~/b', '/~/b'].every { FileCompleter.expandHome(it) == it }
    }

    def "a file of the wanted type is offered in a folder with many other files"() {
        given:
        (1..260).each { Files.createFile(folder.resolve("a${it}.txt")) }
        Files.createFile(folder.resolve('zz.groovy'))

        expect:
        FileCompleter.groovyFiles("$folder/") == ["$folder/zz.groovy".toString()]
        FileCompleter.listEntries("$folder/").size() == 200
    }
}
