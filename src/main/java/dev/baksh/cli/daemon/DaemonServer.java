package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
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
 * What is kept from one to the next is in {@link ProcessCache}, apart for each caller's variables. What it must not carry out, it
 * hands back before anything was done, and the launcher runs it as ever.
 *
 * <p>Ends when asked to, after 15 minutes without a request, when baksh or {@code servers.yaml} changed, and when a request
 * left a thread behind.
 */
final class DaemonServer {
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(15);
    private static final long MAX_BODY_BYTES = 4 << 20;

    /** After so many calls of callers no others are needed for the JVM to compile. */
    private static final int WARM_UP_CALLS = 50;
    /** The call that warms up when the end comes may take so long, and so may the answers to the last callers. */
    private static final Duration WARM_UP_STOP_TIMEOUT = Duration.ofSeconds(5);

    private final RequestHandler handler;
    private final DaemonSocket daemonSocket;
    private final ProcessEnvironment environment;
    private final Path configuration;
    private final TimeSource time;
    private final Path workingFolder = Path.of("").toAbsolutePath();
    private final DaemonRequestSlot turns = new DaemonRequestSlot();
    private final Map<String, CompletableFuture<DaemonHttpResponse>> stderrResponses = new ConcurrentHashMap<>();
    private final String buildId;
    private final ExecutorService executor = createExecutor();
    private final CachesByCaller caches = new CachesByCaller();
    private final IsolationCheck isolationCheck = new IsolationCheck();
    private volatile ServerSocketChannel serverChannel;
    private Thread warmUp;
    private UserPrincipal owner;
    private volatile Object socketKey;
    private volatile long lastRequestNanos;
    private volatile int servedCount;
    private volatile int handedBackCount;

    DaemonServer(
            RequestHandler handler, DaemonSocket daemonSocket, ProcessEnvironment environment, Path configuration) {
        this.handler = handler;
        this.daemonSocket = daemonSocket;
        this.environment = environment;
        this.configuration = configuration;
        this.time = environment.time();
        this.buildId = readBuildId();
    }

