package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.SourceRedactor;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.FileTokenStore;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.auth.TokenStore;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.SecretPrompt;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.config.Servers;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.ExecutorDependencies;
import dev.baksh.client.exchange.JournalContext;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.http.ConnectionCache;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.OkHttpTransport;
import dev.baksh.client.http.ProbeStep;
import dev.baksh.client.http.RequestLog;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.n2ws.N2wsClient;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.px.PxClient;
import dev.baksh.client.recording.Tape;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.retry.ClientLimits;
import dev.baksh.client.text.GroovyCode;
import dev.baksh.client.thread.InternalThread;
import dev.baksh.client.tls.HostKeyPrompt;
import dev.baksh.client.tls.KnownHosts;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptHost;
import dev.baksh.output.OutputFormat;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.script.compile.ScriptCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Composition root of one start of baksh: holds the environment and the options, and creates each client and journal
 * at its first use.
 */
public final class AppContext implements ScriptHost, AutoCloseable {
    /** Maximum delay of the end by a running refresh. */
    private static final Duration REFRESH_GRACE = Duration.ofSeconds(3);

    public final ProcessEnvironment environment;
    public final CommandLineOptions options;
    public final Console console;
    public final SecretRedactor redactor;
    /** Recording that is made or replayed, or {@link Tape#NONE}. */
    public final Tape tape;

    public final WriteGuard guard;
    public final RequestLog requestLog;

    public final JournalService journals;

    /** Catalogues with the extensions of the user. */
    public final CatalogRepository catalogs;

    private final TimeSource scriptTime;
    private final ProcessCache cache;
    private final Map<String, ServerClient> clients = new HashMap<>();
    private final List<OkHttpTransport> transports = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();
    private final ExecutorService tokenExecutor = Executors.newCachedThreadPool(task -> {
        Thread thread = new InternalThread(task, "baksh-tokens");
        // The waiting threads get the exception of a refresh; after the end of the run no thread waits.
        thread.setUncaughtExceptionHandler((failedThread, e) -> {});
        return thread;
    });
    private volatile InteractiveUser user;
    private volatile SecretPrompt secretPrompt = SecretPrompt.UNATTENDED;
    private volatile HostKeyPrompt hostKeyPrompt = HostKeyPrompt.UNATTENDED;
    private Servers servers;
    /** True after a client was created that uses a login: a refresh token of a login may be valid once. */
    private volatile boolean usesLogin;

    private Sandbox sandbox;

    /** @param cache of earlier starts in this process, or null */
    public AppContext(
            ProcessEnvironment environment,
            CommandLineOptions options,
            Console console,
            SecretRedactor redactor,
            Tape tape,
            ProcessCache cache) {
        this.environment = environment;
        this.options = options;
        this.console = console;
        this.redactor = redactor;
        this.tape = tape;
        this.cache = cache;
        this.scriptTime = tape.scriptTimeSource(environment.time());
        this.guard = new WriteGuard(
                new WriteGuard.Mode(options.readOnly, options.dryRun, options.assumeYes),
                createConfirmer(),
                line -> console.printText(line + "\n"),
                environment.time()::nanos);
        this.requestLog = new RequestLog(redactor, environment.time());
        this.journals = new JournalService(this);
        this.catalogs = new CatalogRepository(environment, cache);
    }

    private WriteGuard.Confirmer createConfirmer() {
        return new WriteGuard.Confirmer() {
            @Override
            public boolean confirm(String question, String requiredText) {
                return confirmOneOrAll(question, requiredText, null) != WriteGuard.Reply.NO;
            }

            @Override
            public WriteGuard.Reply confirmOneOrAll(String question, String requiredText, String kind) {
                return AppContext.this.confirm(question, requiredText, kind);
            }

            @Override
            public boolean hasUser() {
                return console.canAsk();
            }
        };
    }

    private WriteGuard.Reply confirm(String question, String requiredText, String kind) {
        ConfirmationPrompt confirmation = new ConfirmationPrompt(console, journals.runContext());
        String reply = tape.askUser(
                question,
                () -> confirmation.confirm(question, requiredText, kind).name().toLowerCase(Locale.ROOT));
        return reply == null ? WriteGuard.Reply.NO : WriteGuard.Reply.valueOf(reply.toUpperCase(Locale.ROOT));
    }

