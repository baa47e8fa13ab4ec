package dev.baksh.client.px

import dev.baksh.client.exchange.ClientFixture
import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Slow
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import dev.baksh.client.auth.CredentialRejectedException
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.auth.TokenProvider
import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.auth.TokenStore
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ExecutorDependencies
import dev.baksh.client.exchange.WriteGuard
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.retry.ClientLimits
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.atomic.AtomicInteger

/** Tokens of a real Keycloak, and requests to its admin API, which checks the tokens. */
@Slow
class KeycloakIT extends Specification {
    static final String REFUSED_MESSAGE = 'the credential is not accepted: '
    static final String PERMISSION_HINT = '  this needs the permission: a Keycloak administrator (manage-users, query-groups of the realm)'

    @Shared
    @AutoCleanup
    KeycloakServer keycloak = KeycloakServer.start()

    @Shared
    @AutoCleanup
    KeycloakFrontProxy proxy = new KeycloakFrontProxy(keycloak, 'px')

    @Shared
    @TempDir
    Path home

    @Shared
    @AutoCleanup('shutdownNow')
    ExecutorService executorService = Executors.newCachedThreadPool()

    def "client credentials return a token without a refresh token, valid for five minutes"() {
        when:
        TokenResponse grant = tokenSource(clientCredential('service', 'service-secret-1')).obtain()

        then:
        grant.refreshToken() == null
        isRemainderOf(grant.accessLifetime(), Duration.ofMinutes(5))
    }

    def "a password returns a token and a refresh token, and the refresh token returns the next tokens"() {
        given:
        TokenSource tokenSource = tokenSource(userCredential('admin', 'admin-password-1'))

        when:
        TokenResponse first = tokenSource.obtain()
        TokenResponse second = tokenSource.refresh(first.refreshToken())

        then:
        isRemainderOf(first.refreshLifetime(), Duration.ofMinutes(30))
        second.accessToken() != first.accessToken()
        second.refreshToken() != first.refreshToken()
    }

    def "#what is rejected with the message of Keycloak and exit code 4"() {
        when:
        tokenSource(credential).obtain()

        then:
        CredentialRejectedException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message.startsWith("px 'real': $REFUSED_MESSAGE$words (POST $keycloak.url/auth/realms/px/protocol/openid-connect/token -> ")

        where:
        what                                 | credential                              || words
        'a wrong secret'                     | clientCredential('service', 'wrong-secret')       || 'Invalid client or Invalid client credentials'
        'an unknown client'                  | clientCredential('nobody', 'wrong-secret')        || 'Invalid client or Invalid client credentials'
        'a disabled client'                  | clientCredential('disabled', 'disabled-secret-1') || 'Invalid client or Invalid client credentials'
        'a client without a service account' | clientCredential('plain', 'plain-secret-1')       || 'Client not enabled to retrieve service account'
        'a wrong password'                   | userCredential('admin', 'wrong-password')         || 'Invalid user credentials'
        'a disabled user'                    | userCredential('locked', 'locked-password-1')     || 'Account disabled'
    }

    def "an unknown realm is an error that names the address, not a rejected credential"() {
        when:
        tokenSource(clientCredential('service', 'service-secret-1'), 'nowhere').obtain()

        then:
        BakshException e = thrown()
        e.message.contains("$keycloak.url/auth/realms/nowhere/protocol/openid-connect/token -> 404")
        e.hint() == "check realm of 'real' in servers.yaml, now nowhere, and authPath of 'real' in servers.yaml, now /auth"
    }

    def "with rotation a refresh token is valid once, and its reuse ends the session"() {
        given:
        TokenSource tokenSource = tokenSource(userCredential('admin', 'admin-password-1'), 'strict')
        TokenResponse first = tokenSource.obtain()
        tokenSource.refresh(first.refreshToken())

        when:
        tokenSource.refresh(first.refreshToken())

        then:
        CredentialRejectedException e = thrown()
        e.message == "px 'real': the refresh token is not accepted: Maximum allowed refresh token reuse exceeded " +
                "(POST $keycloak.url/auth/realms/strict/protocol/openid-connect/token -> 400)"
    }

