package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Catalog;
import dev.baksh.api.Time;
import dev.baksh.config.Credential;
import dev.baksh.config.Home;
import dev.baksh.config.SecretPrompt;
import dev.baksh.config.ServerConfig;
import dev.baksh.config.Servers;
import dev.baksh.dsl.Host;
import dev.baksh.exchange.Connections;
import dev.baksh.exchange.Dialect;
import dev.baksh.exchange.Exchange;
import dev.baksh.exchange.Gate;
import dev.baksh.exchange.Introduction;
import dev.baksh.exchange.KnownHosts;
import dev.baksh.exchange.Link;
import dev.baksh.exchange.Redaction;
import dev.baksh.exchange.ServerException;
import dev.baksh.exchange.Tape;
import dev.baksh.exchange.TokenEndpoint;
import dev.baksh.exchange.TokenFile;
import dev.baksh.exchange.TokenSource;
import dev.baksh.exchange.TokenStore;
import dev.baksh.exchange.Tokens;
import dev.baksh.exchange.Trail;
import dev.baksh.exchange.Transport;
import dev.baksh.exchange.Wire;
import dev.baksh.n2ws.N2wsClient;
import dev.baksh.px.PxClient;
import dev.baksh.render.Format;
import dev.baksh.resource.Client;
import dev.baksh.sandbox.SandboxOptions;
import dev.baksh.script.ScriptCache;
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
final class Wiring implements Host, AutoCloseable {
    private final Surroundings surroundings;
    private final Options options;
    private final Console console;
    private final Redaction redaction;
    private final Gate gate;
    private final Trail trail;
    private final Journals journals;
    private final Catalogs catalogs;
    private final Tape tape;
    private final Time scriptTime;
    private final Kept kept;
    private final Map<String, Client> clients = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();
    private final ExecutorService flights = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "baksh-tokens");
        thread.setDaemon(true);
        // Those who wait for a flight are told what became of it; after the end of the run nobody waits.
        thread.setUncaughtExceptionHandler((flight, e) -> {});
        return thread;
    });
    private volatile Person person;
    private volatile SecretPrompt prompt = SecretPrompt.NOBODY;
    private volatile Introduction introduction = Introduction.NOBODY;
    private Servers servers;
    private SandboxServers sandbox;

    /** Whose answers come from the servers and the person, and are not kept. */
    Wiring(Surroundings surroundings, Options options, Console console, Redaction redaction) {
        this(surroundings, options, console, redaction, Tape.NONE, null);
    }

    /** @param kept of earlier starts in this process, or null */
    Wiring(Surroundings surroundings, Options options, Console console, Redaction redaction, Tape tape, Kept kept) {
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.redaction = redaction;
        this.tape = tape;
        this.kept = kept;
        this.scriptTime = tape.scriptTime(surroundings.time());
        this.gate = new Gate(
                new Gate.Mode(options.readOnly, options.dryRun, options.yes),
                this::agrees,
                console::plan,
                surroundings.time()::nanos);
        this.trail = new Trail(redaction, surroundings.time());
        this.journals = new Journals(surroundings, options, console, redaction, random.split());
        this.catalogs = new Catalogs(surroundings, kept);
    }

    private boolean agrees(String question, String typed) {
        Questions person = new Questions(console, journals.record().course());
        return "yes".equals(tape.answer(question, () -> person.agrees(question, typed) ? "yes" : "no"));
    }

    /** What comes from outside goes by it. */
    Tape tape() {
        return tape;
    }

    Gate gate() {
        return gate;
    }

    /** What this process and its runs put on record. */
    Journals journals() {
        return journals;
    }

    /** The catalogues, with what users add to them. */
    Catalogs catalogs() {
        return catalogs;
    }

    /** The last requests. */
    Trail trail() {
        return trail;
    }

    /** From now on somebody is at the shell, who can be asked there. */
    void person(Person person, SecretPrompt secretPrompt, Introduction hostKeyPrompt) {
        this.person = person;
        this.prompt = secretPrompt;
        this.introduction = hostKeyPrompt;
        gate.attended();
    }

    /** The server that {@code n2ws} or {@code px} means from now on. */
    synchronized void use(String name) {
        servers = servers().choosing(name);
    }

    /** The client of a server, if there was a reason to make one; makes none, and asks nobody. */
    synchronized Client known(ServerConfig server) {
        return clients.get(server.kind() + "/" + server.name());
    }

    /** Carries out a run of the shell's, with an id of its own; nobody is there for what only a shell can do. */
    void apart(Runnable run) {
        Person shell = person;
        person = null;
        try {
            journals.apart(run);
        } finally {
            person = shell;
        }
    }

    Home home() {
        return Home.of(surroundings.env());
    }

    /** The configured servers, or the two of the sandbox. */
    synchronized Servers servers() {
        if (servers == null) {
            if (options.sandbox && options.replay == null) {
                sandbox = new SandboxServers(SandboxOptions.defaults()
                        .but()
                        .clock(SandboxTime.ofSandbox(surroundings.time()))
                        .build());
                servers = new Servers(tape.servers(sandbox::configs), options.servers);
            } else {
                servers = new Servers(tape.servers(this::configured), options.servers);
            }
        }
        return servers;
    }

    /** What {@code n2ws} and {@code px} stand for from now on, as far as such servers are configured and none is chosen. */
    synchronized void choose(List<String> names) {
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
    public synchronized Client client(String kind, String name) {
        ServerConfig server = name == null ? servers().only(kind) : servers().named(name);
        if (!server.kind().equals(kind)) {
            throw BakshException.usage(
                    "'" + name + "' is a " + server.kind() + " server", "write " + server.kind() + "('" + name + "')");
        }
        return clients.computeIfAbsent(server.kind() + "/" + server.name(), key -> client(server));
    }

    /** Obtains tokens with a credential that is forgotten afterwards, and keeps them as those of the server's session. */
    Tokens.Status login(ServerConfig server, Credential once) {
        TokenStore kept = store(server);
        Wire wire = wire(server);
        TokenEndpoint endpoint = new TokenEndpoint(server.with(once), wire, surroundings.time(), random.split());
        boolean pasted = once instanceof Credential.PastedToken;
        if (pasted) check(server.with(once), endpoint, wire);
        TokenSource source = PxClient.tokens(server.with(once), endpoint, surroundings.time(), console::notice);
        Tokens tokens = new Tokens(source, redaction, surroundings.time(), flights, new FreshStore(kept));
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
    private void check(ServerConfig server, TokenEndpoint endpoint, Wire wire) {
        TokenSource source = PxClient.tokens(server, endpoint, surroundings.time(), line -> {});
        Tokens tokens = new Tokens(source, redaction, surroundings.time(), flights);
        Exchange exchange = exchange(server, PxClient.dialect(), tokens, wire);
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

    private Client client(ServerConfig server) {
        boolean n2ws = server.kind().equals("n2ws");
        Time time = surroundings.time();
        redact(server.credential());
        redaction.addProxies(surroundings.env());
        Wire wire = wire(server);
        TokenSource source = tape.tokens(() -> source(server, wire, time));
        Tokens tokens = new Tokens(source, redaction, time, flights, store(server));
        Dialect dialect = n2ws ? N2wsClient.dialect() : PxClient.dialect();
        Exchange exchange = exchange(server, dialect, tokens, tape.transport(server, () -> wire));
        Catalog catalog = catalogs.of(server.kind());
        if (n2ws) return new N2wsClient(server, catalog, exchange, time, console);
        Exchange gateway = server.gatewayUrl() == null ? null : gateway(server, tokens);
        return new PxClient(server, catalog, exchange, gateway, console, time, redaction::add);
    }

    private TokenSource source(ServerConfig server, Wire wire, Time time) {
        TokenEndpoint endpoint = new TokenEndpoint(server, wire, time, random.split());
        return server.kind().equals("n2ws")
                ? N2wsClient.tokens(server, endpoint)
                : PxClient.tokens(server, endpoint, time, console::notice);
    }

    /** The other door of a Portworx server: another address, the same trust and the same tokens. */
    private Exchange gateway(ServerConfig server, Tokens tokens) {
        ServerConfig door = server.gateway();
        Transport wire = tape.transport(door, () -> wire(door));
        return exchange(door, PxClient.gatewayDialect(), tokens, wire);
    }

    private synchronized Wire wire(ServerConfig to) {
        // A sandbox ends with its run, and so does what was open to it.
        Connections left = kept == null || options.sandbox ? null : kept.connections();
        Wire wire = new Wire(to, surroundings.env(), trail, known(), left);
        wires.add(wire);
        return wire;
    }

    private KnownHosts known() {
        Path folder = home().state().resolve("trust");
        return new KnownHosts(folder, surroundings.time(), (facts, question) -> introduction.trusts(facts, question));
    }

    /** Tests the way to a server, without a token. */
    List<Link> probe(ServerConfig server) {
        try (Wire wire = new Wire(server, surroundings.env(), trail, known())) {
            return wire.probe(surroundings.time());
        }
    }

    private Exchange exchange(ServerConfig server, Dialect dialect, Tokens tokens, Transport wire) {
        boolean taped = options.record != null || options.replay != null;
        return new Exchange(new Exchange.Parts(
                server,
                dialect,
                tokens,
                wire,
                gate,
                journals.record(),
                redaction,
                LimitSettings.of(surroundings.env(), server.kind().equals("n2ws"), taped),
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
        return new TokenFile(home().state().resolve("tokens"), server, surroundings.time());
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
    ScriptCache compiled() {
        return ScriptCache.in(home().state().resolve("compiled"), kept == null ? null : kept.texts());
    }

    /** This process has carried out others before. */
    boolean warm() {
        return kept != null;
    }

    @Override
    public Time time() {
        return scriptTime;
    }

    @Override
    public void print(Object value, Format otherwise, List<String> columns) {
        console.print(value, otherwise, columns);
    }

    @Override
    public int width() {
        return console.width();
    }

    @Override
    public synchronized void statement() {
        clients.values().forEach(Client::forgetNames);
    }

    @Override
    public void unlock(Duration length, String reason) {
        if (person == null) Host.super.unlock(length, reason);
        else person.unlock(length, reason);
    }

    @Override
    public Object background(Callable<?> work) {
        return person == null ? Host.super.background(work) : person.background(work);
    }

    @Override
    public synchronized void close() {
        journals.close();
        if (sandbox != null) sandbox.close();
        flights.shutdownNow();
        if (kept != null) wires.forEach(Wire::close); // Otherwise the process ends with them.
    }
}
