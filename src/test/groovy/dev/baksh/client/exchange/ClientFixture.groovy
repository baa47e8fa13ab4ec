package dev.baksh.client.exchange

import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Noun
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.auth.TokenProvider
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.journal.WriteJournal
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.protocol.ServerDialect
import dev.baksh.client.px.PxClient
import dev.baksh.client.resource.Invocation
import dev.baksh.client.resource.ProgressListener
import dev.baksh.client.resource.ServerClient
import dev.baksh.client.retry.ClientLimits
import dev.baksh.sandbox.Sandbox
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** Puts clients together as the command line does, with time turned by hand, and keeps what was said to a person. */
@CompileStatic
class ClientFixture implements AutoCloseable {
    final ManualTime time = new ManualTime()
    final SecretRedactor redaction = new SecretRedactor()
    final List<String> notes = Collections.synchronizedList([])
    final List<String> plan = []
    final List<String> questions = []
    private WriteGuard.Mode mode = new WriteGuard.Mode(false, false, true)
    /** What a person answers; null: nobody is there. */
    Boolean agrees = true
    boolean interrupted
    ClientLimits limits
    /** Pages of a listing side by side; one after the other, requests arrive in an order that specs can rely on. */
    int pages = 1
    private WriteGuard gate
    private final Path folder = Files.createTempDirectory('baksh-spec')
    private final WriteJournal journal = new WriteJournal(folder.resolve('journal'), redaction::redact, time, { String line -> notes << line })
    private final ExecutorService flights = Executors.newCachedThreadPool { Runnable work ->
        final Thread thread = new Thread(work, 'spec-tokens')
        thread.daemon = true
        return thread
    }

    static ServerConfig server(Map<String, Object> but = [:], String kind, URI url) {
        final boolean px = kind == 'px'
        return new ServerConfig(
            (but.name ?: kind) as String, kind, url, null, (but.credential ?: new Credential.ApiKey(Secret.of('key-of-a-spec'))) as Credential, null,
            but.pin as String, px ? (but.realm ?: 'master') as String : null, px ? '/auth' : null, but.partial as String,
            null, (but.failed ?: []) as Set<String>, null, false, but.readOnly as boolean, but.production as boolean)
    }

    /** Clients made from now on share a gate of this mode. */
    void setMode(WriteGuard.Mode mode) {
        this.mode = mode
        gate = null
    }

    WriteGuard getGate() {
        if (gate == null) gate = new WriteGuard(mode, { String question, String typed ->
            questions << (typed ? question + ' [type ' + typed + ']' : question)
            if (interrupted) throw new BakshException(ExitCode.INTERRUPTED, 'interrupted at the question; nothing was sent', null)
            if (agrees == null) throw BakshException.refusal('nobody to ask: ' + question, null)
            return agrees
        } as WriteGuard.Confirmer, { String line -> plan << line })
        return gate
    }

    ApiExecutor exchange(ServerConfig server, ServerDialect dialect, TokenSource source = null, OkHttpTransport wire = new OkHttpTransport(server, [:])) {
        final TokenSource from = source ?: new FakeTokenSource()
        final TokenProvider tokens = new TokenProvider(from, redaction, time, flights)
        return new ApiExecutor(new ApiExecutor.Dependencies(
            server, dialect, tokens, wire, getGate(), new JournalContext(journal, 'spec-run'), redaction,
            (limits ?: (server.kind() == 'n2ws' ? ClientLimits.N2WS : ClientLimits.PX)).withParallelPages(pages), time, new Random(7), { String line -> notes << line }))
    }

    N2wsClient n2ws(Sandbox sandbox, Map<String, Object> but = [:], String user = 'root') {
        final Map<String, Object> key = [credential: new Credential.ApiKey(Secret.of(sandbox.n2wsApiKey(user)))] as Map<String, Object>
        return n2ws(server(key + but, 'n2ws', sandbox.n2wsUrl()))
    }

    N2wsClient n2ws(ServerConfig server) {
        final OkHttpTransport wire = new OkHttpTransport(server, [:])
        final TokenSource source = N2wsClient.tokenSource(server, new TokenEndpoint(server, wire, time, new Random(8)))
        return new N2wsClient(server, Catalog.of('n2ws'), exchange(server, N2wsClient.dialect(), source, wire), time, progress())
    }

    PxClient px(Sandbox sandbox, Map<String, Object> but = [:]) {
        final Map<String, Object> client = [credential: new Credential.ClientCredentials(sandbox.pxClientId(), Secret.of(sandbox.pxClientSecret()))] as Map<String, Object>
        return px(server(client + but, 'px', sandbox.pxUrl()))
    }

    PxClient px(ServerConfig server) {
        final OkHttpTransport wire = new OkHttpTransport(server, [:])
        final TokenSource source = PxClient.tokenSource(server, new TokenEndpoint(server, wire, time, new Random(8)), time, { String line -> notes << line })
        return new PxClient(server, Catalog.of('px'), exchange(server, PxClient.dialect(), source, wire), progress())
    }

    /** Says a verb to a noun, or to a row. */
    static Object say(ServerClient client, String noun, String verb, Map<String, Object> said = [:]) {
        return client.invoke(new Invocation(
            client.resource(noun).noun().operation(verb),
            said.row as dev.baksh.client.api.Row,
            (said.args ?: []) as List<Object>,
            (said.named ?: [:]) as Map<String, Object>,
            (said.block ?: [:]) as Map<String, Object>))
    }

    static ApiCall read(String path, Noun result = null, Map<String, Object> query = [:]) {
        return new ApiCall("read $path", 'GET', path, query, null, Effect.READ, null, result)
    }

    static ApiCall write(String path, Effect effect = Effect.START, Object body = [a: 1], String method = 'POST') {
        return new ApiCall("write $path", method, path, [:], body, effect, null, null)
    }

    /** The journal's lines so far. */
    List<String> getJournal() {
        return Files.readAllLines(folder.resolve('journal/journal.jsonl'))
    }

    private ProgressListener progress() {
        return new ProgressListener() {
            @Override
            void showProgress(String line) { ClientFixture.this.notes << '... ' + line }

            @Override
            void showNotice(String line) { ClientFixture.this.notes << line }

            @Override
            void endProgress() { ClientFixture.this.notes << 'end' }
        }
    }

    @Override
    void close() {
        journal.close()
        flights.shutdownNow()
        folder.toFile().deleteDir()
    }
}
