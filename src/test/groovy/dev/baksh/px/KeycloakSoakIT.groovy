package dev.baksh.px

import dev.baksh.Slow
import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Executors
import java.util.concurrent.ExecutorService
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Stepwise
import spock.lang.TempDir

/**
 * Scripts against a real Keycloak for as long as a maintenance night, restarts included: {@code mvn -Pkeycloak verify}, or
 * {@code mvn -Pkeycloak surefire:test@launcher -Dtest=KeycloakSoakIT} once it is compiled and unpacked. The length of the
 * long script is {@code -Dkeycloak.minutes=10}.
 */
@Slow
@Requires({ System.getProperty('baksh.keycloak.minutes') })
@Stepwise
class KeycloakSoakIT extends Specification {
    static final int MINUTES = (System.getProperty('baksh.keycloak.minutes') ?: '0') as int
    static final List<String> SECRETS = ['eyJ', 'admin-password-1', 'short-secret-1', 'service-secret-1']

    @Shared
    @AutoCleanup
    Keycloak keycloak = Keycloak.start()

    @Shared
    @AutoCleanup('shutdownNow')
    ExecutorService threads = Executors.newCachedThreadPool()

    @TempDir
    Path home

    Typist baksh

    def setup() {
        baksh = new Typist(home)
        baksh.env.putAll(PASSWORD: 'admin-password-1', SECRET: 'short-secret-1', WRONG: 'wrong-password')
        servers('/auth')
    }

    def "eight threads call with tokens of 3 seconds, by refresh tokens that rotate and by client credentials, and none fails"() {
        given:
        List<Integer> before = [events('strict', 'brief', 'REFRESH_TOKEN'), events('px', 'short', 'CLIENT_LOGIN')]
        long seconds = MINUTES * 60

        when:
        Printed printed = run("""
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
        int refreshed = events('strict', 'brief', 'REFRESH_TOKEN') - before[0]
        int granted = events('px', 'short', 'CLIENT_LOGIN') - before[1]
        println "$MINUTES min: ${printed.out().readLines()[1]}; refreshes: $refreshed, client logins: $granted"

        then:
        printed.code() == 0
        printed.err() == ''
        printed.out().readLines()[0] == 'failures: []'
        silent(printed)

        and: 'one password login; then one refresh a life of 2 to 3 seconds, since exp has whole seconds, plus the time of the refresh'
        events('strict', 'brief', 'LOGIN') == 1
        refreshed >= (seconds / 6) as int && refreshed <= (seconds / 2 + 2) as int
        granted >= (seconds / 6) as int && granted <= (seconds / 2 + 2) as int

        and: 'Keycloak itself refused nothing'
        events('strict', 'brief', 'REFRESH_TOKEN_ERROR') == 0
        events('px', 'short', 'CLIENT_LOGIN_ERROR') == 0
    }

    def "a refresh token that ends before the access token is replaced by a new login, without a word"() {
        when:
        Printed printed = run('''
            3.times {
                println px('forgetful').get('/auth/admin/realms/px/users').size()
                sleep 4200
            }
            ''')

        then:
        printed == Printed.result('2', '2', '2')
        events('px', 'forgetful', 'LOGIN') == 3
        events('px', 'forgetful', 'REFRESH_TOKEN') == 0
    }

    def "a session that an administrator ended is replaced by a new login, without a word"() {
        given:
        Path go = home.resolve('go')
        int logins = events('px', 'brief', 'LOGIN')

        when:
        Future<Printed> running = threads.submit({ run("""
            println px('steady').get('/auth/admin/realms/px/users').size()
            new File('${home.resolve('called')}').text = ''
            while (!new File('$go').exists()) sleep 100
            sleep 3000
            println px('steady').get('/auth/admin/realms/px/users').size()
            """) } as java.util.concurrent.Callable<Printed>)
        waitFor(home.resolve('called'), running)
        keycloak.logOut('px', 'admin')
        Files.createFile(go)

        then:
        running.get() == Printed.result('2', '2')
        events('px', 'brief', 'LOGIN') == logins + 2
        events('px', 'brief', 'REFRESH_TOKEN_ERROR') == 1
    }

    def "while Keycloak is down each call ends with 5 and says so, and when it is up again the same script goes on"() {
        given:
        Path done = home.resolve('done')

        when:
        Future<Printed> running = threads.submit({ run("""
            def good = 0, afterwards = 0
            def failures = [] as Set
            while (afterwards < 3) {
                try {
                    px('$server').get('/auth/admin/realms/$realm/users')*.username
                    good++
                    if (failures) afterwards++
                    new File('${home.resolve('called')}').text = ''
                } catch (dev.baksh.api.BakshException e) {
                    failures << e.exit()
                }
                sleep 200
            }
            println failures
            """) } as java.util.concurrent.Callable<Printed>)
        waitFor(home.resolve('called'), running)
        keycloak.restart()

        then:
        with(running.get()) {
            code() == 0
            out() == '[UNREACHABLE]\n'
            silent(it)
        }

        where:
        server     | realm
        'rotating' | 'strict'
        'service'  | 'px'
    }

    def "#what ends with 4, in Keycloak's words, and quotes no secret"() {
        when:
        Printed printed = run("px('$server').get('/auth/admin/realms/px/users')")

        then:
        printed.code() == 4
        printed.err().readLines()[0] == "baksh: px '$server': the credential is not accepted: $words " +
            "(POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> $status)"
        silent(printed)

        where:
        what                | server     || words                                        | status
        'a wrong secret'    | 'mistaken' || 'Invalid client or Invalid client credentials' | 401
        'a disabled client' | 'disabled' || 'Invalid client or Invalid client credentials' | 401
        'a wrong password'  | 'stranger' || 'Invalid user credentials'                     | 400
    }

    def "Keycloak without a path before /realms is reached when authPath is empty, and not found when it is not"() {
        given:
        keycloak.restart('/')

        when:
        Printed wrong = run("px('steady').get('/auth/admin/realms/px/users')")
        servers('')
        Printed right = run("println px('steady').get('/admin/realms/px/users').size()")

        then:
        wrong.code() == 1
        wrong.err().contains("(POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> 404)")
        right == Printed.result('2')
    }

    private void servers(String path) {
        String common = "kind: px, url: '$keycloak.url', authPath: '$path'"
        baksh.file('servers.yaml', """
            rotating: {$common, realm: strict, client: brief, username: admin, credential: 'env:PASSWORD'}
            steady: {$common, realm: px, client: brief, username: admin, credential: 'env:PASSWORD'}
            forgetful: {$common, realm: px, client: forgetful, username: admin, credential: 'env:PASSWORD'}
            service: {$common, realm: px, client: short, credential: 'env:SECRET'}
            mistaken: {$common, realm: px, client: short, credential: 'env:WRONG'}
            disabled: {$common, realm: px, client: disabled, credential: 'env:SECRET'}
            stranger: {$common, realm: px, client: brief, username: admin, credential: 'env:WRONG'}
            """.stripIndent())
    }

    private Printed run(String script, String... options) {
        baksh.input = script
        baksh.start(*options, '-')
    }

    private int events(String realm, String client, String type) {
        keycloak.events(realm, client, type)
    }

    private static void waitFor(Path file, Future<?> running) {
        while (!Files.exists(file)) {
            try {
                throw new AssertionError("ended before it called: ${running.get(100, TimeUnit.MILLISECONDS)}")
            } catch (TimeoutException ignored) {
                // It runs.
            }
        }
    }

    private static void silent(Printed printed) {
        SECRETS.each { secret ->
            assert !printed.out().contains(secret)
            assert !printed.err().contains(secret)
        }
    }
}
