package dev.baksh.shell

import dev.baksh.api.Time
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.util.concurrent.Executor
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

@Timeout(120)
class NameCacheSpec extends Specification {
    @TempDir
    Path folder

    Instant now = Instant.parse('2026-11-21T10:00:00Z')
    Time time = Stub(Time) { now() >> { this.now } }
    List<String> asked = []
    List<Runnable> waiting = []
    boolean at_once = true
    Executor behind = { Runnable work -> at_once ? work.run() : waiting.add(work) } as Executor
    Closure<Collection<String>> server = { String noun -> ['weekly', 'daily', null] }
    NameCache cache = cache()

    def "names are read once a minute and noun, behind"() {
        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        asked == ['n2ws/eu policies']
        cache.age('n2ws/eu', 'policies') == Duration.ZERO

        when:
        now += Duration.ofSeconds(seconds)
        names()

        then:
        asked.size() == count

        where:
        seconds || count
        59      || 1
        60      || 2
    }

    def "old names are given at once while newer ones are on their way"() {
        given:
        names()
        now += Duration.ofMinutes(5)
        at_once = false
        server = { ['monthly'] }

        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        waiting.size() == 1

        when:
        waiting[0].run()

        then:
        names() == ['monthly']
    }

    def "a server that does not answer is not waited for to the end"() {
        given:
        at_once = false

        expect:
        names() == []
        waiting.size() == 1 // The server has not answered yet.
    }

    def "without the network the names of another day are there"() {
        given:
        names()
        now += Duration.ofDays(3)
        cache = cache()
        server = { throw new IllegalStateException('no route') }

        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        cache.age('n2ws/eu', 'policies') == Duration.ofDays(3)
        asked.size() == 2
    }

    def "the file is the owner's alone, and one a server"() {
        when:
        names()
        cache.seen('px/dr', 'roles', ['viewer'])

        then:
        Files.list(folder.resolve('names')).collect { it.fileName.toString() }.toSorted() == ['n2ws-eu.json', 'px-dr.json']
        Files.list(folder.resolve('names')).every { PosixFilePermissions.toString(Files.getPosixFilePermissions(it)) == 'rw-------' }
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('names'))) == 'rwx------'
    }

    def "a listing that came past adds its names and does not put off a refresh"() {
        given:
        cache.seen('n2ws/eu', 'policies', ['new'])
        at_once = false

        expect:
        names() == ['new']
        waiting.size() == 1
    }

    def "what a terminal would obey is not offered"() {
        given:
        server = { ['a\u001b[2J', 'b\nc', 'good', ''] }

        expect:
        names() == ['good']

        when:
        Files.writeString(folder.resolve('names/n2ws-eu.json'), '{"policies": {"at": "2026-11-21T10:00:00Z", "names": ["x\\u001b[2J", "y"]}}')
        cache = cache()

        then:
        names() == ['y']
    }

    def "a damaged file is none"() {
        given:
        Files.createDirectories(folder.resolve('names'))
        Files.writeString(folder.resolve('names/n2ws-eu.json'), text)

        expect:
        names() == ['daily', 'weekly']

        where:
        text << ['', '{', '{"policies": 5}', '{"policies": {"at": "yesterday", "names": ["x"]}}', '[1]']
    }

    private NameCache cache() {
        new NameCache(folder.resolve('names'), time, behind, { String of, String noun -> asked << "$of $noun".toString(); server(noun) })
    }

    private Collection<String> names() {
        cache.names('n2ws/eu', 'policies')
    }
}
