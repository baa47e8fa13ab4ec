package dev.baksh.reliability

import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.api.TimeSource
import dev.baksh.client.auth.FileTokenStore
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.auth.TokenProvider
import dev.baksh.client.config.Credential
import dev.baksh.client.config.Secret
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ExecutorDependencies
import dev.baksh.client.exchange.WriteGuard
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.journal.WriteJournal
import dev.baksh.client.px.PxClient
import dev.baksh.client.retry.ClientLimits
import groovy.transform.CompileStatic

import java.nio.file.Path
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger

/**
 * Main class of a process whose threads read from a Portworx server until standard input ends. Arguments: {@code URL
 * PASSWORD FOLDER THREADS SEED}.
 */
@CompileStatic
class TokenClientProcess {
    static final ApiCall READ_ROLES = new ApiCall('roles', 'GET', '/backend/api/pxBackup/rbac/roles/list', [page: 1, perPage: 1] as Map<String, Object>, null, Effect.READ, null, null)

    static void main(String[] args) {
        final ApiExecutor executor = createExecutor(URI.create(args[0]), args[1], Path.of(args[2]))
        final int threads = args[3] as int
        final AtomicInteger calls = new AtomicInteger()
        threads.times { int threadNumber ->
            final Random random = new Random((args[4] as long) * 100 + threadNumber)
            Thread.startDaemon("caller-$threadNumber") {
                while (true) {
                    try {
                        executor.send(READ_ROLES)
                        if (calls.incrementAndGet() == 1) println 'ready'
                    } catch (Throwable e) {
                        println 'failed ' + e.message?.replace('\n', ' ') + ' | ' + (e instanceof BakshException ? e.hint() : e.stackTrace.take(3))
                        System.out.flush()
                    }
                    Thread.sleep(300 + random.nextInt(700))
                }
            }
        }
        while (System.in.read() >= 0) { }
        println 'calls ' + calls.get()
        System.out.flush()
        Runtime.runtime.halt(0)
    }

    private static ApiExecutor createExecutor(URI url, String password, Path folder) {
        final ServerConfig server = ClientFixture.serverConfig(
            [credential: new Credential.Password('pxcentral', null, 'admin', Secret.of(password))] as Map<String, Object>, 'px', url)
        final SecretRedactor redactor = new SecretRedactor()
        final OkHttpTransport transport = ClientFixture.openTransport(server)
        final TokenEndpoint endpoint = new TokenEndpoint(server, transport, TimeSource.SYSTEM, new Random())
        final ExecutorService tokenExecutor = Executors.newCachedThreadPool()
        final TokenProvider tokens = new TokenProvider(PxClient.tokenSource(server, endpoint, TimeSource.SYSTEM, { }), redactor, TimeSource.SYSTEM, tokenExecutor,
            new FileTokenStore(folder.resolve('tokens'), server, TimeSource.SYSTEM))
        final WriteJournal journal = new WriteJournal(folder.resolve('journal'), redactor::redact, TimeSource.SYSTEM, { })
        return new ApiExecutor(new ExecutorDependencies(
            server, PxClient.dialect(), tokens, transport, new WriteGuard(new WriteGuard.Mode(true, false, false), { String question, String confirmationText -> false }, { String line -> }, { System.nanoTime() }),
            ClientFixture.journalContext(journal, 'soak'), redactor, ClientLimits.PX, TimeSource.SYSTEM, new Random(), { String line -> }))
    }
}