    /** Registers the user of an interactive shell, and the prompts for the user. */
    public void attachUser(InteractiveUser user, SecretPrompt secretPrompt, HostKeyPrompt hostKeyPrompt) {
        this.user = user;
        this.secretPrompt = secretPrompt;
        this.hostKeyPrompt = hostKeyPrompt;
        guard.markInteractive();
    }

    /** Selects the server that {@code n2ws} or {@code px} stands for. */
    public synchronized void use(String name) {
        servers = servers().withSelected(name);
    }

    /** Returns the client of a server if it exists, or null. Does not create a client and does not ask the user. */
    public synchronized ServerClient existingClient(ServerConfig server) {
        return clients.get(server.kind() + "/" + server.name());
    }

    /**
     * Executes a runbook that the shell starts: with a separate run id, and without {@code unlock} and {@code bg},
     * which need an interactive user.
     */
    public void runSeparately(Runnable task) {
        InteractiveUser attachedUser = user;
        user = null;
        try {
            journals.runSeparately(task);
        } finally {
            user = attachedUser;
        }
    }

    /** Returns true when the configuration of the servers has been read. */
    public synchronized boolean hasServers() {
        return servers != null;
    }

    /** The configured servers, or the two servers of the sandbox. */
    public synchronized Servers servers() {
        if (servers == null) {
            boolean usesSandbox = options.sandbox && options.replayPath == null;
            servers =
                    new Servers(tape.servers(usesSandbox ? this::startSandbox : this::readConfigured), options.servers);
        }
        return servers;
    }

    private List<ServerConfig> startSandbox() {
        SandboxOptions sandboxOptions = new SandboxOptions();
        sandboxOptions.clock = SandboxTimeSource.ofSandbox(environment.time());
        sandbox = Sandbox.start(sandboxOptions);
        return SandboxConfiguration.configs(sandbox);
    }

    /**
     * Selects these servers for {@code n2ws} and {@code px}, if they are configured and no server of that kind is
     * selected.
     */
    public synchronized void selectDefaults(List<String> names) {
        for (String name : names) {
            boolean isConfigured =
                    servers().all().stream().anyMatch(server -> server.name().equals(name));
            if (isConfigured && currentServer(servers().get(name).kind()) == null) use(name);
        }
    }

    /**
     * Returns the server that {@code n2ws} or {@code px} stands for; null if no server is configured, or several
     * servers without a selection.
     */
    public ServerConfig currentServer(ServerKind kind) {
        try {
            return servers().requireSingle(kind);
        } catch (BakshException e) {
            return null;
        }
    }

    private List<ServerConfig> readConfigured() {
        return Servers.read(environment.env(), environment.directories(), List.of(), console::noteOnce, secretPrompt)
                .all();
    }

    @Override
    public synchronized ServerClient client(ServerKind kind, String name) {
        ServerConfig server =
                name == null ? servers().requireSingle(kind) : servers().get(name);
        if (server.kind() != kind) {
            throw BakshException.usageError(
                    "'" + name + "' is a " + server.kind() + " server",
                    "write " + server.kind() + "(" + GroovyCode.quote(name) + ")");
        }
        return clients.computeIfAbsent(server.kind() + "/" + server.name(), key -> createClient(server));
    }

    /**
     * Obtains tokens with a credential that is not stored, and stores the tokens.
     *
     * @throws BakshException the tokens cannot be obtained or stored
     */
    public TokenProvider.Status login(ServerConfig server, Credential oneTimeCredential) {
        ServerConfig loginServer = server.withCredential(oneTimeCredential);
        TokenStore store = tokenStore(server);
        OkHttpTransport transport = openTransport(server);
        if (oneTimeCredential instanceof Credential.PastedToken) verifyPastedToken(loginServer, transport);
        TokenSource source = createTokenSource(loginServer, transport);
        TokenStore.StoredTokens[] obtained = {null};
        TokenStore receiver = new TokenStore() {
            @Override
            public void write(StoredTokens tokens) {
                obtained[0] = tokens;
            }
        };
        TokenProvider tokens = new TokenProvider(source, redactor, environment.time(), tokenExecutor, receiver);
        String token = tokens.accessToken();
        TokenStore.StoredTokens stored = store.withLock(() -> {
            store.write(obtained[0]);
            return store.read();
        });
        if (stored != null && stored.accessToken().equals(token)) return tokens.status();
        throw BakshException.usageError(
                server.label() + ": the tokens of the login cannot be stored", "unset BAKSH_TOKEN_CACHE");
    }

