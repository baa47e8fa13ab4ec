package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.util.environment.RestoreSystemProperties

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** {@code baksh login px}, and what it is good for afterwards. */
class LoginCommandSpec extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh
    String px

    def setup() {
        baksh = new CommandRunner(home)
        baksh.env.BAKSH_PX_URL = sandbox.pxUrl().toString()
        px = "px (${sandbox.pxUrl().authority})"
    }

    def "after a login the roles are listed with a refreshed token, and the password is stored nowhere"() {
        when:
        CommandResult login = baksh.useTerminal("${sandbox.pxUsername()}\n${sandbox.pxPassword()}\n".toString()).start('login', 'px')
        CommandResult roles = baksh.runExpression('px.roles.count()')
        sandbox.px().revokeAccessTokens()
        CommandResult later = baksh.runExpression('px.roles.count()')

        then:
        login.code() == 0
        login.err() ==~ /(?s)User at .* or Enter to paste a token: Password of admin: .*: logged in as admin, token fresh, \d+ s left; baksh refreshes the token during use\n/
        [roles, later]*.code() == [0, 0]
        [roles, later]*.out()*.trim() == ['5', '5']
        sandbox.requests().count { it.path().endsWith('/token') } == 2
        files().every { !it.text.contains(sandbox.pxPassword()) }
        files().findAll { it.name.startsWith('tokens-') }.every {
            PosixFilePermissions.toString(Files.getPosixFilePermissions(it.toPath())) == 'rw-------'
        }
    }

    def "a token from the browser is used until it expires, and its expiry is shown"() {
        given:
        String token = obtainToken()

        when:
        CommandResult login = baksh.useTerminal("\nBEARER $token\n".toString()).start('login', 'px')

        then:
        login.code() == 0
        login.err().contains('a pasted token cannot be refreshed; it expires at ')
        login.err().contains('logged in with a pasted token')
        !login.err().contains(token)
        baksh.runExpression('px.roles.count()').out().trim() == '5'
    }

    def "without a login the message names the login command"() {
        expect:
        baksh.runExpression('px.roles') == CommandResult.failure(2,
            "baksh: $px: no user is logged in, or the login has expired, and no credential is set",
            '  baksh login px, or set one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN')
    }

    def "#what ends with exit code #code"() {
        given:
        if (env) baksh.env.putAll(env)

        when:
        CommandResult result = (typed == null ? baksh : baksh.useTerminal(typed)).start(*words)

        then:
        result.code() == code
        result.err().contains(message)
        !files().any { it.name.startsWith('tokens-') && it.name.endsWith('.json') }

        where:
        what                     | typed          | words              | env                        || code | message
        'a wrong password'       | 'admin\nno\n'  | ['login', 'px']    | null                       || 4    | 'the credential is not accepted: Invalid user credentials'
        'no password'            | 'admin\n\n'    | ['login', 'px']    | null                       || 3    | 'login cancelled: the input is empty'
        'the end of the input'   | ''             | ['login', 'px']    | null                       || 3    | 'login cancelled'
        'nobody at the terminal' | null           | ['login', 'px']    | null                       || 3    | 'no user can be asked'
        'no server'              | ''             | ['login']          | null                       || 2    | 'login takes one server'
        'another server'         | ''             | ['login', 'py']    | null                       || 2    | "no server 'py' is configured"
        'a credential of its own' | ''            | ['login', 'px']    | [BAKSH_PX_TOKEN: 'a.b.c']  || 2    | 'has a configured credential; login is not needed'
    }

    @RestoreSystemProperties
    def "a password that would be visible on the terminal is not asked for: #terminals"() {
        given:
        System.setProperty('baksh.terminals', terminals)

        expect:
        baksh.useTerminal('admin\ncanary\n').start('login', 'px') == new CommandResult(3, '',
            "User at $px, or Enter to paste a token: baksh: no question for a secret, because the input would be visible: Password of admin:\n" +
                '  repeat the call without --warm and BAKSH_WARM, and with a terminal as standard output\n')

        where:
        terminals << ['', 'ie']
    }

    def "login accepts the name of a server in servers.yaml"() {
        given:
        baksh.env.remove('BAKSH_PX_URL')
        baksh.writeFile('servers.yaml', "dr: {kind: px, url: '${sandbox.pxUrl()}', credential: login}")

        when:
        CommandResult login = baksh.useTerminal("${sandbox.pxUsername()}\n${sandbox.pxPassword()}\n".toString()).start('login', 'dr')

        then:
        login.code() == 0
        baksh.start('-e', 'px.roles.count()').out().trim() == '5'
    }

    def "the server with the name px has priority over the kind px"() {
        given:
        baksh.env.remove('BAKSH_PX_URL')
        baksh.writeFile('servers.yaml', "dr: {kind: px, url: 'https://dr.invalid', credential: login}\npx: {kind: px, url: '${sandbox.pxUrl()}', credential: login}\n")

        expect:
        baksh.useTerminal("${sandbox.pxUsername()}\n${sandbox.pxPassword()}\n".toString()).start('login', 'px').code() == 0
        baksh.start('-e', "px('px').roles.count()").out().trim() == '5'
    }

    private String obtainToken() {
        CommandRunner otherRunner = new CommandRunner(Files.createDirectories(home.resolve('other'))).useSandbox(sandbox)
        otherRunner.runExpression('px.roles.count()')
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(
            new File(home.toFile(), 'other/tokens').listFiles().find { it.name.endsWith('.json') }).get('access').asText()
    }

    private List<File> files() {
        List<File> files = []
        home.toFile().eachFileRecurse { if (it.file) files << it }
        files
    }
}
