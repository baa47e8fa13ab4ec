package dev.baksh.script.runbook

import dev.baksh.script.compile.ScriptCache
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class OutlineCacheSpec extends Specification {
    @TempDir
    Path cacheFolder

    def "an outline survives serialization: #text"() {
        given:
        RunbookOutline outline = OutlineParser.parse('drill.groovy', text)

        expect:
        OutlineCodec.decode(OutlineCodec.encode(outline)) == outline

        where:
        text << [
            '1', 'title "x"\nstep("a") { 1 }\nfor (n in 1..2) step("b$n") { 2 }',
            '''params { string 'a', required: true, help: 'h'; integer 'b', default: 3; number 'c', default: 2.5
                duration 'd', default: 2.hours; time 'e', default: now; list 'f', default: ['x', 'y']
                choice 'g', choices: ['p', 'q'], default: 'p'; flag 'h'; flag 'i', default: true; time 'j', default: 7.days.ago }''',
            *new File('scripts').listFiles().findAll { it.name.endsWith('.groovy') }*.text
        ]
    }

    def "an outline is parsed once and then read from the cache"() {
        given:
        OutlineCache first = new OutlineCache(new ScriptCache(cacheFolder, 'one'))

        expect:
        first.get('drill.groovy', 'step("a") { 1 }').steps()*.name() == ['a']
        Files.list(cacheFolder).withCloseable { it.count() } == 1
        new OutlineCache(new ScriptCache(cacheFolder, 'one')).get('drill.groovy', 'step("a") { 1 }').steps()*.name() == ['a']
        Files.list(cacheFolder).withCloseable { it.count() } == 1
    }
}