    /**
     * Verifies a pasted token with a read before it is stored, because no token endpoint has checked it.
     *
     * @throws BakshException the server rejects the token
     */
    private void verifyPastedToken(ServerConfig server, OkHttpTransport transport) {
        TimeSource time = environment.time();
        TokenEndpoint endpoint = new TokenEndpoint(server, transport, time, random.split());
        TokenSource source = PxClient.tokenSource(server, endpoint, time, notice -> {});
        TokenProvider tokens = new TokenProvider(source, redactor, time, tokenExecutor, TokenStore.NONE);
        ApiExecutor executor = createExecutor(server, PxClient.dialect(), tokens, transport);
        try {
            PxClient client = new PxClient(server, catalogs.catalog(ServerKind.PX), executor, null, console);
            client.resource("roles").list(Map.of()).iterator().hasNext();
        } catch (ServerException e) {
            if (e.status() != 403) throw e; // The token is valid; the user only lacks the permission for this read.
        }
    }

    private ServerClient createClient(ServerConfig server) {
        boolean isN2ws = server.kind() == ServerKind.N2WS;
        TimeSource time = environment.time();
        server.credential().secrets().forEach(redactor::add);
        redactor.addProxyPasswords(environment.env());
        OkHttpTransport transport = openTransport(server);
        TokenSource source = tape.tokenSource(() -> createTokenSource(server, transport));
        if (server.credential() instanceof Credential.Session) usesLogin = true;
        TokenProvider tokens = new TokenProvider(source, redactor, time, tokenExecutor, tokenStore(server));
        ServerDialect dialect = isN2ws ? N2wsClient.dialect() : PxClient.dialect();
        ApiExecutor executor = createExecutor(server, dialect, tokens, tape.transport(server, () -> transport));
        if (isN2ws) return new N2wsClient(server, catalog(server), executor, console);
        ApiExecutor gatewayExecutor = server.gatewayUrl() == null ? null : createGatewayExecutor(server, tokens);
        return new PxClient(server, catalog(server), executor, gatewayExecutor, console);
    }

    /** Returns the catalogue with the words that are configured for the status letters of a server. */
    public Catalog catalog(ServerConfig server) {
        Catalog catalog = catalogs.catalog(server.kind());
        if (server.kind() != ServerKind.N2WS) return catalog;
        return N2wsClient.addConfiguredWords(
                options.sandbox ? SandboxConfiguration.addStatusWords(catalog) : catalog, server);
    }

    private TokenSource createTokenSource(ServerConfig server, OkHttpTransport transport) {
        TimeSource time = environment.time();
        TokenEndpoint endpoint = new TokenEndpoint(server, transport, time, random.split());
        return server.kind() == ServerKind.N2WS
                ? N2wsClient.tokenSource(server, endpoint)
                : PxClient.tokenSource(server, endpoint, time, console::noteOnce);
    }

    /** Executor for the REST gateway of a Portworx server: another URL, the same trust and the same tokens. */
    private ApiExecutor createGatewayExecutor(ServerConfig server, TokenProvider tokens) {
        ServerConfig gatewayServer = server.gatewayConfig();
        HttpTransport transport = tape.transport(gatewayServer, () -> openTransport(gatewayServer));
        return createExecutor(gatewayServer, PxClient.gatewayDialect(), tokens, transport);
    }

    private synchronized OkHttpTransport openTransport(ServerConfig server) {
        // The sandbox ends with the run, so its connections are not cached.
        ConnectionCache connectionCache = cache == null || options.sandbox ? null : cache.connections();
        OkHttpTransport transport =
                new OkHttpTransport(server, environment.env(), requestLog, knownHosts(), connectionCache);
        transports.add(transport);
        if (transport.proxyNotice() != null) console.noteOnce(transport.proxyNotice());
        return transport;
    }

    private KnownHosts knownHosts() {
        Path folder = environment.directories().state().resolve("trust");
        return new KnownHosts(folder, environment.time(), (facts, question) -> hostKeyPrompt.confirm(facts, question));
    }

    /** Returns the basis of the trust in a server, and in its gateway if that differs. */
    public String trustBasis(ServerConfig server) {
        String basis = knownHosts().trustBasis(server);
        if (server.gatewayUrl() == null) return basis;
        String gatewayBasis = knownHosts().trustBasis(server.gatewayConfig());
        return gatewayBasis.equals(basis) ? basis : basis + "; gateway: " + gatewayBasis;
    }

