package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import dev.baksh.api.Time;
import dev.baksh.custody.Custody;
import dev.baksh.custody.ProcessLock;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.net.ExtendedSocketOptions;

/**
 * The warm process: carries out one request at a time, each in a session of its own with the surroundings of its caller.
 * What is kept from one to the next is in {@link Kept}, apart for each caller's variables. What it must not carry out, it
 * hands back before anything was done, and the launcher runs it as ever.
 *
 * <p>Ends when asked to, after 15 minutes without a request, when baksh or {@code servers.yaml} changed, and when a request
 * left a thread behind.
 */
final class WarmServer {
    static final Duration IDLE = Duration.ofMinutes(15);
    private static final long BODY = 4 << 20;

    /** After so many calls of callers no others are needed for the JVM to compile. */
    private static final int CALLS = 50;
    /** The call that warms up when the end comes may take so long, and so may the answers to the last callers. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final RequestHandler handler;
    private final WarmPlace place;
    private final Surroundings surroundings;
    private final Path configuration;
    private final Time time;
    private final Path here = Path.of("").toAbsolutePath();
    private final WarmTurns turns = new WarmTurns();
    private final Map<String, CompletableFuture<WarmAnswer>> asides = new ConcurrentHashMap<>();
    private final String build;
    private final ExecutorService servants = servants();
    private final KeptByCaller kept = new KeptByCaller();
    private final Beyond beyond = new Beyond();
    private volatile ServerSocketChannel door;
    private Thread warmUp;
    private UserPrincipal owner;
    private volatile Object socket;
    private volatile long last;
    private volatile int served;
    private volatile int handedBack;

    WarmServer(RequestHandler handler, WarmPlace place, Surroundings surroundings, Path configuration) {
        this.handler = handler;
        this.place = place;
        this.surroundings = surroundings;
        this.configuration = configuration;
        this.time = surroundings.time();
        this.build = build();
    }

    /** Serves until the end. */
    int serve() throws IOException {
        Custody custody = Custody.own();
        custody.folder(place.folder());
        custody.file(place.lock());
        last = time.nanos();
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            door = channel;
            if (!ProcessLock.of(place.lock()).held(time, () -> opens(channel))) return Exit.OK.code();
            daemon("baksh-idle", this::watch);
            warmUp = daemon("baksh-warm-up", () -> WarmUp.of(place, kept, handler, this::idle));
            while (true) {
                SocketChannel caller = channel.accept();
                servants.execute(() -> answer(caller));
            }
        } catch (ClosedChannelException e) {
            return Exit.OK.code();
        } finally {
            leave();
            await(warmUp); // It removes its files.
            turns.end(time, PARTING); // Whoever is being served is served to the end, and is told the exit code.
        }
    }

    /** False when another process is there already. */
    private boolean opens(ServerSocketChannel channel) throws IOException {
        if (place.ask("GET", "/status") != null) return false;
        Files.deleteIfExists(place.socket());
        channel.bind(place.address());
        Files.setPosixFilePermissions(place.socket(), PosixFilePermissions.fromString("rw-------"));
        owner = Files.getOwner(place.socket());
        socket = place.key();
        try (SocketChannel asks = SocketChannel.open(place.address())) {
            asks.getOption(ExtendedSocketOptions.SO_PEERCRED);
        } catch (UnsupportedOperationException e) {
            leave();
            throw BakshException.failed("this system does not tell who asks at a socket", "do without --warm");
        }
        return true;
    }

    /** Nobody new comes in, and another process may take the place. */
    private void leave() {
        try {
            if (socket != null && socket.equals(place.key())) Files.deleteIfExists(place.socket());
            door.close();
        } catch (IOException e) {
            // It ends all the same.
        }
    }

    /** Threads that serve callers; a request has its own beside them. */
    private static ExecutorService servants() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "baksh-servant");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits until nobody is being served; false when there have been calls enough, or there will be none. */
    private boolean idle() {
        try {
            while (door.isOpen() && !turns.idle()) time.pause(Duration.ofMillis(20));
            return door.isOpen() && served < CALLS;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void await(Thread thread) {
        try {
            if (thread != null) thread.join(PARTING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            // Without its socket nobody finds it.
            while ((time.nanos() - last < IDLE.toNanos() || !turns.idle()) && socket.equals(place.key()))
                time.pause(Duration.ofSeconds(10));
            leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SocketChannel caller) {
        try (caller) {
            if (!caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) return;
            InputStream in = new BufferedInputStream(Channels.newInputStream(caller));
            String[] first = line(in).split(" ");
            long length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15))
                    length = Long.parseLong(header.substring(15).strip());
            }
            if (first.length < 2 || length > BODY) return;
            String[] target = first[1].split("\\?", 2);
            String id = target.length == 2 ? target[1] : "";
            switch (target[0]) {
                case "/frames" ->
                    run(new WarmFrames(new WarmChannel(caller, servants)), in, in.readNBytes((int) length));
                case "/run" -> pair(caller, in, id, in.readNBytes((int) length));
                case "/err" -> aside(caller, in, id);
                case "/status" -> WarmAnswer.whole(caller, "200 OK", status());
                case "/stop" -> {
                    leave();
                    WarmAnswer.whole(caller, "200 OK", "");
                }
                default -> WarmAnswer.whole(caller, "404 Not Found", "");
            }
        } catch (IOException | RuntimeException e) {
            return; // The caller is gone, or is none of ours.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n' && line.length() < 8_192; b = in.read())
            if (b != '\r') line.append((char) b);
        return line.toString();
    }

    private String status() {
        return ProcessHandle.current().pid() + "\n" + here + "\n" + served + "\n" + handedBack + "\n";
    }

    /** The connection that standard error goes through; it stays until the request has ended it. */
    private void aside(SocketChannel caller, InputStream in, String id) throws IOException {
        asides.computeIfAbsent(id, key -> new CompletableFuture<>())
                .complete(new WarmAnswer(new WarmChannel(caller, servants)));
        while (in.read() >= 0) continue;
    }

    private void pair(SocketChannel caller, InputStream in, String id, byte[] body) throws IOException {
        WarmAside aside = new WarmAside(asides.computeIfAbsent(id, key -> new CompletableFuture<>()));
        try {
            run(new WarmPair(new WarmChannel(caller, servants), aside), in, body);
        } finally {
            asides.remove(id);
        }
    }

    private void run(WarmReply reply, InputStream in, byte[] body) throws IOException {
        boolean mine = turns.begin();
        try {
            WarmSession session;
            try {
                session = carriedOut(reply, in, body, mine);
            } finally {
                last = time.nanos();
                if (mine) turns.next();
            }
            // After the turn: the caller may ask for the next one at once.
            if (session != null) reply.end(session.exit());
        } finally {
            turns.answered();
        }
    }

    /** Null when the request was handed back. */
    private WarmSession carriedOut(WarmReply reply, InputStream in, byte[] body, boolean mine) throws IOException {
        WarmRequest request = WarmRequest.of(body);
        Kept theirs = kept.of(request.env());
        if (mine && theirs.connections().open()) servants.execute(theirs.connections()::look);
        boolean changed = !build.equals(build());
        String alone = changed
                ? "baksh or its configuration changed"
                : !mine
                        ? "another request is being served"
                        : request.alone(here, surroundings.env(), surroundings.libraries(), beyond);
        if (alone != null) {
            handedBack++;
            if (changed) leave();
            reply.handBack(alone);
            return null;
        }
        last = time.nanos();
        reply.begin();
        WarmSession session = new WarmSession(handler, surroundings, request, reply, theirs, servants, System::exit);
        if (!session.carryOut(in)) leave();
        served++;
        return session;
    }

    /** Changes when baksh or the list of servers does. */
    private String build() {
        StringBuilder build = new StringBuilder();
        for (Path file :
                new Path[] {Path.of(System.getProperty("java.class.path").split(":")[0]), configuration}) {
            try {
                build.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                build.append("none");
            }
        }
        return build.toString();
    }
}
