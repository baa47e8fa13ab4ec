package dev.baksh.shell.complete

import dev.baksh.client.api.TimeSource
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.util.concurrent.Executor

@Timeout(120)
class RowNameCacheSpec extends Specification {
    @TempDir
    Path folder

    Instant now = Instant.parse('2026-11-21T10:00:00Z')
    TimeSource time = Stub(TimeSource) { now() >> { this.now } }
    List<String> requestedNouns = []
    List<Runnable> pendingRefreshes = []
    boolean refreshesImmediately = true
    Executor refreshExecutor = { Runnable work -> refreshesImmediately ? work.run() : pendingRefreshes.add(work) } as Executor
    Closure<Collection<String>> server = { String noun -> ['weekly', 'daily', null] }
    RowNameCache cache = cache()

    def "names are read in the background once per minute and noun"() {
        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        requestedNouns == ['n2ws/eu policies']
        readTime() == '2026-11-21T10:00:00Z'

        when:
        now += Duration.ofSeconds(seconds)
        names()

        then:
        requestedNouns.size() == count

        where:
        seconds || count
        59      || 1
        60      || 2
    }

    def "cached names are returned if a refresh takes long"() {
        given:
        names()
        now += Duration.ofMinutes(5)
        refreshesImmediately = false
        server = { ['monthly'] }

        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        pendingRefreshes.size() == 1

        when:
        pendingRefreshes[0].run()

        then:
        names() == ['monthly']
    }

    def "completion does not wait until an unresponsive server responds"() {
        given:
        refreshesImmediately = false

        expect:
        names() == []
        pendingRefreshes.size() == 1 // The server has not responded yet.
    }

    def "without the network the names of an earlier day are available"() {
        given:
        names()
        now += Duration.ofDays(3)
        cache = cache()
        server = { throw new IllegalStateException('no route') }

        expect:
        names() == ['daily', 'weekly']
        names() == ['daily', 'weekly']
        readTime() == '2026-11-21T10:00:00Z'
        requestedNouns.size() == 2
    }

    def "there is one private file per server"() {
        when:
        names()
        cache.addNames('px/dr', 'roles', ['viewer'])

        then:
        Files.list(folder.resolve('names')).collect { it.fileName.toString() }.toSorted() == ['n2ws-eu.json', 'px-dr.json']
        Files.list(folder.resolve('names')).every { PosixFilePermissions.toString(Files.getPosixFilePermissions(it)) == 'rw-------' }
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve('names'))) == 'rwx------'
    }

    def "each server has a file of its own, also with similar names: #name"() {
        when:
        cache.addNames('n2ws/eu-1', 'policies', ['own'])
        cache.addNames("n2ws/$name", 'policies', ['foreign'])
        cache = cache()
        refreshesImmediately = false

        then:
        cache.names('n2ws/eu-1', 'policies') == ['own']
        cache.names("n2ws/$name", 'policies') == ['foreign']

        where:
        name << ['eu.1', 'eu_1', 'eu 1', 'eu/1', 'eu%1', 'eü-1', 'eu+1']
    }

    def "a printed list adds its names and does not delay a refresh"() {
        given:
        cache.addNames('n2ws/eu', 'policies', ['new'])
        refreshesImmediately = false

        expect:
        names() == ['new']
        pendingRefreshes.size() == 1
    }

    def "the first completion offers all names, not only those of a printed list, and none that has been deleted"() {
        given:
        cache.addNames('n2ws/eu', 'policies', ['daily', 'deleted by another user'])

        expect:
        names() == ['daily', 'weekly']
    }

    def "after a write the next completion reads the names again"() {
        given:
        names()
        server = { ['weekly'] }

        expect:
        names() == ['daily', 'weekly']

        when:
        cache.expire()

        then:
        names() == ['weekly']
        names() == ['weekly']
        requestedNouns.size() == 2
    }

    def "names with control characters are not offered"() {
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

    def "a damaged file is ignored"() {
        given:
        Files.createDirectories(folder.resolve('names'))
        Files.writeString(folder.resolve('names/n2ws-eu.json'), text)

        expect:
        names() == ['daily', 'weekly']

        where:
        text << ['', '{', '{"policies": 5}', '{"policies": {"at": "yesterday", "names": ["x"]}}', '[1]']
    }

    private RowNameCache cache() {
        new RowNameCache(folder.resolve('names'), time, refreshExecutor, { String nounName, String noun -> requestedNouns << "$nounName $noun".toString(); server(noun) }, Duration.ofMillis(1))
    }

    private Collection<String> names() {
        cache.names('n2ws/eu', 'policies')
    }

    private String readTime() {
        (Files.readString(folder.resolve('names/n2ws-eu.json')) =~ /"at":"([^"]+)"/)[0][1]
    }
}
