package dev.baksh.client.auth

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.http.TransportException
import dev.baksh.client.journal.JournalWriterProcess
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

    def "while the endpoint is down, a new process uses a stored token until its last minute: after #elapsed minutes"() {
        given:
        createProvider().accessToken()
        time.advance(Duration.ofMinutes(elapsed))
        source.duringRequest = { String kind -> throw new TransportException(ExitCode.UNREACHABLE, 'down', null, true, true, null) }

        when:
        String result
        try {
            result = createProvider().accessToken()
        } catch (TransportException e) {
            result = e.message
        }

        then:
        result == token

        where:
        elapsed || token
        54      || 'access-1'
        56      || 'access-1'
        58      || 'access-1'
        59      || 'down'
        61      || 'down'
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
        Process holder = holdLock(Path.of(file.toString() + '.lock'))
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

    def "a write uses a new token if the stored token does not outlive the write: #remaining s left of #lifetime s"() {
        given:
        writeTokens(new TokenStore.StoredTokens('stored', time.now().plusSeconds(remaining), Duration.ofSeconds(lifetime), 'refresh', null))

        expect:
        createProvider().accessTokenValidFor(Duration.ofSeconds(330)) == token

        where:
        remaining | lifetime || token
        310       | 36_000   || 'access-1'
        389       | 36_000   || 'access-1'
        400       | 36_000   || 'stored'
        310       | 360      || 'stored'
    }

    def "a login outlives a store that cannot be used for a while: #what"() {
        given:
        source.storesCredential = false
        Path file = writeTokens()
        Path lock = Path.of(file.toString() + '.lock')
        time.advance(Duration.ofMinutes(61))
        TokenProvider tokens = createProvider()
        Closure repair = damage(file, lock)

        when:
        tokens.accessToken()

        then:
        BakshException e = thrown()
        e.exit() == exit
        e.message == "n2ws (n2ws.example): the stored tokens cannot be used: " + message.replace('LOCK', lock.toString()).replace('FILE', file.toString())
        e.hint() == hint.replace('LOCK', lock.toString()).replace('FILE', file.toString())
        source.requests == []

        when:
        repair()
        time.advance(Duration.ofSeconds(1))

        then:
        tokens.accessToken() == 'access-1'
        source.requests == ['refresh refresh-token']

        where:
        what                   | damage                                                                                                                   || exit                 | hint                                          | message
        'a file of mode 644'   | { Path tokenFile, Path lockFile -> chmod(tokenFile, 'rw-r--r--'); return { chmod(tokenFile, 'rw-------') } } || ExitCode.JOURNAL     | 'chmod 600 FILE'                              | 'FILE is accessible to other users (rw-r--r--)'
        'a folder as file'     | { Path tokenFile, Path lockFile -> moveAway(tokenFile); Files.createDirectory(tokenFile); return { Files.delete(tokenFile); moveBack(tokenFile) } } || ExitCode.JOURNAL     | 'move it away'                                | 'FILE is not a file'
        'a folder as lock'     | { Path tokenFile, Path lockFile -> moveAway(lockFile); Files.createDirectory(lockFile); return { Files.delete(lockFile); moveBack(lockFile) } } || ExitCode.JOURNAL     | 'move it away'                                | 'LOCK is not a file'
        'a busy lock'          | { Path tokenFile, Path lockFile -> Process holder = holdLock(lockFile); return { holder.destroyForcibly().waitFor() } } || ExitCode.UNREACHABLE | 'try again, or find the process with: fuser LOCK' | 'LOCK has been locked by another process for more than 30 s'
    }

    def "with a busy lock, the tokens of another process are used"() {
        given:
        source.storesCredential = false
        Path file = writeTokens()
        TokenProvider tokens = createProvider()
        tokens.accessToken()
        time.advance(Duration.ofMinutes(61))
        writeTokens(new TokenStore.StoredTokens('newer', time.now().plusSeconds(3600), Duration.ofHours(1), 'newer-refresh', null))
        Process holder = holdLock(Path.of(file.toString() + '.lock'))

        expect:
        tokens.accessToken() == 'newer'
        source.requests == []

        cleanup:
        holder?.destroyForcibly()?.waitFor()
    }

    def "on a full disk the new tokens are written into the space of the old tokens"() {
        given:
        Path file = writeTokens()
        Path blocked = Path.of(file.toString() + '.new')
        Files.createDirectory(blocked)
        blocked.resolve('x').toFile().text = ''
        time.advance(Duration.ofMinutes(61))

        when:
        createProvider().accessToken()

        then:
        createStore().read().accessToken() == 'access-1'
        permissions(file) == 'rw-------'
        Files.size(file) == 4096
    }

    def "a stored token that nothing can replace is used until its expiry, whatever the clock does: #jump"() {
        given:
        source.storesCredential = false
        writeTokens(new TokenStore.StoredTokens('pasted', expiry, lifetime, null, null))
        time.jumpWallClock(jump)

        expect:
        createProvider().accessToken() == 'pasted'
        createProvider().accessTokenValidFor(Duration.ofMinutes(50)) == 'pasted'
        source.requests == []

        where:
        jump                              | expiry    | lifetime
        Duration.ZERO                     | TOKEN_END | Duration.ofHours(1)
        Duration.ofHours(-1)              | TOKEN_END | Duration.ofHours(1)
        Duration.ofMinutes(59)            | TOKEN_END | Duration.ofHours(1)
        Duration.ofDays(1)                | null      | null
    }

    def "a refresh token of a login is sent even if it seems to have expired, because the clock may be wrong"() {
        given:
        source.storesCredential = false
        writeTokens()
        time.jumpWallClock(Duration.ofDays(9))

        expect:
        createProvider().accessToken() == 'access-1'
        source.requests == ['refresh refresh-token']
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

    private static Process holdLock(Path lock) {
        Process holder = JournalWriterProcess.holdLock(lock)
        assert holder.inputStream.newReader().readLine() == 'held'
        return holder
    }

    private static void moveAway(Path path) { Files.move(path, path.resolveSibling('away')) }

    private static void moveBack(Path path) { Files.move(path.resolveSibling('away'), path) }

    private static void chmod(Path path, String permissions) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions))
    }
}
