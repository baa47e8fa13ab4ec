package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.FileTokenStore;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.auth.TokenStore;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.SecretPrompt;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.config.Servers;
import dev.baksh.client.exchange.ApiExecutor;
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
import dev.baksh.client.tls.HostKeyPrompt;
import dev.baksh.client.tls.KnownHosts;
import dev.baksh.dsl.ScriptHost;
import dev.baksh.output.OutputFormat;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.script.compile.ScriptCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts the parts together, each only when it is needed. */
public final class Wiring implements ScriptHost, AutoCloseable {
    private final ProcessEnvironment surroundings;
    private final CommandLineOptions options;
    private final Console console;
    private final SecretRedactor redaction;
    private final WriteGuard gate;
    private final RequestLog trail;
    private final JournalService journals;
    private final CatalogRepository catalogs;
    private final Tape tape;
    private final TimeSource scriptTime;
    private final ProcessCache kept;
    private final Map<String, ServerClient> clients = new HashMap<>();
    private final List<OkHttpTransport> wires = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();
    private final ExecutorService flights = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "baksh-tokens");
        thread.setDaemon(true);
        // Those who wait for a flight are told what became of it; after the end of the run nobody waits.
        thread.setUncaughtExceptionHandler((flight, e) -> {});
        return thread;
    });
    private volatile InteractiveUser person;
    private volatile SecretPrompt prompt = SecretPrompt.NOBODY;
    private volatile HostKeyPrompt introduction = HostKeyPrompt.NOBODY;
    private Servers servers;
    private SandboxServers sandbox;

    /** Whose answers come from the servers and the person, and are not kept. */
    Wiring(ProcessEnvironment surroundings, CommandLineOptions options, Console console, SecretRedactor redaction) {
        this(surroundings, options, console, redaction, Tape.NONE, null);
    }

    /** @param kept of earlier starts in this process, or null */
    public Wiring(
            ProcessEnvironment surroundings,
            CommandLineOptions options,
            Console console,
            SecretRedactor redaction,
            Tape tape,
            ProcessCache kept) {
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.redaction = redaction;
        this.tape = tape;
        this.kept = kept;
        this.scriptTime = tape.scriptTime(surroundings.time());
        this.gate = new WriteGuard(
                new WriteGuard.Mode(options.readOnly, options.dryRun, options.yes),
                this::agrees,
                console::plan,
                surroundings.time()::nanos);
        this.trail = new RequestLog(redaction, surroundings.time());
        this.journals = new JournalService(surroundings, options, console, redaction, random.split());
        this.catalogs = new CatalogRepository(surroundings, kept);
    }

    private boolean agrees(String question, String typed) {
        ConfirmationPrompt person =
                new ConfirmationPrompt(console, journals.record().course());
        return "yes".equals(tape.answer(question, () -> person.agrees(question, typed) ? "yes" : "no"));
    }

    /** What comes from outside goes by it. */
    public Tape tape() {
        return tape;
    }

    public WriteGuard gate() {
        return gate;
    }

    /** What this process and its runs put on record. */
    public JournalService journals() {
        return journals;
    }

    /** The catalogues, with what users add to them. */
    public CatalogRepository catalogs() {
        return catalogs;
    }

    /** The last requests. */
    public RequestLog trail() {
        return trail;
    }

    /** From now on somebody is at the shell, who can be asked there. */
    public void person(InteractiveUser person, SecretPrompt secretPrompt, HostKeyPrompt hostKeyPrompt) {
        this.person = person;
        this.prompt = secretPrompt;
        this.introduction = hostKeyPrompt;
        gate.attended();
    }

    /** The server that {@code n2ws} or {@code px} means from now on. */
    public synchronized void use(String name) {
        servers = servers().choosing(name);
    }

    /** The client of a server, if there was a reason to make one; makes none, and asks nobody. */
    public synchronized ServerClient known(ServerConfig server) {
        return clients.get(server.kind() + "/" + server.name());
    }

    /** Carries out a run of the shell's, with an id of its own; nobody is there for what only a shell can do. */
    public void apart(Runnable run) {
        InteractiveUser shell = person;
        person = null;
        try {
            journals.apart(run);
        } finally {
            person = shell;
        }
    }

    public AppDirectories home() {
        return AppDirectories.of(surroundings.env());
    }

    /** The configured servers, or the two of the sandbox. */
    public synchronized Servers servers() {
        if (servers == null) {
            if (options.sandbox && options.replay == null) {
                sandbox = new SandboxServers(SandboxOptions.defaults()
                        .but()
                        .clock(SandboxTimeSource.ofSandbox(surroundings.time()))
                        .build());
                servers = new Servers(tape.servers(sandbox::configs), options.servers);
            } else {
                servers = new Servers(tape.servers(this::configured), options.servers);
            }
        }
        return servers;
    }

    /** What {@code n2ws} and {@code px} stand for from now on, as far as such servers are configured and none is chosen. */
    public synchronized void choose(List<String> names) {
        for (String name : names) {
            boolean there =
                    servers().all().stream().anyMatch(server -> server.name().equals(name));
            if (there && ambiguous(servers().named(name).kind())) servers = servers.choosing(name);
        }
    }

    private boolean ambiguous(String kind) {
        try {
            servers.only(kind);
            return false;
        } catch (BakshException e) {
            return true;
        }
    }

    private List<ServerConfig> configured() {
        return Servers.read(surroundings.env(), home(), List.of(), console::notice, prompt)
                .all();
    }

    @Override
    public synchronized ServerClient client(String kind, String name) {
        ServerConfig server = name == null ? servers().only(kind) : servers().named(name);
        if (!server.kind().equals(kind)) {
            throw BakshException.usage(
                    "'" + name + "' is a " + server.kind() + " server", "write " + server.kind() + "('" + name + "')");
        }
        return clients.computeIfAbsent(server.kind() + "/" + server.name(), key -> client(server));
    }

    /** Obtains tokens with a credential that is forgotten afterwards, and keeps them as those of the server's session. */
    public TokenProvider.Status login(ServerConfig server, Credential once) {
        TokenStore kept = store(server);
        OkHttpTransport wire = wire(server);
        TokenEndpoint endpoint = new TokenEndpoint(server.with(once), wire, surroundings.time(), random.split());
        boolean pasted = once instanceof Credential.PastedToken;
        if (pasted) check(server.with(once), endpoint, wire);
        TokenSource source = PxClient.tokens(server.with(once), endpoint, surroundings.time(), console::notice);
        TokenProvider tokens =
                new TokenProvider(source, redaction, surroundings.time(), flights, new WriteOnlyTokenStore(kept));
        String token = tokens.current();
        TokenStore.Stored stored = kept.read();
        if (stored != null && stored.access().equals(token)) return tokens.status();
        throw BakshException.usage(
                server.label() + ": the login cannot be kept",
                "BAKSH_TOKEN_CACHE must not be off, and " + home().state().resolve("tokens") + " must be yours alone"
                        + (pasted ? "; and the token must tell when it ends" : ""));
    }

    /**
     * A token that somebody pasted is tried before it is kept; nobody else has looked at it.
     *
     * @throws TokenRefused the server does not take it
     */
    private void check(ServerConfig server, TokenEndpoint endpoint, OkHttpTransport wire) {
        TokenSource source = PxClient.tokens(server, endpoint, surroundings.time(), line -> {});
        TokenProvider tokens = new TokenProvider(source, redaction, surroundings.time(), flights);
        ApiExecutor exchange = exchange(server, PxClient.dialect(), tokens, wire);
        try {
            new PxClient(server, catalogs.of("px"), exchange, console)
                    .resource("roles")
                    .list(Map.of())
                    .iterator()
                    .hasNext();
        } catch (ServerException e) {
            if (e.status() != 403) throw e; // It is a user's token; what the user may do is another matter.
        }
    }

    private ServerClient client(ServerConfig server) {
        boolean n2ws = server.kind().equals("n2ws");
        TimeSource time = surroundings.time();
        redact(server.credential());
        redaction.addProxies(surroundings.env());
        OkHttpTransport wire = wire(server);
        TokenSource source = tape.tokens(() -> source(server, wire, time));
        TokenProvider tokens = new TokenProvider(source, redaction, time, flights, store(server));
        ServerDialect dialect = n2ws ? N2wsClient.dialect() : PxClient.dialect();
        ApiExecutor exchange = exchange(server, dialect, tokens, tape.transport(server, () -> wire));
        Catalog catalog = catalogs.of(server.kind());
        if (n2ws) return new N2wsClient(server, catalog, exchange, time, console);
        ApiExecutor gateway = server.gatewayUrl() == null ? null : gateway(server, tokens);
        return new PxClient(server, catalog, exchange, gateway, console, time, redaction::add);
    }

    private TokenSource source(ServerConfig server, OkHttpTransport wire, TimeSource time) {
        TokenEndpoint endpoint = new TokenEndpoint(server, wire, time, random.split());
        return server.kind().equals("n2ws")
                ? N2wsClient.tokens(server, endpoint)
                : PxClient.tokens(server, endpoint, time, console::notice);
    }

    /** The other door of a Portworx server: another address, the same trust and the same tokens. */
    private ApiExecutor gateway(ServerConfig server, TokenProvider tokens) {
        ServerConfig door = server.gateway();
        HttpTransport wire = tape.transport(door, () -> wire(door));
        return exchange(door, PxClient.gatewayDialect(), tokens, wire);
    }

    private synchronized OkHttpTransport wire(ServerConfig to) {
        // A sandbox ends with its run, and so does what was open to it.
        ConnectionCache left = kept == null || options.sandbox ? null : kept.connections();
        OkHttpTransport wire = new OkHttpTransport(to, surroundings.env(), trail, known(), left);
        wires.add(wire);
        return wire;
    }

    private KnownHosts known() {
        Path folder = home().state().resolve("trust");
        return new KnownHosts(folder, surroundings.time(), (facts, question) -> introduction.trusts(facts, question));
    }

    /** Tests the way to a server, without a token. */
    public List<ProbeStep> probe(ServerConfig server) {
        try (OkHttpTransport wire = new OkHttpTransport(server, surroundings.env(), trail, known())) {
            return wire.probe(surroundings.time());
        }
    }

    private ApiExecutor exchange(ServerConfig server, ServerDialect dialect, TokenProvider tokens, HttpTransport wire) {
        boolean taped = options.record != null || options.replay != null;
        return new ApiExecutor(new ApiExecutor.Parts(
                server,
                dialect,
                tokens,
                wire,
                gate,
                journals.record(),
                redaction,
                EnvironmentLimits.of(surroundings.env(), server.kind().equals("n2ws"), taped),
                surroundings.time(),
                random.split(),
                console));
    }

    /** Tokens of a configured server are shared by the processes of the user; the sandbox lives in one process only. */
    private TokenStore store(ServerConfig server) {
        boolean off = options.replay != null
                || "off"
                        .equalsIgnoreCase(surroundings
                                .env()
                                .getOrDefault("BAKSH_TOKEN_CACHE", "")
                                .strip());
        if (off || options.sandbox || server.credential() instanceof Credential.PastedToken) return TokenStore.NONE;
        return new FileTokenStore(home().state().resolve("tokens"), server, surroundings.time());
    }

    private void redact(Credential credential) {
        if (credential instanceof Credential.ApiKey key) redaction.add(key.key());
        else if (credential instanceof Credential.ClientCredentials client) redaction.add(client.secret());
        else if (credential instanceof Credential.PastedToken pasted) redaction.add(pasted.token());
        else if (credential instanceof Credential.Password user) {
            redaction.add(user.password());
            if (user.clientSecret() != null) redaction.add(user.clientSecret());
        }
    }

    /** What was compiled of runbooks and one-liners. */
    public ScriptCache compiled() {
        return ScriptCache.in(home().state().resolve("compiled"), kept == null ? null : kept.texts());
    }

    /** This process has carried out others before. */
    boolean warm() {
        return kept != null;
    }

    @Override
    public TimeSource time() {
        return scriptTime;
    }

    @Override
    public void print(Object value, OutputFormat otherwise, List<String> columns) {
        console.print(value, otherwise, columns);
    }

    @Override
    public int width() {
        return console.width();
    }

    @Override
    public synchronized void statement() {
        clients.values().forEach(ServerClient::forgetNames);
    }

    @Override
    public void unlock(Duration length, String reason) {
        if (person == null) ScriptHost.super.unlock(length, reason);
        else person.unlock(length, reason);
    }

    @Override
    public Object background(Callable<?> work) {
        return person == null ? ScriptHost.super.background(work) : person.background(work);
    }

    @Override
    public synchronized void close() {
        journals.close();
        if (sandbox != null) sandbox.close();
        flights.shutdownNow();
        if (kept != null) wires.forEach(OkHttpTransport::close); // Otherwise the process ends with them.
    }
}
