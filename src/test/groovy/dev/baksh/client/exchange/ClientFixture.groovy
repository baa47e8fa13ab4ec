package dev.baksh.client.exchange

import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.NoticeListener
import dev.baksh.client.api.Noun
import dev.baksh.client.api.ServerKind
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.auth.TokenProvider
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.auth.TokenStore
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.files.ObjectLocks
import dev.baksh.client.journal.RunContext
import dev.baksh.client.journal.WriteJournal
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.protocol.ServerDialect
import dev.baksh.client.px.PxClient
import dev.baksh.client.resource.Invocation
import dev.baksh.client.resource.ServerClient
import dev.baksh.client.retry.ClientLimits
import dev.baksh.client.api.TimeSource
import dev.baksh.client.http.ConnectionCache
import dev.baksh.client.http.RequestLog
import dev.baksh.client.tls.KnownHosts
import dev.baksh.sandbox.Sandbox
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** Fixture that creates clients as the command line does, with a manual clock, and records the messages for the user. */
@CompileStatic
class ClientFixture implements AutoCloseable {
    final ManualTimeSource time = new ManualTimeSource()
    final SecretRedactor redactor = new SecretRedactor()
    final List<String> notices = Collections.synchronizedList([])
    final List<String> dryRunLines = []
    final List<String> questions = []
    private WriteGuard.Mode mode = new WriteGuard.Mode(false, false, true)
    /** Reply of the user to a prompt; null: no user is present. */
    Boolean promptAnswer = true
    boolean promptInterrupted
    ClientLimits limits
    /** Number of parallel pages of a listing; with 1, requests arrive in a fixed order. */
    int parallelPages = 1
    private WriteGuard guard
    private final Path folder = Files.createTempDirectory('baksh-spec')
    private final WriteJournal writeJournal = new WriteJournal(folder.resolve('journal'), redactor::redact, time, { String line -> notices << line })
    private final ExecutorService tokenExecutor = Executors.newCachedThreadPool { Runnable task ->
        final Thread thread = new Thread(task, 'spec-tokens')
        thread.daemon = true
        return thread
    }

    static ServerConfig serverConfig(Map<String, Object> overrides = [:], String kind, URI url) {
        final boolean pxClient = kind == 'px'
        return new ServerConfig(
            (overrides.name ?: kind) as String, !overrides.name, ServerKind.of(kind), url, null, (overrides.credential ?: new Credential.ApiKey(Secret.of('key-of-a-spec'))) as Credential, overrides.ca as Path,
            overrides.pin as String, pxClient ? (overrides.realm ?: 'master') as String : null, pxClient ? '/auth' : null, overrides.partial as String,
            null, (overrides.failed ?: []) as Set<String>, null, false, !!overrides.readOnly, !!overrides.production)
    }

    /** Creates a context without run journal and without object locks. */
    static JournalContext journalContext(WriteJournal journal, String runId) {
        return new JournalContext(journal, { runId }, { RunContext.NONE }, ObjectLocks.NONE)
    }

    static OkHttpTransport openTransport(
            ServerConfig config, Map<String, String> env = [:], KnownHosts knownHosts = KnownHosts.NONE, ConnectionCache connectionCache = null) {
        return new OkHttpTransport(config, env, new RequestLog(new SecretRedactor(), TimeSource.SYSTEM), knownHosts, connectionCache)
    }

    /** Returns limits with other values, by component. */
    static ClientLimits limitsWith(Map<String, Object> overrides, ClientLimits base = ClientLimits.N2WS) {
        return new ClientLimits(
            base.readTimeout(), base.pageTimeout(), base.writeTimeout(),
            overrides.getOrDefault('reconcileTimeout', base.reconcileTimeout()) as Duration,
            overrides.getOrDefault('maxConcurrentReads', base.maxConcurrentReads()) as int,
            overrides.getOrDefault('maxConcurrentWrites', base.maxConcurrentWrites()) as int,
            overrides.getOrDefault('resendAllowed', base.resendAllowed()) as boolean,
            overrides.getOrDefault('maxParallelPages', base.maxParallelPages()) as int)
    }

    /** Sets the mode of the guard that later clients share. */
    void setMode(WriteGuard.Mode mode) {
        this.mode = mode
        guard = null
    }

