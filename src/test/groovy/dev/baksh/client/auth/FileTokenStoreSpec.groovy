package dev.baksh.client.auth

import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.http.SecretRedactor
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

/** Several {@link TokenProvider} objects stand for several processes; SharedTokenSoak uses real and killed processes. */
@Requires({ os.linux || os.macOs })
@Timeout(120)
class FileTokenStoreSpec extends Specification {
    static final ServerConfig SERVER = ClientFixture.serverConfig('n2ws', URI.create('https://n2ws.example'))
    static final Instant TOKEN_END = Instant.parse('2026-03-04T06:06:07Z')
    static final TokenStore.StoredTokens STORED = new TokenStore.StoredTokens('access-token', TOKEN_END, Duration.ofHours(1), 'refresh-token', TOKEN_END + Duration.ofHours(23))

    @TempDir
    Path home

    final ManualTimeSource time = new ManualTimeSource()
    final FakeTokenSource source = new FakeTokenSource()

    Path getFolder() { home.resolve('tokens') }

    FileTokenStore createStore(ServerConfig server = SERVER) {
        return new FileTokenStore(folder, server, time)
    }

    /** The store of another process. */
    TokenProvider createProvider() {
        return new TokenProvider(source, new SecretRedactor(), time, { it.run() } as Executor, createStore())
    }

    /** The token file. */
    Path writeTokens(TokenStore.StoredTokens stored = STORED) {
        createStore().withLock { createStore().write(stored) }
        return Files.list(folder).withCloseable { it.toList() }.find { it.toString().endsWith('.json') }
    }

    def "stored tokens are read back: #stored"() {
        given:
        writeTokens(stored)

        expect:
        createStore().read() == stored

        where:
        stored << [STORED, new TokenStore.StoredTokens('a', null, null, null, null), new TokenStore.StoredTokens('a', TOKEN_END, Duration.ofMillis(1500), 'r', null)]
    }

    def "the store is empty at first, and reading creates no file"() {
        expect:
        createStore().read() == null
        !Files.exists(folder)
    }

    def "the file is private to the user, and file and name do not contain the key"() {
        when:
        Path file = writeTokens()

        then:
        permissions(folder) == 'rwx------'
        permissions(file) == 'rw-------'
        permissions(folder.resolve(file.fileName.toString() + '.lock')) == 'rw-------'
        Files.list(folder).withCloseable { it.toList() }*.fileName*.toString().toSet() == [file.fileName.toString(), file.fileName.toString() + '.lock'] as Set
        file.fileName.toString() ==~ /tokens-[0-9a-f]{32}\.json/
        !file.toFile().text.contains('key-of-a-spec')
    }

    def "another #what has separate tokens"() {
        given:
        writeTokens()

        expect:
        createStore(server).read() == null

        where:
        what     || server
        'server' || ClientFixture.serverConfig('n2ws', URI.create('https://other.example'))
        'key'    || ClientFixture.serverConfig('n2ws', URI.create('https://n2ws.example'), credential: new Credential.ApiKey(Secret.of('another-key')))
        'kind'   || ClientFixture.serverConfig('px', URI.create('https://n2ws.example'))
    }

    def "#what is ignored"() {
        given:
        damage(writeTokens())

        when:
        String token = createProvider().accessToken()

        then:
        token == 'access-1'
        source.requests == ['obtain']

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

    def "in an unsafe folder nothing is written, and each process has its own tokens"() {
        given:
        Files.createDirectory(folder)
        chmod(folder, 'rwxr-xr-x')

        expect:
        [createProvider(), createProvider()]*.accessToken() == ['access-1', 'access-2']
        Files.list(folder).withCloseable { it.count() } == 0
    }

    def "a second process uses the token of the first and refreshes it shortly before its expiry"() {
        given:
        createProvider().accessToken()
        time.advance(Duration.ofMinutes(gone))

        expect:
        createProvider().accessToken() == token
        createProvider().accessToken() == token
        source.requests == asked

        where:
        gone || token      | asked
        0    || 'access-1' | ['obtain']
        54   || 'access-1' | ['obtain']
        56   || 'access-2' | ['obtain', 'refresh refresh-1']
        61   || 'access-2' | ['obtain', 'refresh refresh-1']
        1500 || 'access-2' | ['obtain', 'obtain']
    }

    def "two processes with an expired token refresh it once"() {
        given:
        List<TokenProvider> processes = [createProvider(), createProvider()]
        processes*.accessToken()
        time.advance(Duration.ofMinutes(61))

        expect:
        processes*.accessToken() == ['access-2', 'access-2']
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "after a 401 the newer token of another process is used"() {
        given:
        List<TokenProvider> processes = [createProvider(), createProvider()]
        processes*.accessToken()

        expect:
        processes*.replaceRejected('access-1', Duration.ofSeconds(100)) == ['access-2', 'access-2']
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "a clock that was set back does not extend the lifetime of a stored token"() {
        given:
        createProvider().accessToken()
        time.jumpWallClock(Duration.ofHours(-1))

        expect:
        createProvider().accessToken() == 'access-2'
        source.requests == ['obtain', 'refresh refresh-1']
    }

    def "a partially written file of a killed process is replaced"() {
        given:
        Path file = writeTokens()
        Path partialFile = Path.of(file.toString() + '.new')
        partialFile.toFile().text = '{"version":1,"acc'
        chmod(partialFile, 'rw-------')

        when:
        time.advance(Duration.ofMinutes(61))
        createProvider().accessToken()

        then:
        !Files.exists(partialFile)
        createStore().read().accessToken() == 'access-1'
    }

    def "if another process holds the lock for 30 seconds, this process obtains its own token and does not use the refresh token"() {
        given:
        TokenProvider tokens = createProvider()
        tokens.accessToken()
        Path file = Files.list(folder).withCloseable { it.toList() }.find { it.toString().endsWith('.json') }
        Process holder = dev.baksh.client.journal.JournalWriterProcess.holdLock(file.resolveSibling(file.fileName.toString() + '.lock'))
        assert holder.inputStream.newReader().readLine() == 'held'
        time.advance(Duration.ofHours(2))

        when:
        String token = tokens.accessToken()

        then:
        token == 'access-2'
        source.requests == ['obtain', 'obtain']
        time.elapsed >= Duration.ofHours(2) + Duration.ofSeconds(30)
        time.elapsed < Duration.ofHours(2) + Duration.ofSeconds(31)
        createStore().read().accessToken() == 'access-1'

        when:
        time.advance(Duration.ofHours(1))
        tokens.accessToken()

        then:
        source.requests == ['obtain', 'obtain', 'refresh refresh-2']

        cleanup:
        holder?.destroyForcibly()?.waitFor()
    }

    def "a lock file deleted while it is held is recreated without a failure"() {
        given:
        Path file = writeTokens()
        source.duringRequest = { Files.deleteIfExists(file.resolveSibling(file.fileName.toString() + '.lock')) }
        time.advance(Duration.ofMinutes(61))

        expect:
        createProvider().accessToken() == 'access-1'
        createProvider().accessToken() == 'access-1'
        createStore().read().accessToken() == 'access-1'
    }

    private static String permissions(Path path) {
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
    }

    private static void chmod(Path path, String permissions) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions))
    }
}
