package dev.baksh.exchange

import dev.baksh.config.Credential
import dev.baksh.config.Secret
import dev.baksh.config.ServerConfig
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.util.concurrent.Executor

/** Several processes are several {@link Tokens} here; real ones, and killed ones, are in TokensIT. */
@Requires({ os.linux || os.macOs })
@Timeout(120)
class TokenFileSpec extends Specification {
    static final ServerConfig SERVER = Rig.server('n2ws', URI.create('https://n2ws.example'))
    static final Instant END = Instant.parse('2026-03-04T06:06:07Z')
    static final TokenStore.Stored STORED = new TokenStore.Stored('access-token', END, Duration.ofHours(1), 'refresh-token', END + Duration.ofHours(23))

    @TempDir
    Path home

    final HandTime time = new HandTime()
    final FakeSource source = new FakeSource()

    Path getFolder() { home.resolve('tokens') }

    TokenFile store(ServerConfig server = SERVER) {
        return new TokenFile(folder, server, time)
    }

    /** What a process of its own would have. */
    Tokens process() {
        return new Tokens(source, new Redaction(), time, { it.run() } as Executor, store())
    }

    /** The file with the tokens in it. */
    Path written(TokenStore.Stored stored = STORED) {
        store().exclusively { store().write(stored) }
        return Files.list(folder).withCloseable { it.toList() }.find { it.toString().endsWith('.json') }
    }

    def "what is written is read back: #stored"() {
        given:
        written(stored)

        expect:
        store().read() == stored

        where:
        stored << [STORED, new TokenStore.Stored('a', null, null, null, null), new TokenStore.Stored('a', END, Duration.ofMillis(1500), 'r', null)]
    }

    def "nothing is there at first, and looking makes nothing"() {
        expect:
        store().read() == null
        !Files.exists(folder)
    }

    def "the file is the user's alone, and neither it nor a name tells the key"() {
        when:
        Path file = written()

        then:
        mode(folder) == 'rwx------'
        mode(file) == 'rw-------'
        mode(folder.resolve(file.fileName.toString() + '.lock')) == 'rw-------'
        Files.list(folder).withCloseable { it.toList() }*.fileName*.toString().toSet() == [file.fileName.toString(), file.fileName.toString() + '.lock'] as Set
        file.fileName.toString() ==~ /tokens-[0-9a-f]{32}\.json/
        !file.toFile().text.contains('key-of-a-spec')
    }

    def "another #what has tokens of its own"() {
        given:
        written()

        expect:
        store(server).read() == null

        where:
        what     || server
        'server' || Rig.server('n2ws', URI.create('https://other.example'))
        'key'    || Rig.server('n2ws', URI.create('https://n2ws.example'), credential: new Credential.ApiKey(Secret.of('another-key')))
        'kind'   || Rig.server('px', URI.create('https://n2ws.example'))
    }

    def "#what is as if it were not there"() {
        given:
        damage(written())

        when:
        String token = process().current()

        then:
        token == 'access-1'
        source.asked == ['obtain']

        where:
        what                    | damage
        'half a JSON'           | { Path it -> it.toFile().text = it.toFile().text[0..<40] }
        'an empty file'         | { Path it -> it.toFile().text = '' }
        'a newer version'       | { Path it -> it.toFile().text = it.toFile().text.replace('"version":1', '"version":2') }
        'a time that is none'   | { Path it -> it.toFile().text = it.toFile().text.replace('2026-03-04T06:06:07Z', 'tomorrow') }
        'no access token'       | { Path it -> it.toFile().text = it.toFile().text.replace('"access"', '"excess"') }
        'a number as token'     | { Path it -> it.toFile().text = it.toFile().text.replace('"access-token"', '12') }
        'a list'                | { Path it -> it.toFile().text = '[]' }
        'a huge file'           | { Path it -> it.toFile().text = it.toFile().text + ' ' * 70_000 }
        'a symbolic link'       | { Path it -> Files.move(it, it.resolveSibling('x')); Files.createSymbolicLink(it, it.resolveSibling('x')) }
        'a file of mode 644'    | { Path it -> chmod(it, 'rw-r--r--') }
        'a folder of mode 777'  | { Path it -> chmod(it.parent, 'rwxrwxrwx') }
        'a queue'               | { Path it -> Files.delete(it); assert ['mkfifo', '-m', '600', it.toString()].execute().waitFor() == 0 }
        'a folder as file'      | { Path it -> Files.delete(it); Files.createDirectory(it) }
    }

