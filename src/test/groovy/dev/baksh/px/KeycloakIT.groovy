package dev.baksh.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Slow
import dev.baksh.api.BakshException
import dev.baksh.api.Call
import dev.baksh.api.Effect
import dev.baksh.api.Exit
import dev.baksh.api.Time
import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import dev.baksh.config.Credential
import dev.baksh.config.Secret
import dev.baksh.config.ServerConfig
import dev.baksh.exchange.Exchange
import dev.baksh.exchange.Gate
import dev.baksh.exchange.Grant
import dev.baksh.exchange.Limits
import dev.baksh.exchange.Record
import dev.baksh.exchange.Redaction
import dev.baksh.exchange.TokenEndpoint
import dev.baksh.exchange.TokenRefused
import dev.baksh.exchange.TokenSource
import dev.baksh.exchange.Tokens
import dev.baksh.exchange.Wire
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.ExecutorService
import java.util.concurrent.atomic.AtomicInteger
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** Tokens from a real Keycloak, and calls that it checks them with: its own admin API. */
@Slow
class KeycloakIT extends Specification {
    static final String REFUSED = 'the credential is not accepted: '
    static final String NEEDS = '  this needs the permission: a Keycloak administrator (manage-users, query-groups of the realm)'

    @Shared
    @AutoCleanup
    Keycloak keycloak = Keycloak.start()

    @Shared
    @AutoCleanup
    ConsoleFront front = new ConsoleFront(keycloak, 'px')

    @Shared
    @TempDir
    Path home

    @Shared
    @AutoCleanup('shutdownNow')
    ExecutorService threads = Executors.newCachedThreadPool()

    def "client credentials give a token without a refresh token, good for its five minutes"() {
        when:
        Grant grant = source(client('service', 'service-secret-1')).obtain()

        then:
        grant.refresh() == null
        290 <= grant.accessLife().toSeconds() && grant.accessLife().toSeconds() <= 300
    }

    def "a password gives a token and a refresh token, and the refresh token gives the next ones"() {
        given:
        TokenSource source = source(user('admin', 'admin-password-1'))

        when:
        Grant first = source.obtain()
        Grant second = source.refresh(first.refresh())

        then:
        first.refreshLife() == Duration.ofMinutes(30)
        second.access() != first.access()
        second.refresh() != first.refresh()
    }

    def "#what is refused in Keycloak's words and with exit code 4"() {
        when:
        source(credential).obtain()

        then:
        TokenRefused e = thrown()
        e.exit() == Exit.DENIED
        e.message.startsWith("px 'real': $REFUSED$words (POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> ")

        where:
        what                                 | credential                              || words
        'a wrong secret'                     | client('service', 'wrong-secret')       || 'Invalid client or Invalid client credentials'
        'an unknown client'                  | client('nobody', 'wrong-secret')        || 'Invalid client or Invalid client credentials'
        'a disabled client'                  | client('disabled', 'disabled-secret-1') || 'Invalid client or Invalid client credentials'
        'a client without a service account' | client('plain', 'plain-secret-1')       || 'Client not enabled to retrieve service account'
        'a wrong password'                   | user('admin', 'wrong-password')         || 'Invalid user credentials'
        'a disabled user'                    | user('locked', 'locked-password-1')     || 'Account disabled'
    }

    def "an unknown realm is an error that names the address, not a refused credential"() {
        when:
        source(client('service', 'service-secret-1'), 'nowhere').obtain()

        then:
        BakshException e = thrown()
        e.message.contains("$keycloak.url/auth/realms/nowhere/protocol/openid-connect/token -> 404")
        e.hint() == "check realm of 'real' in servers.yaml, now nowhere, and authPath of 'real' in servers.yaml, now /auth"
    }

    def "a refresh token of a realm that rotates them is good once, and a used one ends the session"() {
        given:
        TokenSource source = source(user('admin', 'admin-password-1'), 'strict')
        Grant first = source.obtain()
        source.refresh(first.refresh())

        when:
        source.refresh(first.refresh())

        then:
        TokenRefused e = thrown()
        e.message == "px 'real': the refresh token is not accepted " +
                "(POST $keycloak.url/auth/realms/strict/protocol/openid-connect/token -> 400)"
    }

    def "eight threads call for four lives of a 3-second token without a failure, and one renewal serves all"() {
        given:
        ServerConfig server = server(client('short', 'short-secret-1'), 'px')
        AtomicInteger obtained = new AtomicInteger()
        TokenSource counted = counted(sourceOf(server), obtained)
        Exchange exchange = exchange(server, counted)
        Call users = new Call('users', 'GET', '/auth/admin/realms/px/users', [:], null, Effect.READ, null, null)
        long end = System.nanoTime() + Duration.ofSeconds(12).toNanos()

        when:
        List<Future<Integer>> running = (1..8).collect {
            threads.submit({
                int calls = 0
                while (System.nanoTime() < end) {
                    assert exchange.send(users)*.username.contains('admin')
                    calls++
                }
                calls
            } as java.util.concurrent.Callable<Integer>)
        }
        int calls = running.sum { it.get() } as int

        then:
        calls > 8
        obtained.get() in 4..7
    }

