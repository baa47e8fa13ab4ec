package dev.baksh.cli;

import dev.baksh.api.Exit;
import dev.baksh.api.Time;
import dev.baksh.custody.Custody;
import dev.baksh.exchange.Redaction;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;

/**
 * The warm process: carries out one request at a time, each in a session of its own with the surroundings of its caller.
 * Nothing is kept from one to the next but loaded classes. What it must not carry out, it hands back before anything was
 * done, and the launcher runs it as ever.
 *
 * <p>Ends when asked to, after 15 minutes without a request, when baksh or {@code servers.yaml} changed, and when a request
 * left a thread behind.
 */
final class WarmServer {
    static final Duration IDLE = Duration.ofMinutes(15);
    private static final long BODY = 4 << 20;
    /** Threads of a session's parts, which end when they have had nothing to do for a while. */
    private static final Pattern OWN = Pattern.compile("baksh-|OkHttp|Okio|HTTP-Dispatcher|idle-timeout-task");
    /** A thread that was interrupted gets so long to end. */
    private static final Duration PARTING = Duration.ofSeconds(1);

    private final WarmPlace place;
    private final Surroundings surroundings;
    private final Path configuration;
    private final Time time;
    private final Path here = Path.of("").toAbsolutePath();
    private final Semaphore one = new Semaphore(1);
    private final Map<String, CompletableFuture<WarmAnswer>> asides = new ConcurrentHashMap<>();
    private final String build;
    private ServerSocketChannel door;
    private String owner;
    private volatile long last;
    private volatile int served;
    private volatile int handedBack;

    WarmServer(WarmPlace place, Surroundings surroundings, Path configuration) {
        this.place = place;
        this.surroundings = surroundings;
        this.configuration = configuration;
        this.time = surroundings.time();
        this.build = build();
    }

    /** Serves until the end. */
    int serve() throws IOException {
        Custody.own().folder(place.folder());
        if (place.ask("GET", "/status") != null) return Exit.OK.code();
        Files.deleteIfExists(place.socket());
        last = time.nanos();
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            door = channel;
            channel.bind(place.address());
            Files.setPosixFilePermissions(place.socket(), PosixFilePermissions.fromString("rw-------"));
            owner = Files.getOwner(place.socket()).getName();
            daemon("baksh-idle", this::watch);
            while (true) {
                SocketChannel caller = channel.accept();
                daemon("baksh-caller", () -> answer(caller));
            }
        } catch (ClosedChannelException e) {
            return Exit.OK.code();
        } finally {
            one.acquireUninterruptibly(); // Whoever is being served is served to the end.
            Files.deleteIfExists(place.socket());
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (time.nanos() - last < IDLE.toNanos() || one.availablePermits() == 0)
                time.pause(Duration.ofSeconds(10));
            door.close();
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SocketChannel caller) {
        try (caller) {
            if (!caller.getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName()
                    .equals(owner)) return;
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
                case "/run" -> run(caller, in, id, in.readNBytes((int) length));
                case "/err" -> aside(caller, in, id);
                case "/status" -> WarmAnswer.whole(caller, "200 OK", status());
                case "/stop" -> {
                    WarmAnswer.whole(caller, "200 OK", "");
                    door.close();
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
        asides.computeIfAbsent(id, key -> new CompletableFuture<>()).complete(new WarmAnswer(caller));
        while (in.read() >= 0) continue;
    }

    private void run(SocketChannel caller, InputStream in, String id, byte[] body) throws IOException {
        WarmAside aside = new WarmAside(asides.computeIfAbsent(id, key -> new CompletableFuture<>()));
        boolean mine = one.tryAcquire();
        try {
            WarmRequest request = WarmRequest.of(body);
            boolean changed = !build.equals(build());
            String alone = changed
                    ? "baksh or its configuration changed"
                    : !mine
                            ? "another request is being served"
                            : request.alone(here, surroundings.env(), surroundings.libraries());
            if (alone != null) {
                handedBack++;
                WarmAnswer.whole(caller, "409 Conflict", alone + "\n");
                aside.end(0);
                if (changed) door.close();
                return;
            }
            last = time.nanos();
            carryOut(request, new WarmAnswer(caller), aside, in);
            served++;
        } finally {
            asides.remove(id);
            last = time.nanos();
            if (mine) one.release();
        }
    }

    private void carryOut(WarmRequest request, WarmAnswer answer, WarmAside aside, InputStream in) throws IOException {
        PrintStream out = stream(answer);
        PrintStream err = stream(aside);
        Surroundings theirs = new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                out,
                err,
                request.env(),
                request.terminals().contains("o"),
                false,
                request.columns(),
                surroundings.libraries(),
                time);
        Redaction redaction = new Redaction();
        ThreadGroup group = new ThreadGroup("baksh-request");
        int[] exit = {Exit.FAILED.code()};
        Thread work = new Thread(group, () -> exit[0] = new Baksh(theirs).start(request.words(), redaction), "main");
        PrintStream before = System.out;
        PrintStream errBefore = System.err;
        System.setOut(theirs.scriptOut(redaction::apply));
        System.setErr(new ScriptOut(err, true, redaction::apply));
        try {
            work.start();
            daemon("baksh-hangup", () -> hangUp(in, work));
            join(work);
            if (!quiet(group)) door.close();
        } finally {
            System.setOut(before);
            System.setErr(errBefore);
            out.flush();
            err.flush();
            aside.end(exit[0]);
            answer.end(exit[0]);
        }
    }

    /** Nobody waits any more: Ctrl-C, or the launcher was ended. */
    private static void hangUp(InputStream in, Thread work) {
        try {
            while (in.read() >= 0) continue;
        } catch (IOException e) {
            // As good as its end.
        }
        work.interrupt();
    }

    private static void join(Thread work) {
        while (true) {
            try {
                work.join();
                return;
            } catch (InterruptedException e) {
                work.interrupt();
            }
        }
    }

    /** Whether no thread of the request goes on; those of baksh itself end by themselves. */
    private boolean quiet(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            if (OWN.matcher(thread.getName()).lookingAt() || pooled(thread)) continue;
            thread.interrupt();
            try {
                thread.join(PARTING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                surroundings.err().println("a request left the thread " + thread.getName());
                surroundings.err().flush();
                return false;
            }
        }
        return true;
    }

    /** The JVM's own pool keeps its threads, which an older JVM puts into the group of whoever came first. */
    private static boolean pooled(Thread thread) {
        ForkJoinPool pool = ForkJoinPool.commonPool();
        return thread instanceof ForkJoinWorkerThread worker
                && worker.getPool() == pool
                && pool.awaitQuiescence(PARTING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(new BufferedOutputStream(to, 1 << 13), false, StandardCharsets.UTF_8);
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