    def "eight threads call without a failure for four lifetimes of a 3-second token, with one shared refresh"() {
        given:
        ServerConfig serverConfig = serverConfig(clientCredential('short', 'short-secret-1'), 'px')
        AtomicInteger obtained = new AtomicInteger()
        TokenSource countObtains = countObtains(createTokenSource(serverConfig), obtained)
        ApiExecutor executor = executor(serverConfig, countObtains)
        ApiCall users = new ApiCall('users', 'GET', '/auth/admin/realms/px/users', [:], null, Effect.READ, null, null)
        long deadline = System.nanoTime() + Duration.ofSeconds(12).toNanos()

        when:
        List<Future<Integer>> running = (1..8).collect {
            executorService.submit({
                int calls = 0
                while (System.nanoTime() < deadline) {
                    assert executor.send(users)*.username.contains('admin')
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

    def "a group is created, its members get the role in their next token, and the group is deleted"() {
        when:
        CommandResult result = runGroupScript('keeper', """
            def g = px.groups.create('night-shift')
            g.map('px-backup-app.user').add('admin')
            println "\$g.name \$g.path \${px.groups['night-shift'].roles*.name} \${px.groups['night-shift'].members*.username}"
            g.map('px-backup-app.user').add('admin')
            """)
        List<String> tokenRoles = rolesInToken()
        CommandResult removalResult = runGroupScript('keeper', """
            px.groups['night-shift'].unmap('px-backup-app.user').remove('admin')
            println "\${px.groups['night-shift'].roles*.name} \${px.groups['night-shift'].members*.username}"
            px.groups['night-shift'].delete()
            println px.groups.list(search: 'night').size()
            """)

        then:
        result.out() == 'night-shift /night-shift [px-backup-app.user] [admin]\n'
        result.err() == 'px \'real\': group "night-shift": map \'px-backup-app.user\' is done already; nothing was sent\n' +
            'px \'real\': group "night-shift": add \'admin\' is done already; nothing was sent\n'
        result.code() == 0
        'px-backup-app.user' in tokenRoles
        removalResult == CommandResult.success('[] []', '0')
        !('px-backup-app.user' in rolesInToken())
    }

    def "a dry run prints group changes and executes none"() {
        when:
        CommandResult result = runGroupScript('keeper', "px.groups.create('never').map('px-backup-app.user').add('admin')", '--dry-run')

        then:
        result.code() == 0
        result.out().readLines()*.replaceAll(/ (-H|http).*/, '') == ['curl -X POST --globoff'] * 2 + ['curl -X PUT --globoff']
        proxy.adminRequest('GET', 'groups?search=never') == []
    }

    def "more groups than one Keycloak page are all listed"() {
        given:
        Set<String> names = (1..120).collect { "many-$it".toString() }
        names.each { proxy.adminRequest('POST', 'groups', [name: it]) }

        when:
        CommandResult result = runGroupScript('keeper', "px.groups.each { println it.name }; println px.groups['many-117'].name")

        then:
        result.code() == 0
        result.out().readLines().count { it in names } == 121
    }

    def "#what ends with exit code #code and a hint"() {
        given:
        proxy.adminRequest('POST', 'groups', [name: name])
        int groupsBefore = proxy.adminRequest('GET', 'groups/count').count

        when:
        CommandResult result = runGroupScript(clientCredential, "px.groups$words".toString())

        then:
        result.code() == code
        result.err().readLines()[0].startsWith("baksh: px 'real': $message (")
        result.err().readLines()[1] == hint
        proxy.adminRequest('GET', 'groups/count').count == groupsBefore

        where:
        what                            | name  | clientCredential      | words                        || code | message                                                            | hint
        'a listing without any right'   | 'one' | 'powerless' | ".list()*.name"             || 4    | 'px.groups.list: HTTP 403 Forbidden'                               | PERMISSION_HINT
        'making one without the right'  | 'two' | 'service'   | ".create('new')"             || 4    | "px.groups.create 'new': HTTP 403 Forbidden"                       | PERMISSION_HINT
        'changing one without the right' | 'ops' | 'service'  | "['ops'].add('admin')"       || 4    | "px.groups.add 'ops' 'admin': HTTP 403 Forbidden"                  | PERMISSION_HINT
        'a name that is taken'          | 'old' | 'keeper'    | ".create('old')"             || 1    | "px.groups.create 'old': Top level group named 'old' already exists." | '  -:1'
    }

    /** Keycloak answers with the rest of a lifetime in whole seconds, so a slow machine sees less than the configured lifetime. */
    private static boolean isRemainderOf(Duration rest, Duration lifetime) {
        rest > lifetime.dividedBy(2) && rest <= lifetime
    }

    private CommandResult runGroupScript(String clientCredential, String script, String... options) {
        CommandRunner baksh = new CommandRunner(Files.createTempDirectory(home, 'run'))
        baksh.env.SECRET = "$clientCredential-secret-1".toString()
        baksh.writeFile('servers.yaml', "real: {kind: px, url: '$proxy.url', realm: px, client: $clientCredential, credential: 'env:SECRET', groups: keycloak}")
        baksh.input = script.stripIndent()
        baksh.start(*options, '--yes', '-')
    }

    private List<String> rolesInToken() {
        String token = tokenSource(userCredential('admin', 'admin-password-1')).obtain().accessToken()
        new ObjectMapper().readTree(Base64.urlDecoder.decode(token.split(/\./)[1])).at('/realm_access/roles')*.asText()
    }

    private static Credential clientCredential(String id, String secret) {
        new Credential.ClientCredentials(id, Secret.of(secret))
    }

    private static Credential userCredential(String name, String password) {
        new Credential.Password('pxcentral', null, name, Secret.of(password))
    }

    private ServerConfig serverConfig(Credential credential, String realm) {
        ClientFixture.serverConfig([name: 'real', credential: credential, realm: realm], 'px', URI.create(keycloak.url))
    }

    private TokenSource tokenSource(Credential credential, String realm = 'px') {
        createTokenSource(serverConfig(credential, realm))
    }

    private static TokenSource createTokenSource(ServerConfig serverConfig) {
        TokenEndpoint endpoint = new TokenEndpoint(serverConfig, ClientFixture.openTransport(serverConfig), TimeSource.SYSTEM, new SplittableRandom(1))
        PxClient.tokenSource(serverConfig, endpoint, TimeSource.SYSTEM, { })
    }

    private static TokenSource countObtains(TokenSource tokenSource, AtomicInteger obtained) {
        new TokenSource() {
            @Override
            TokenResponse obtain() {
                obtained.incrementAndGet()
                tokenSource.obtain()
            }

            @Override
            TokenResponse refresh(String token) {
                tokenSource.refresh(token)
            }

            @Override
            boolean isRenewable() {
                true
            }
        }
    }

    private ApiExecutor executor(ServerConfig serverConfig, TokenSource tokenSource) {
        SecretRedactor redactor = new SecretRedactor()
        WriteGuard guard = new WriteGuard(new WriteGuard.Mode(true, false, false), { question, confirmationText -> false }, { }, { System.nanoTime() })
        new ApiExecutor(new ExecutorDependencies(
                serverConfig, PxClient.dialect(), new TokenProvider(tokenSource, redactor, TimeSource.SYSTEM, executorService, TokenStore.NONE), ClientFixture.openTransport(serverConfig), guard,
                ClientFixture.journalContext(null, 'run'), redactor, ClientLimits.PX, TimeSource.SYSTEM, new SplittableRandom(1), { }))
    }
}