    def "a group is made, gives its members a role that rides in their next token, and is taken apart again"() {
        when:
        Printed printed = groups('keeper', """
            def g = px.groups.create('night-shift')
            g.map('px-backup-app.user').add('admin')
            println "\$g.name \$g.path \${px.groups['night-shift'].roles*.name} \${px.groups['night-shift'].members*.username}"
            g.map('px-backup-app.user').add('admin')
            """)
        List<String> ridden = rolesInToken()
        Printed taken = groups('keeper', """
            px.groups['night-shift'].unmap('px-backup-app.user').remove('admin')
            println "\${px.groups['night-shift'].roles*.name} \${px.groups['night-shift'].members*.username}"
            px.groups['night-shift'].delete()
            println px.groups.list(search: 'night').size()
            """)

        then:
        printed.out() == 'night-shift /night-shift [px-backup-app.user] [admin]\n'
        printed.err() == 'px \'real\': group "night-shift": map \'px-backup-app.user\' is so already; nothing was sent\n' +
            'px \'real\': group "night-shift": add \'admin\' is so already; nothing was sent\n'
        printed.code() == 0
        'px-backup-app.user' in ridden
        taken == Printed.result('[] []', '0')
        !('px-backup-app.user' in rolesInToken())
    }

    def "a dry run plans what it would do to groups and does none of it"() {
        when:
        Printed printed = groups('keeper', "px.groups.create('never').map('px-backup-app.user').add('admin')", '--dry-run')

        then:
        printed.code() == 0
        printed.out().readLines()*.replaceAll(/ (-H|http).*/, '') == ['curl -X POST'] * 2 + ['curl -X PUT']
        front.ask('GET', 'groups?search=never') == []
    }

    def "more groups than Keycloak gives at once are all listed"() {
        given:
        Set<String> names = (1..120).collect { "many-$it".toString() }
        names.each { front.ask('POST', 'groups', [name: it]) }

        when:
        Printed printed = groups('keeper', "px.groups.each { println it.name }; println px.groups['many-117'].name")

        then:
        printed.code() == 0
        printed.out().readLines().count { it in names } == 121
    }

    def "#what ends with #code, and the next step"() {
        given:
        front.ask('POST', 'groups', [name: name])
        int before = front.ask('GET', 'groups/count').count

        when:
        Printed printed = groups(client, "px.groups$words".toString())

        then:
        printed.code() == code
        printed.err().readLines()[0].startsWith("baksh: px 'real': $message (")
        printed.err().readLines()[1] == hint
        front.ask('GET', 'groups/count').count == before

        where:
        what                            | name  | client      | words                        || code | message                                                            | hint
        'a listing without any right'   | 'one' | 'powerless' | ".list()*.name"             || 4    | 'px.groups.list: HTTP 403 Forbidden'                               | NEEDS
        'making one without the right'  | 'two' | 'service'   | ".create('new')"             || 4    | "px.groups.create 'new': HTTP 403 Forbidden"                       | NEEDS
        'changing one without the right' | 'ops' | 'service'  | "['ops'].add('admin')"       || 4    | "px.groups.add 'ops' 'admin': HTTP 403 Forbidden"                  | NEEDS
        'a name that is taken'          | 'old' | 'keeper'    | ".create('old')"             || 1    | "px.groups.create 'old': Top level group named 'old' already exists." | '  -:1'
    }

    private Printed groups(String client, String script, String... options) {
        Typist baksh = new Typist(Files.createTempDirectory(home, 'run'))
        baksh.env.SECRET = "$client-secret-1".toString()
        baksh.file('servers.yaml', "real: {kind: px, url: '$front.url', realm: px, client: $client, credential: 'env:SECRET', groups: keycloak}")
        baksh.input = script.stripIndent()
        baksh.start(*options, '--yes', '-')
    }

    private List<String> rolesInToken() {
        String token = source(user('admin', 'admin-password-1')).obtain().access()
        new ObjectMapper().readTree(Base64.urlDecoder.decode(token.split(/\./)[1])).at('/realm_access/roles')*.asText()
    }

    private static Credential client(String id, String secret) {
        new Credential.ClientCredentials(id, Secret.of(secret))
    }

    private static Credential user(String name, String password) {
        new Credential.Password('pxcentral', null, name, Secret.of(password))
    }

    private ServerConfig server(Credential credential, String realm) {
        new ServerConfig('real', 'px', URI.create(keycloak.url), null, credential, null, null, realm, '/auth', null, false, false)
    }

    private TokenSource source(Credential credential, String realm = 'px') {
        sourceOf(server(credential, realm))
    }

    private static TokenSource sourceOf(ServerConfig server) {
        TokenEndpoint endpoint = new TokenEndpoint(server, new Wire(server, [:]), Time.SYSTEM, new SplittableRandom(1))
        PxClient.tokens(server, endpoint, Time.SYSTEM, { })
    }

    private static TokenSource counted(TokenSource source, AtomicInteger obtained) {
        new TokenSource() {
            @Override
            Grant obtain() {
                obtained.incrementAndGet()
                source.obtain()
            }

            @Override
            Grant refresh(String token) {
                source.refresh(token)
            }

            @Override
            boolean renewable() {
                true
            }
        }
    }

    private Exchange exchange(ServerConfig server, TokenSource source) {
        Redaction redaction = new Redaction()
        Gate gate = new Gate(new Gate.Mode(true, false, false), { question, typed -> false }, { })
        new Exchange(new Exchange.Parts(
                server, PxClient.dialect(), new Tokens(source, redaction, Time.SYSTEM, threads), new Wire(server, [:]), gate,
                new Record(null, 'run'), redaction, Limits.PX, Time.SYSTEM, new SplittableRandom(1)))
    }
}