    /** Tests the connection to a server, step by step, without a token. */
    public List<ProbeStep> probe(ServerConfig server) {
        try (OkHttpTransport transport =
                new OkHttpTransport(server, environment.env(), requestLog, knownHosts(), null)) {
            return transport.probe(environment.time());
        }
    }

    private ApiExecutor createExecutor(
            ServerConfig server, ServerDialect dialect, TokenProvider tokens, HttpTransport transport) {
        boolean isN2ws = server.kind() == ServerKind.N2WS;
        ClientLimits limits = EnvironmentLimits.of(environment.env(), isN2ws, options.isTaped());
        TimeSource time = environment.time();
        JournalContext context = journals.journalContext();
        return new ApiExecutor(new ExecutorDependencies(
                server, dialect, tokens, transport, guard, context, redactor, limits, time, random.split(), console));
    }

    /** Token file that the processes of the user share; none for the sandbox, which exists in one process only. */
    private TokenStore tokenStore(ServerConfig server) {
        boolean enabled = EnvironmentLimits.isTokenCacheEnabled(environment.env());
        boolean isTemporary = options.replayPath != null || options.sandbox;
        if (!enabled || isTemporary || server.credential() instanceof Credential.PastedToken) return TokenStore.NONE;
        return new FileTokenStore(tokenFolder(), server, environment.time());
    }

    private Path tokenFolder() {
        return environment.directories().state().resolve("tokens");
    }

    /** Cache of compiled runbooks and one-liners. */
    public ScriptCache scriptCache() {
        Path folder = environment.directories().state().resolve("compiled");
        return ScriptCache.forFolder(folder, cache == null ? null : cache.scripts(), this::containsSecret);
    }

    /** Creates the variables of a script with these arguments. */
    public ScriptBinding createBinding(List<String> args) {
        ScriptBinding binding = new ScriptBinding(this, args, CommandLineOptions.parseParameters(args));
        binding.setVariable("out", console.scriptOut());
        return binding;
    }

    /** True in the warm process. */
    boolean isWarm() {
        return cache != null;
    }

    @Override
    public TimeSource time() {
        return scriptTime;
    }

    @Override
    public void print(Object value, OutputFormat defaultFormat, List<String> columns) {
        console.print(value, defaultFormat, columns);
    }

    /** Returns true for an input of the user that contains, or seems to contain, a secret. */
    public boolean containsSecret(String input) {
        return redactor.containsSecret(input) || SourceRedactor.containsSecret(input);
    }

    @Override
    public void addSecret(String value) {
        redactor.add(Secret.of(value));
    }

    @Override
    public int width() {
        return console.width();
    }

    @Override
    public Object supervise(Callable<?> script) throws Exception {
        return new ScriptThreads(guard, console::showNotice, ScriptThreads.MAX_WAIT).run(script);
    }

    /** Waits for the writes of the threads that still run at the end of a shell. */
    public void awaitWrites() {
        new ScriptThreads(guard, console::showNotice, ScriptThreads.MAX_WAIT).awaitWrites();
    }

    @Override
    public synchronized void beginStatement() {
        clients.values().forEach(ServerClient::clearIdCaches);
    }

    @Override
    public void unlock(Duration duration, String reason) {
        if (user == null) ScriptHost.super.unlock(duration, reason);
        else user.unlock(duration, reason);
    }

    @Override
    public Object runInBackground(Callable<?> task) {
        return user == null ? ScriptHost.super.runInBackground(task) : user.background(task);
    }

    @Override
    public synchronized void close() {
        journals.close();
        if (sandbox != null) sandbox.close();
        finishRefresh();
        // In the warm process only: in other processes the connections end with the process.
        if (cache != null) transports.forEach(OkHttpTransport::close);
    }

    /** Waits for a running refresh: the refresh token of a login may be valid once, and its successor must be stored. */
    private void finishRefresh() {
        boolean interrupted = Thread.interrupted();
        tokenExecutor.shutdown();
        try {
            if (usesLogin) tokenExecutor.awaitTermination(REFRESH_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        tokenExecutor.shutdownNow();
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** User of an interactive shell: actions that scripts cannot execute without a shell. */
    public interface InteractiveUser {
        void unlock(Duration duration, String reason);

        Object background(Callable<?> task);
    }
}
