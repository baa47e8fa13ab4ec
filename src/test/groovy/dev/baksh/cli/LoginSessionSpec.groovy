package dev.baksh.cli

import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration

/** Session of a user after {@code baksh login px}, with single-use refresh tokens: nothing but the server ends it. */
@Timeout(120)
class LoginSessionSpec extends Specification {
    final ManualTimeSource time = new ManualTimeSource()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: time.serverClock()))

    @TempDir
    Path home

    CommandRunner baksh
    String px

    def setup() {
        sandbox.px().behavior.refreshTokenRotation = true
        baksh = new CommandRunner(home)
        baksh.time = time
        baksh.writeFile('servers.yaml', "office: {kind: px, url: '${sandbox.pxUrl()}', credential: login}")
        px = "px 'office'"
        assert baksh.useTerminal("${sandbox.pxUsername()}\n${sandbox.pxPassword()}\n".toString()).start('login', 'office').code() == 0
        baksh.terminal = false
        baksh.outTerminal = false
    }

    CommandResult countRoles() { baksh.start('-e', 'px.roles.count()') }

    Path tokenFile() {
        return Files.list(home.resolve('tokens')).withCloseable { it.toList() }.find { it.toString().endsWith('.json') }
    }

    def "a refresh that runs when the command ends is completed, and its tokens are stored"() {
        given:
        sandbox.px().faults().injectNext('POST', '/token', Fault.delay(Duration.ofMillis(300)))

        when: 'the token of 300 s is refreshed in the background'
        CommandResult first = baksh.start('-e', 'px.roles.count(); sleep 250_000; px.roles.count()')
        CommandResult second = countRoles()
        time.advance(Duration.ofMinutes(5))
        CommandResult third = countRoles()

        then:
        [first, second, third] == [CommandResult.success('5')] * 3
        sandbox.px().refreshCount() == 2
        sandbox.px().passwordGrantCount() == 1
    }

    def "a login outlives a step of the clock by #jump"() {
        when:
        time.jumpWallClock(jump)

        then:
        countRoles() == CommandResult.success('5')

        when:
        time.jumpWallClock(jump.negated())
        time.advance(Duration.ofMinutes(6))

        then:
        countRoles() == CommandResult.success('5')
        sandbox.px().passwordGrantCount() == 1

        where:
        jump << [Duration.ofMinutes(2), Duration.ofMinutes(-2), Duration.ofDays(1), Duration.ofDays(-1)]
    }

    def "a token file that others can read is reported with its path, and the login is not lost"() {
        given:
        Path file = tokenFile()
        time.advance(Duration.ofMinutes(6))
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))

        expect:
        countRoles() == CommandResult.failure(74,
            "baksh: $px: the stored tokens cannot be used: $file is accessible to other users (rw-r--r--)",
            "  chmod 600 $file")

        when:
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))

        then:
        countRoles() == CommandResult.success('5')
        sandbox.px().passwordGrantCount() == 1
    }

    def "a login that the server has ended is reported with the reason of the server"() {
        given:
        time.advance(Duration.ofMinutes(6))

        when:
        end(sandbox)

        then:
        countRoles() == CommandResult.failure(4,
            "baksh: $px: the login has expired or is not accepted: $reason (POST ${sandbox.pxUrl()}/auth/realms/master/protocol/openid-connect/token -> $status)",
            '  ' + hint)

        where:
        reason                                         | status | end                                                  || hint
        'Session not active'                           | 400    | { Sandbox it -> it.px().revokeAllTokens() }          || 'baksh login office'
        'Invalid client or Invalid client credentials' | 401    | { Sandbox it -> it.px().disableClient('pxcentral') } || "check client of 'office' in servers.yaml, now pxcentral, and that the client is enabled"
    }

    def "a login that cannot be stored is reported with the reason"() {
        given:
        Files.setPosixFilePermissions(home.resolve('tokens'), PosixFilePermissions.fromString('rwxr-xr-x'))

        when:
        CommandResult login = baksh.useTerminal("${sandbox.pxUsername()}\n${sandbox.pxPassword()}\n".toString()).start('login', 'office')

        then:
        login.code() == 74
        login.err().endsWith("baksh: $px: the stored tokens cannot be used: ${home.resolve('tokens')} is accessible to other users (rwxr-xr-x)\n" +
            "  chmod 700 ${home.resolve('tokens')}\n")
    }
}
