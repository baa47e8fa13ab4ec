package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Catalog;
import dev.baksh.api.CatalogFolder;
import dev.baksh.api.Effect;
import dev.baksh.api.Time;
import dev.baksh.config.Credential;
import dev.baksh.config.Home;
import dev.baksh.config.SecretPrompt;
import dev.baksh.config.ServerConfig;
import dev.baksh.config.Servers;
import dev.baksh.custody.FileRights;
import dev.baksh.custody.ObjectLocks;
import dev.baksh.dsl.Host;
import dev.baksh.exchange.Dialect;
import dev.baksh.exchange.Exchange;
import dev.baksh.exchange.Gate;
import dev.baksh.exchange.Introduction;
import dev.baksh.exchange.KnownHosts;
import dev.baksh.exchange.Limits;
import dev.baksh.exchange.Link;
import dev.baksh.exchange.Record;
import dev.baksh.exchange.Redaction;
import dev.baksh.exchange.ServerException;
import dev.baksh.exchange.Tape;
import dev.baksh.exchange.TlsSessions;
import dev.baksh.exchange.TokenEndpoint;
import dev.baksh.exchange.TokenFile;
import dev.baksh.exchange.TokenSource;
import dev.baksh.exchange.TokenStore;
import dev.baksh.exchange.Tokens;
import dev.baksh.exchange.Trail;
import dev.baksh.exchange.Transport;
import dev.baksh.exchange.Wire;
import dev.baksh.journal.Course;
import dev.baksh.journal.Intent;
import dev.baksh.journal.LastResort;
import dev.baksh.journal.Passage;
import dev.baksh.journal.RunJournal;
import dev.baksh.journal.Runs;
import dev.baksh.journal.Settlement;
import dev.baksh.journal.Unsettled;
import dev.baksh.journal.WriteJournal;
import dev.baksh.journal.WriteRecord;
import dev.baksh.n2ws.N2wsClient;
import dev.baksh.px.PxClient;
import dev.baksh.render.Format;
import dev.baksh.resource.Client;
import dev.baksh.sandbox.SandboxOptions;
import dev.baksh.script.ScriptCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Puts the parts together, each only when it is needed. */
final class Wiring implements Host, AutoCloseable {
    private final Surroundings surroundings;
    private final Options options;
    private final Console console;
    private final Redaction redaction;
    private final Gate gate;
    private final Trail trail;
    private final LastResort lastResort;
    private final Tape tape;
    private final Time scriptTime;
    private final Kept kept;
    private Path passing;
    private final Map<String, Client> clients = new HashMap<>();
    private final Map<String, Catalog> catalogs = new HashMap<>();
    private final List<Path> libraries = new ArrayList<>();
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
    private WriteJournal journal;
    private SandboxServers sandbox;
    private String runId;
    private volatile Course course = Course.NONE;

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
        this.lastResort = new LastResort(surroundings.temporary(), surroundings.time(), console::note);
    }

    private boolean agrees(String question, String typed) {
        return "yes".equals(tape.answer(question, () -> console.agrees(question, typed) ? "yes" : "no"));
    }

    /** What comes from outside goes by it. */
    Tape tape() {
        return tape;
    }

    Gate gate() {
        return gate;
    }

    /** The last requests. */
    Trail trail() {
        return trail;
    }

    /** From now on somebody is at the shell, who can be asked there. */
    void person(Person person, AtPrompt prompt) {
        this.person = person;
        this.prompt = prompt;
        this.introduction = prompt;
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

    /** Puts on record what is no request: an unlocking. */
    synchronized void record(ServerConfig server, String what, String reason) {
        journal()
                .intent(new Intent(runId(), server.name(), what, "NONE", "", Effect.ENSURE, null, null))
                .done(0, Map.of("reason", reason));
    }

    Home home() {
        return Home.of(surroundings.env());
    }

    synchronized Catalog catalog(String kind) {
        return catalogs.computeIfAbsent(kind, name -> {
            String[] parts = name.equals("px") ? new String[] {PxClient.GATEWAY} : new String[0];
            return CatalogFolder.extend(name, catalogFolders(), Wiring::ownFile, () -> shipped(name, parts), parts);
        });
    }

    private Catalog shipped(String kind, String... parts) {
        if (kept == null) return Catalog.of(kind, parts);
        return kept.catalogs().computeIfAbsent(kind, name -> Catalog.of(name, parts));
    }

    /** What tells where writes go is held to the same as code. */
    private static void ownFile(Path file) {
        try {
            FileRights.check(file);
        } catch (IOException e) {
            throw BakshException.usage(file + ": cannot be read", null);
        }
    }

    /** {@code lib/catalog} of the installation, of the user, and of the script that runs, which has the last word. */
    private List<Path> catalogFolders() {
        List<Path> folders = new ArrayList<>(surroundings.libraries());
        folders.add(home().config().resolve("lib"));
        folders.addAll(libraries);
        return folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize().resolve("catalog"))
                .distinct()
                .toList();
    }

    /** The library folders of the script that is going to run. */
    synchronized void libraries(List<Path> folders) {
        libraries.addAll(folders);
    }

    /** The configured servers, or the two of the sandbox. */
    synchronized Servers servers() {
        if (servers == null) {
            if (options.sandbox && options.replay == null) {
                sandbox = new SandboxServers(SandboxOptions.defaults());
                servers = new Servers(tape.servers(sandbox::configs), options.servers);
            } else {
                servers = new Servers(tape.servers(this::configured), options.servers);
            }
        }
        return servers;
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
        Wire wire = new Wire(server, surroundings.env(), trail, known(), sessions());
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
            new PxClient(server, catalog("px"), exchange, console)
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
        Wire wire = new Wire(server, surroundings.env(), trail, known(), sessions());
        TokenSource source = tape.tokens(() -> source(server, wire, time));
        Tokens tokens = new Tokens(source, redaction, time, flights, store(server));
        Dialect dialect = n2ws ? N2wsClient.dialect() : PxClient.dialect();
        Exchange exchange = exchange(server, dialect, tokens, tape.transport(server, () -> wire));
        Catalog catalog = catalog(server.kind());
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
        Transport wire = tape.transport(door, () -> new Wire(door, surroundings.env(), trail, known(), sessions()));
        return exchange(door, PxClient.gatewayDialect(), tokens, wire);
    }

    private TlsSessions sessions() {
        return kept == null ? null : kept.sessions();
    }

    private KnownHosts known() {
        Path folder = home().state().resolve("trust");
        return new KnownHosts(folder, surroundings.time(), (facts, question) -> introduction.trusts(facts, question));
    }

    /** Tests the way to a server, without a token. */
    List<Link> probe(ServerConfig server) {
        try (Wire wire = new Wire(server, surroundings.env(), trail, known(), sessions())) {
            return wire.probe(surroundings.time());
        }
    }

    private Exchange exchange(ServerConfig server, Dialect dialect, Tokens tokens, Transport wire) {
        return new Exchange(new Exchange.Parts(
                server,
                dialect,
                tokens,
                wire,
                gate,
                new Record(journal(), this::runId, new Present(), locks()),
                redaction,
                limits(server.kind().equals("n2ws")),
                surroundings.time(),
                random.split(),
                console));
    }

    /** Tokens of a configured server are shared by the processes of the user; the sandbox lives in one process only. */
    private TokenStore store(ServerConfig server) {
        boolean off = "off"
                .equalsIgnoreCase(
                        surroundings.env().getOrDefault("BAKSH_TOKEN_CACHE", "").strip());
        if (off || options.sandbox || server.credential() instanceof Credential.PastedToken) return TokenStore.NONE;
        return new TokenFile(state().resolve("tokens"), server, surroundings.time());
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

    /** By the state folder, which is what processes of one user have in common. */
    private ObjectLocks locks() {
        String holder = "process " + ProcessHandle.current().pid() + " on " + RunJournal.host();
        return new ObjectLocks(state().resolve("locks"), surroundings.time(), holder);
    }

    private synchronized WriteJournal journal() {
        if (journal == null) {
            journal = new WriteJournal(journalFolder(), redaction::apply, surroundings.time(), lastResort);
        }
        return journal;
    }

    /** A folder of its own, which nobody else may look into; the state folder may be shared with other files. */
    Path journalFolder() {
        return state().resolve("journal");
    }

    /** What was compiled of runbooks and one-liners. */
    ScriptCache compiled() {
        return ScriptCache.in(home().state().resolve("compiled"), kept == null ? null : kept.texts());
    }

    /** This process has carried out others before. */
    boolean warm() {
        return kept != null;
    }

    /** The journal of all writes. */
    Path journalFile() {
        return journalFolder().resolve("journal.jsonl");
    }

    /** The runs on record, a folder for each. */
    Runs runs() {
        return new Runs(state().resolve("runs"));
    }

    /** Of a replay nothing is on record: nothing of it happens. */
    private synchronized Path state() {
        if (options.replay == null) return home().state();
        try {
            if (passing == null) passing = Files.createTempDirectory("baksh-replay");
            return passing;
        } catch (IOException e) {
            throw BakshException.failed("a replay needs a folder for temporary files: " + e.getMessage(), null);
        }
    }

    /**
     * Puts on record what has become of a write that was open: first in the journal of its run, which a resume goes by.
     *
     * @throws BakshException (exit 3) a process has the run, or its journal knows better
     */
    void settle(Unsettled write, Settlement settlement) {
        Object run = write.intent().data().get("run");
        boolean kept = run != null && write.runLine() != 0;
        if (kept && Files.exists(runs().folder().resolve(run.toString()).resolve("journal.jsonl")))
            RunJournal.settle(
                    runs().folder(),
                    run.toString(),
                    write.runLine(),
                    settlement,
                    redaction::apply,
                    surroundings.time());
        journal().settle(write, settlement);
    }

    /** Tells the write journal, which would go on naming it, of a write that a person lets be sent again. */
    void resends(String run, WriteRecord write) {
        Settlement settlement = new Settlement(false, ConsoleOperator.person(), "resume --resend");
        journal().settle(run, write.seq(), settlement);
    }

    /** What this process does is a run on record. */
    boolean recorded() {
        return course != Course.NONE;
    }

    /** The id of what this process does. */
    synchronized String runId() {
        if (runId == null) runId = newRunId();
        return runId;
    }

    /** Opens the journal of this run, and puts writes from now on there. */
    synchronized RunJournal record(String id, Map<String, Object> header) {
        runId = id;
        RunJournal run =
                RunJournal.open(runs().folder(), id, header, redaction::apply, surroundings.time(), lastResort);
        course = run;
        return run;
    }

    /** Carries out a run of the shell's, with an id of its own; nobody is there for what only a shell can do. */
    void apart(Runnable run) {
        String session;
        Person shell = person;
        synchronized (this) {
            session = runId;
            runId = null;
        }
        person = null;
        try {
            run.run();
        } finally {
            course = Course.NONE;
            person = shell;
            synchronized (this) {
                runId = session;
            }
        }
    }

    /** The course as it is when it is asked: the run begins after the clients may have been made. */
    private final class Present implements Course {
        @Override
        public Passage next(Intent intent) {
            return course.next(intent);
        }

        @Override
        public String step() {
            return course.step();
        }

        @Override
        public WriteRecord taken(String server, String what, Predicate<Map<String, Object>> fits) {
            return course.taken(server, what, fits);
        }

        @Override
        public void read(String server, String what) {
            course.read(server, what);
        }
    }

    private String newRunId() {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(surroundings.time().now());
        return time + "-" + String.format("%04x", random.split().nextInt(1 << 16));
    }

    private Limits limits(boolean n2ws) {
        Limits limits = n2ws ? Limits.N2WS : Limits.PX;
        limits = limits.atOnce(atOnce("BAKSH_READS", limits.reads()), atOnce("BAKSH_WRITES", limits.writes()));
        if (!resends()) limits = limits.sendingOnce();
        // A recording tells what came after what.
        if (options.record != null || options.replay != null) limits = limits.reading(1);
        String settle = surroundings.env().get("BAKSH_SETTLE");
        if (settle == null || settle.isBlank()) return limits;
        String text = settle.strip();
        String seconds =
                text.endsWith("s") ? text.substring(0, text.length() - 1).strip() : text;
        if (!seconds.matches("\\d{1,5}")) {
            throw BakshException.usage("BAKSH_SETTLE: not a number of seconds: " + text, "write 180");
        }
        return limits.settling(Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private boolean resends() {
        String text = surroundings.env().getOrDefault("BAKSH_RESEND", "").strip();
        if (text.isEmpty() || text.equals("once")) return true;
        if (text.equals("off")) return false;
        throw BakshException.usage("BAKSH_RESEND: neither once nor off: " + text, "write off");
    }

    private int atOnce(String variable, int otherwise) {
        String text = surroundings.env().getOrDefault(variable, "").strip();
        if (text.isEmpty()) return otherwise;
        if (text.matches("[1-9]\\d{0,2}")) return Integer.parseInt(text);
        throw BakshException.usage(variable + ": not a number from 1 to 999: " + text, "write " + otherwise);
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
        if (journal != null) journal.close();
        if (sandbox != null) sandbox.close();
        if (passing != null) Tapes.remove(passing);
        flights.shutdownNow();
    }
}