    WriteGuard getGuard() {
        if (guard == null) guard = new WriteGuard(mode, { String question, String confirmationText ->
            questions << (confirmationText ? question + ' [type ' + confirmationText + ']' : question)
            if (promptInterrupted) throw new BakshException(ExitCode.INTERRUPTED, 'interrupted at the question; nothing was sent', null)
            if (promptAnswer == null) throw BakshException.refusal('nobody to ask: ' + question, null)
            return promptAnswer
        } as WriteGuard.Confirmer, { String line -> dryRunLines << line }, { System.nanoTime() })
        return guard
    }

    ApiExecutor createExecutor(ServerConfig serverConfig, ServerDialect dialect, TokenSource source = null, OkHttpTransport transport = openTransport(serverConfig)) {
        final TokenSource tokenSource = source ?: new FakeTokenSource()
        final TokenProvider tokens = new TokenProvider(tokenSource, redactor, time, tokenExecutor, TokenStore.NONE)
        return new ApiExecutor(new ExecutorDependencies(
            serverConfig, dialect, tokens, transport, getGuard(), journalContext(writeJournal, 'spec-run'), redactor,
            limitsWith(limits ?: (serverConfig.kind() == ServerKind.N2WS ? ClientLimits.N2WS : ClientLimits.PX), maxParallelPages: parallelPages), time, new Random(7), { String line -> notices << line }))
    }

    N2wsClient n2wsClient(Sandbox sandbox, Map<String, Object> overrides = [:], String user = 'root') {
        final Map<String, Object> key = [credential: new Credential.ApiKey(Secret.of(sandbox.n2wsApiKey(user)))] as Map<String, Object>
        return n2wsClient(serverConfig(key + overrides, 'n2ws', sandbox.n2wsUrl()))
    }

    N2wsClient n2wsClient(ServerConfig serverConfig) {
        final OkHttpTransport transport = openTransport(serverConfig)
        final TokenSource source = N2wsClient.tokenSource(serverConfig, new TokenEndpoint(serverConfig, transport, time, new Random(8)))
        return new N2wsClient(serverConfig, N2wsClient.addConfiguredWords(Catalog.of('n2ws'), serverConfig), createExecutor(serverConfig, N2wsClient.dialect(), source, transport), progressListener())
    }

    PxClient pxClient(Sandbox sandbox, Map<String, Object> overrides = [:]) {
        final Map<String, Object> client = [credential: new Credential.ClientCredentials(sandbox.pxClientId(), Secret.of(sandbox.pxClientSecret()))] as Map<String, Object>
        return pxClient(serverConfig(client + overrides, 'px', sandbox.pxUrl()))
    }

    PxClient pxClient(ServerConfig serverConfig) {
        final OkHttpTransport transport = openTransport(serverConfig)
        final TokenSource source = PxClient.tokenSource(serverConfig, new TokenEndpoint(serverConfig, transport, time, new Random(8)), time, { String line -> notices << line })
        return new PxClient(serverConfig, Catalog.of('px'), createExecutor(serverConfig, PxClient.dialect(), source, transport), null, progressListener())
    }

    /** Calls a verb of a noun or of a row. */
    static Object invoke(ServerClient client, String noun, String verb, Map<String, Object> parameters = [:]) {
        return client.invoke(new Invocation(
            client.resource(noun).noun().operation(verb),
            parameters.row as dev.baksh.client.api.Row,
            (parameters.args ?: []) as List<Object>,
            (parameters.named ?: [:]) as Map<String, Object>,
            (parameters.block ?: [:]) as Map<String, Object>))
    }

    static ApiCall readCall(String path, Noun result = null, Map<String, Object> query = [:]) {
        return new ApiCall("read $path", 'GET', path, query, null, Effect.READ, null, result)
    }

    /** Returns a raw call; an ENSURE write is a PUT, because a raw POST may create an object. */
    static ApiCall writeCall(String path, Effect effect = Effect.START, Object body = [a: 1], String method = null) {
        return new ApiCall("write $path", method ?: (effect == Effect.ENSURE ? 'PUT' : 'POST'), path, [:], body, effect, null, null)
    }

    /** Lines of the journal. */
    List<String> getJournalLines() {
        return Files.readAllLines(folder.resolve('journal/journal.jsonl'))
    }

    private NoticeListener progressListener() {
        return new NoticeListener() {
            @Override
            void showProgress(String line) { ClientFixture.this.notices << '... ' + line }

            @Override
            void showNotice(String line) { ClientFixture.this.notices << line }

            @Override
            void endProgress() { ClientFixture.this.notices << 'end' }
        }
    }

    @Override
    void close() {
        writeJournal.close()
        tokenExecutor.shutdownNow()
        folder.toFile().deleteDir()
    }
}
