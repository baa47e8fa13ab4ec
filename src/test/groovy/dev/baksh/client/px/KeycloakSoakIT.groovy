package dev.baksh.client.px

import dev.baksh.Slow
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Stepwise
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

/**
 * Scripts against a real Keycloak for the length of a maintenance night, with restarts: {@code mvn -Pkeycloak verify},
 * or {@code mvn -Pkeycloak surefire:test@launcher -Dtest=KeycloakSoakIT} after a build. {@code -Dkeycloak.minutes=10}
 * sets the length of the long script.
 */
@Slow
@Requires({ System.getProperty('baksh.keycloak.minutes') })
@Stepwise
class KeycloakSoakIT extends Specification {
    static final int MINUTES = (System.getProperty('baksh.keycloak.minutes') ?: '0') as int
    static final List<String> SECRETS = ['eyJ', 'admin-password-1', 'short-secret-1', 'service-secret-1']

    @Shared
    @AutoCleanup
    KeycloakServer keycloak = KeycloakServer.start()

    @Shared
    @AutoCleanup('shutdownNow')
    ExecutorService executorService = Executors.newCachedThreadPool()

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
        baksh.env.putAll(PASSWORD: 'admin-password-1', SECRET: 'short-secret-1', WRONG: 'wrong-password')
        writeServersFile('/auth')
    }

    def "eight threads call with 3-second tokens, rotating refresh tokens and client credentials without a failure"() {
        given:
        List<Integer> eventsBefore = [countEvents('strict', 'brief', 'REFRESH_TOKEN'), countEvents('px', 'short', 'CLIENT_LOGIN')]
        long seconds = MINUTES * 60

        when:
        CommandResult result = runScript("""
            def end = System.nanoTime() + ${seconds * 1_000_000_000L}
            def failures = Collections.synchronizedList([])
            def calls = new java.util.concurrent.atomic.AtomicInteger()
            def threads = (0..7).collect { n ->
                def server = px(n % 2 ? 'rotating' : 'service')
                def realm = n % 2 ? 'strict' : 'px'
                Thread.start {
                    while (System.nanoTime() < end) {
                        try {
                            if (!('admin' in server.get("/auth/admin/realms/\$realm/users")*.username)) failures << 'no admin'
                            calls.incrementAndGet()
                        } catch (Throwable e) {
                            failures << e.message
                        }
                        sleep 50
                    }
                }
            }
            threads*.join()
            println "failures: \$failures"
            println "calls: \${calls.get()}"
            println px('rotating').token
            """, '--debug')
        int refreshCount = countEvents('strict', 'brief', 'REFRESH_TOKEN') - eventsBefore[0]
        int loginCount = countEvents('px', 'short', 'CLIENT_LOGIN') - eventsBefore[1]
        println "$MINUTES min: ${result.out().readLines()[1]}; refreshes: $refreshCount, client logins: $loginCount"

        then:
        result.code() == 0
        result.err() == ''
        result.out().readLines()[0] == 'failures: []'
        assertNoSecrets(result)

        and: 'one password login; then one refresh a life of 2 to 3 seconds, since exp has whole seconds, plus the time of the refresh'
        countEvents('strict', 'brief', 'LOGIN') == 1
        refreshCount >= (seconds / 6) as int && refreshCount <= (seconds / 2 + 2) as int
        loginCount >= (seconds / 6) as int && loginCount <= (seconds / 2 + 2) as int

        and: 'Keycloak itself refused nothing'
        countEvents('strict', 'brief', 'REFRESH_TOKEN_ERROR') == 0
        countEvents('px', 'short', 'CLIENT_LOGIN_ERROR') == 0
    }

    def "a refresh token that expires before the access token is replaced by a new login without a message"() {
        when:
        CommandResult result = runScript('''
            3.times {
                println px('forgetful').get('/auth/admin/realms/px/users').size()
                sleep 4200
            }
            ''')

        then:
        result == CommandResult.success('2', '2', '2')
        countEvents('px', 'forgetful', 'LOGIN') == 3
        countEvents('px', 'forgetful', 'REFRESH_TOKEN') == 0
    }

    def "a session ended by an administrator is replaced by a new login without a message"() {
        given:
        Path flagFile = home.resolve('go')
        int logins = countEvents('px', 'brief', 'LOGIN')

        when:
        Future<CommandResult> running = executorService.submit({ runScript("""
            println px('steady').get('/auth/admin/realms/px/users').size()
            new File('${home.resolve('called')}').text = ''
            while (!new File('$flagFile').exists()) sleep 100
            sleep 3000
            println px('steady').get('/auth/admin/realms/px/users').size()
            """) } as java.util.concurrent.Callable<CommandResult>)
        waitFor(home.resolve('called'), running)
        keycloak.logOut('px', 'admin')
        Files.createFile(flagFile)

        then:
        running.get() == CommandResult.success('2', '2')
        countEvents('px', 'brief', 'LOGIN') == logins + 2
        countEvents('px', 'brief', 'REFRESH_TOKEN_ERROR') == 1
    }

    def "while Keycloak is down each call ends with exit code 5, and the script continues after its restart"() {
        given:
        Path done = home.resolve('done')

        when:
        Future<CommandResult> running = executorService.submit({ runScript("""
            def good = 0, afterwards = 0
            def failures = [] as Set
            while (afterwards < 3) {
                try {
                    px('$server').get('/auth/admin/realms/$realm/users')*.username
                    good++
                    if (failures) afterwards++
                    new File('${home.resolve('called')}').text = ''
                } catch (dev.baksh.client.api.BakshException e) {
                    failures << e.exit()
                }
                sleep 200
            }
            println failures
            """) } as java.util.concurrent.Callable<CommandResult>)
        waitFor(home.resolve('called'), running)
        keycloak.restart()

        then:
        with(running.get()) {
            code() == 0
            out() == '[UNREACHABLE]\n'
            assertNoSecrets(it)
        }

        where:
        server     | realm
        'rotating' | 'strict'
        'service'  | 'px'
    }

    def "#what ends with exit code 4 and the message of Keycloak, without a secret"() {
        when:
        CommandResult result = runScript("px('$server').get('/auth/admin/realms/px/users')")

        then:
        result.code() == 4
        result.err().readLines()[0] == "baksh: px '$server': the credential is not accepted: $words " +
            "(POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> $status)"
        assertNoSecrets(result)

        where:
        what                | server     || words                                        | status
        'a wrong secret'    | 'mistaken' || 'Invalid client or Invalid client credentials' | 401
        'a disabled client' | 'disabled' || 'Invalid client or Invalid client credentials' | 401
        'a wrong password'  | 'stranger' || 'Invalid user credentials'                     | 400
    }

    def "Keycloak without a path prefix is reached with an empty authPath and not found with another authPath"() {
        given:
        keycloak.restart('/')

        when:
        CommandResult wrongPathResult = runScript("px('steady').get('/auth/admin/realms/px/users')")
        writeServersFile('')
        CommandResult rightPathResult = runScript("println px('steady').get('/admin/realms/px/users').size()")

        then:
        wrongPathResult.code() == 1
        wrongPathResult.err().contains("(POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> 404)")
        rightPathResult == CommandResult.success('2')
    }

    private void writeServersFile(String path) {
        String common = "kind: px, url: '$keycloak.url', authPath: '$path'"
        baksh.writeFile('servers.yaml', """
            rotating: {$common, realm: strict, client: brief, username: admin, credential: 'env:PASSWORD'}
            steady: {$common, realm: px, client: brief, username: admin, credential: 'env:PASSWORD'}
            forgetful: {$common, realm: px, client: forgetful, username: admin, credential: 'env:PASSWORD'}
            service: {$common, realm: px, client: short, credential: 'env:SECRET'}
            mistaken: {$common, realm: px, client: short, credential: 'env:WRONG'}
            disabled: {$common, realm: px, client: disabled, credential: 'env:SECRET'}
            stranger: {$common, realm: px, client: brief, username: admin, credential: 'env:WRONG'}
            """.stripIndent())
    }

    private CommandResult runScript(String script, String... options) {
        baksh.input = script
        baksh.start(*options, '-')
    }

    private int countEvents(String realm, String client, String type) {
        keycloak.countEvents(realm, client, type)
    }

    private static void waitFor(Path file, Future<?> running) {
        while (!Files.exists(file)) {
            try {
                throw new AssertionError("ended before it called: ${running.get(100, TimeUnit.MILLISECONDS)}")
            } catch (TimeoutException ignored) {
                // The process is still running.
            }
        }
    }

    private static void assertNoSecrets(CommandResult result) {
        SECRETS.each { secret ->
            assert !result.out().contains(secret)
            assert !result.err().contains(secret)
        }
    }
}