    def "in a folder that is not safe nothing is written, and each process has tokens of its own"() {
        given:
        Files.createDirectory(folder)
        chmod(folder, 'rwxr-xr-x')

        expect:
        [process(), process()]*.current() == ['access-1', 'access-2']
        Files.list(folder).withCloseable { it.count() } == 0
    }

    def "a second process uses the token of the first, and renews it once its end is near"() {
        given:
        process().current()
        time.turn(Duration.ofMinutes(gone))

        expect:
        process().current() == token
        process().current() == token
        source.asked == asked

        where:
        gone || token      | asked
        0    || 'access-1' | ['obtain']
        54   || 'access-1' | ['obtain']
        56   || 'access-2' | ['obtain', 'refresh refresh-1']
        61   || 'access-2' | ['obtain', 'refresh refresh-1']
        1500 || 'access-2' | ['obtain', 'obtain']
    }

    def "two processes that hold an ended token renew it once between them"() {
        given:
        List<Tokens> processes = [process(), process()]
        processes*.current()
        time.turn(Duration.ofMinutes(61))

        expect:
        processes*.current() == ['access-2', 'access-2']
        source.asked == ['obtain', 'refresh refresh-1']
    }

    def "after a 401 a token that another process has got meanwhile is used"() {
        given:
        List<Tokens> processes = [process(), process()]
        processes*.current()

        expect:
        processes*.afterRefusal('access-1', Duration.ofSeconds(100)) == ['access-2', 'access-2']
        source.asked == ['obtain', 'refresh refresh-1']
    }

    def "a clock that was put back does not make a stored token live longer"() {
        given:
        process().current()
        time.jump(Duration.ofHours(-1))

        expect:
        process().current() == 'access-2'
        source.asked == ['obtain', 'refresh refresh-1']
    }

    def "what a killed process left half-written is replaced"() {
        given:
        Path file = written()
        Path left = Path.of(file.toString() + '.new')
        left.toFile().text = '{"version":1,"acc'
        chmod(left, 'rw-------')

        when:
        time.turn(Duration.ofMinutes(61))
        process().current()

        then:
        !Files.exists(left)
        store().read().access() == 'access-1'
    }

    def "while another process keeps the lock for half a minute, this one goes on alone, and leaves the refresh token to the others"() {
        given:
        Tokens tokens = process()
        tokens.current()
        Path file = Files.list(folder).withCloseable { it.toList() }.find { it.toString().endsWith('.json') }
        Process holder = dev.baksh.journal.Child.hold(file.resolveSibling(file.fileName.toString() + '.lock'))
        assert holder.inputStream.newReader().readLine() == 'held'
        time.turn(Duration.ofHours(2))

        when:
        String token = tokens.current()

        then:
        token == 'access-2'
        source.asked == ['obtain', 'obtain']
        time.gone >= Duration.ofHours(2) + Duration.ofSeconds(30)
        time.gone < Duration.ofHours(2) + Duration.ofSeconds(31)
        store().read().access() == 'access-1'

        when:
        time.turn(Duration.ofHours(1))
        tokens.current()

        then:
        source.asked == ['obtain', 'obtain', 'refresh refresh-2']

        cleanup:
        holder?.destroyForcibly()?.waitFor()
    }

    def "a lock file that is deleted while it is held is made anew, and nothing fails"() {
        given:
        Path file = written()
        source.inside = { Files.deleteIfExists(file.resolveSibling(file.fileName.toString() + '.lock')) }
        time.turn(Duration.ofMinutes(61))

        expect:
        process().current() == 'access-1'
        process().current() == 'access-1'
        store().read().access() == 'access-1'
    }

    private static String mode(Path path) {
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
    }

    private static void chmod(Path path, String mode) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode))
    }
}