    /** Serves until the end. */
    int serve() throws IOException {
        PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
        privateFiles.ensureFolder(daemonSocket.folder());
        privateFiles.ensureFile(daemonSocket.lock());
        lastRequestNanos = time.nanos();
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            serverChannel = channel;
            if (!ProcessLock.of(daemonSocket.lock()).withLock(time, () -> openSocket(channel)))
                return ExitCode.OK.code();
            startDaemonThread("baksh-idle", this::closeWhenIdle);
            warmUp = startDaemonThread(
                    "baksh-warm-up", () -> JitWarmUp.run(daemonSocket, caches, handler, this::awaitIdle));
            while (true) {
                SocketChannel caller = channel.accept();
                executor.execute(() -> handleConnection(caller));
            }
        } catch (ClosedChannelException e) {
            return ExitCode.OK.code();
        } finally {
            closeSocket();
            awaitThread(warmUp); // It removes its files.
            turns.end(
                    time,
                    WARM_UP_STOP_TIMEOUT); // Whoever is being served is served to the end, and is told the exit code.
        }
    }

    /** False when another process is there already. */
    private boolean openSocket(ServerSocketChannel channel) throws IOException {
        if (daemonSocket.sendRequest("GET", "/status") != null) return false;
        Files.deleteIfExists(daemonSocket.socket());
        channel.bind(daemonSocket.address());
        Files.setPosixFilePermissions(daemonSocket.socket(), PosixFilePermissions.fromString("rw-------"));
        owner = Files.getOwner(daemonSocket.socket());
        socketKey = daemonSocket.fileKey();
        try (SocketChannel probe = SocketChannel.open(daemonSocket.address())) {
            probe.getOption(ExtendedSocketOptions.SO_PEERCRED);
        } catch (UnsupportedOperationException e) {
            closeSocket();
            throw BakshException.failure("this system does not tell who asks at a socket", "do without --warm");
        }
        return true;
    }

    /** Nobody new comes in, and another process may take the place. */
    private void closeSocket() {
        try {
            if (socketKey != null && socketKey.equals(daemonSocket.fileKey()))
                Files.deleteIfExists(daemonSocket.socket());
            serverChannel.close();
        } catch (IOException e) {
            // It ends all the same.
        }
    }

    /** Threads that serve callers; a request has its own beside them. */
    private static ExecutorService createExecutor() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "baksh-servant");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Thread startDaemonThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits until nobody is being served; false when there have been calls enough, or there will be none. */
    private boolean awaitIdle() {
        try {
            while (serverChannel.isOpen() && !turns.idle()) time.pause(Duration.ofMillis(20));
            return serverChannel.isOpen() && servedCount < WARM_UP_CALLS;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void awaitThread(Thread thread) {
        try {
            if (thread != null) thread.join(WARM_UP_STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeWhenIdle() {
        try {
            // Without its socket nobody finds it.
            while ((time.nanos() - lastRequestNanos < IDLE_TIMEOUT.toNanos() || !turns.idle())
                    && socketKey.equals(daemonSocket.fileKey())) time.pause(Duration.ofSeconds(10));
            closeSocket();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handleConnection(SocketChannel caller) {
        try (caller) {
            if (!caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) return;
            InputStream in = new BufferedInputStream(Channels.newInputStream(caller));
            String[] requestLine = readLine(in).split(" ");
            long length = 0;
            for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15))
                    length = Long.parseLong(header.substring(15).strip());
            }
            if (requestLine.length < 2 || length > MAX_BODY_BYTES) return;
            String[] target = requestLine[1].split("\\?", 2);
            String id = target.length == 2 ? target[1] : "";
            switch (target[0]) {
                case "/frames" ->
                    run(new FramedReply(new UninterruptibleChannel(caller, executor)), in, in.readNBytes((int) length));
                case "/run" -> runWithStderr(caller, in, id, in.readNBytes((int) length));
                case "/err" -> attachStderr(caller, in, id);
                case "/status" -> DaemonHttpResponse.sendComplete(caller, "200 OK", status());
                case "/stop" -> {
                    closeSocket();
                    DaemonHttpResponse.sendComplete(caller, "200 OK", "");
                }
                default -> DaemonHttpResponse.sendComplete(caller, "404 Not Found", "");
            }
        } catch (IOException | RuntimeException e) {
            return; // The caller is gone, or is none of ours.
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n' && line.length() < 8_192; b = in.read())
            if (b != '\r') line.append((char) b);
        return line.toString();
    }

    private String status() {
        return ProcessHandle.current().pid() + "\n" + workingFolder + "\n" + servedCount + "\n" + handedBackCount
                + "\n";
    }

    /** The connection that standard error goes through; it stays until the request has ended it. */
    private void attachStderr(SocketChannel caller, InputStream in, String id) throws IOException {
        stderrResponses
                .computeIfAbsent(id, key -> new CompletableFuture<>())
                .complete(new DaemonHttpResponse(new UninterruptibleChannel(caller, executor)));
        while (in.read() >= 0) continue;
    }

    private void runWithStderr(SocketChannel caller, InputStream in, String id, byte[] body) throws IOException {
        StderrChannel stderr = new StderrChannel(stderrResponses.computeIfAbsent(id, key -> new CompletableFuture<>()));
        try {
            run(new CurlReply(new UninterruptibleChannel(caller, executor), stderr), in, body);
        } finally {
            stderrResponses.remove(id);
        }
    }

    private void run(DaemonReply reply, InputStream in, byte[] body) throws IOException {
        boolean acquired = turns.begin();
        try {
            DaemonSession session;
            try {
                session = carriedOut(reply, in, body, acquired);
            } finally {
                lastRequestNanos = time.nanos();
                if (acquired) turns.next();
            }
            // After the turn: the caller may ask for the next one at once.
            if (session != null) reply.end(session.exitCode());
        } finally {
            turns.answered();
        }
    }

    /** Null when the request was handed back. */
    private DaemonSession carriedOut(DaemonReply reply, InputStream in, byte[] body, boolean acquired)
            throws IOException {
        DaemonRequest request = DaemonRequest.parse(body);
        ProcessCache cache = caches.cacheFor(request.env());
        if (acquired && cache.connections().hasIdleConnections())
            executor.execute(cache.connections()::closeStaleConnections);
        boolean buildChanged = !buildId.equals(readBuildId());
        String handBackReason = buildChanged
                ? "baksh or its configuration changed"
                : !acquired
                        ? "another request is being served"
                        : request.handBackReason(
                                workingFolder, environment.env(), environment.libraries(), isolationCheck);
        if (handBackReason != null) {
            handedBackCount++;
            if (buildChanged) closeSocket();
            reply.handBack(handBackReason);
            return null;
        }
        lastRequestNanos = time.nanos();
        reply.begin();
        DaemonSession session = new DaemonSession(handler, environment, request, reply, cache, executor, System::exit);
        if (!session.run(in)) closeSocket();
        servedCount++;
        return session;
    }

    /** Changes when baksh or the list of servers does. */
    private String readBuildId() {
        StringBuilder text = new StringBuilder();
        for (Path file :
                new Path[] {Path.of(System.getProperty("java.class.path").split(":")[0]), configuration}) {
            try {
                text.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                text.append("none");
            }
        }
        return text.toString();
    }
}
