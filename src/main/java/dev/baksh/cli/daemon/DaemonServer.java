package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
import dev.baksh.client.thread.InternalThread;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;

/**
 * Server of the warm process: executes one request at a time, each in a separate session with the environment of its
 * caller. {@link ProcessCache} holds the data that is cached between requests, separately for each set of the callers'
 * variables. If a separate process must execute a request, the server hands the request back before its execution; the
 * launcher then starts a JVM.
 *
 * <p>The server ends on request, after 15 minutes without a request, when baksh or {@code servers.yaml} has changed,
 * and when a request left a thread running.
 */
final class DaemonServer {
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(15);
    private static final long MAX_BODY_BYTES = 4 << 20;

    /** Number of requests after which the warm-up stops: by then the JVM has compiled the code of a call. */
    private static final int WARM_UP_CALLS = 50;
    /** Longest wait for the last call of the warm-up, and for the replies to the last callers. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final DaemonCommand.RequestHandler handler;
    private final DaemonSocket daemonSocket;
    private final ProcessEnvironment environment;
    private final TimeSource time;
    private final Path workingFolder = Path.of("").toAbsolutePath();
    private final DaemonRequestSlot slot = new DaemonRequestSlot();
    private final String buildId;
    /** Serves the connections; each request also has a separate thread. */
    private final ExecutorService executor =
            Executors.newCachedThreadPool(task -> new InternalThread(task, "baksh-worker"));

    private final CachesByCaller caches = new CachesByCaller();
    private final IsolationCheck isolationCheck = new IsolationCheck();
    private volatile ServerSocketChannel serverChannel;
    private Thread warmUp;
    private UserPrincipal owner;
    private volatile Object socketKey;
    private volatile long lastRequestNanos;
    /** Changed only by the owner of the slot. */
    private volatile int servedCount;

    private final AtomicInteger handedBackCount = new AtomicInteger();

    DaemonServer(DaemonCommand.RequestHandler handler, DaemonSocket daemonSocket, ProcessEnvironment environment) {
        this.handler = handler;
        this.daemonSocket = daemonSocket;
        this.environment = environment;
        this.time = environment.time();
        this.buildId = readBuildId();
    }

    /** Serves requests until the socket is closed; returns the exit code. */
    int serve() throws IOException {
        PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
        privateFiles.ensureFolder(daemonSocket.folder());
        privateFiles.ensureFile(daemonSocket.lock());
        lastRequestNanos = time.nanos();
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            serverChannel = channel;
            if (!ProcessLock.of(daemonSocket.lock()).withLock(time, () -> openSocket(channel)))
                return ExitCode.OK.code();
            new InternalThread(this::closeWhenIdle, "baksh-idle").start();
            executor.execute(isolationCheck::preload);
            warmUp = new InternalThread(
                    () -> JitWarmUp.run(daemonSocket, caches, handler, this::awaitIdle), "baksh-warm-up");
            warmUp.start();
            while (true) {
                SocketChannel caller = channel.accept();
                executor.execute(() -> handleConnection(caller));
            }
        } catch (ClosedChannelException e) {
            return ExitCode.OK.code();
        } finally {
            closeSocket();
            awaitThread(warmUp); // The warm-up deletes its files.
            slot.close(STOP_TIMEOUT); // The current request is executed to its end, and its exit code is sent.
        }
    }

    /** Creates the socket; false if another process has one. */
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
            throw BakshException.failure(
                    "this system cannot identify the user of a socket connection", "use baksh without --warm");
        }
        return true;
    }

    /** Accepts no more callers, and lets another process create its socket. */
    private void closeSocket() {
        try {
            if (socketKey != null && socketKey.equals(daemonSocket.fileKey()))
                Files.deleteIfExists(daemonSocket.socket());
            serverChannel.close();
        } catch (IOException e) {
            // The process ends in any case.
        }
    }

    /** Waits until no request is executed; false if the warm-up should stop. */
    private boolean awaitIdle() {
        try {
            while (serverChannel.isOpen() && !slot.isIdle()) time.pause(Duration.ofMillis(20));
            return serverChannel.isOpen() && servedCount < WARM_UP_CALLS;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void awaitThread(Thread thread) {
        try {
            if (thread != null) thread.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeWhenIdle() {
        try {
            // Ends the loop also if the socket file was removed or replaced, because then no caller finds this process.
            while ((time.nanos() - lastRequestNanos < IDLE_TIMEOUT.toNanos() || !slot.isIdle())
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
            switch (requestLine[1]) {
                case "/frames" ->
                    run(new DaemonReply(new UninterruptibleChannel(caller, executor)), in, in.readNBytes((int) length));
                case "/status" -> respond(caller, status());
                case "/stop" -> {
                    closeSocket();
                    respond(caller, "");
                }
                default -> {} // A launcher of another version; it reads the end of the connection.
            }
        } catch (IOException | RuntimeException e) {
            return; // The caller has disconnected, or sent an invalid request.
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n' && line.length() < 8_192; b = in.read())
            if (b != '\r') line.append((char) b);
        return line.toString();
    }

    private static void respond(SocketChannel caller, String body) throws IOException {
        ByteBuffer response = StandardCharsets.UTF_8.encode("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
        while (response.hasRemaining()) caller.write(response);
    }

    private String status() {
        return ProcessHandle.current().pid() + "\n" + workingFolder + "\n" + servedCount + "\n" + handedBackCount
                + "\n";
    }

    private void run(DaemonReply reply, InputStream in, byte[] body) throws IOException {
        boolean acquired = slot.tryAcquire();
        try {
            DaemonSession session;
            try {
                session = execute(reply, in, body, acquired);
            } finally {
                lastRequestNanos = time.nanos();
                if (acquired) slot.release();
            }
            // After the release, because the caller may send its next call immediately.
            if (session != null) reply.end(session.exitCode());
        } finally {
            slot.replied();
        }
    }

    /** Executes the request; null if the request was handed back. */
    private DaemonSession execute(DaemonReply reply, InputStream in, byte[] body, boolean acquired) throws IOException {
        DaemonRequest request = DaemonRequest.parse(body);
        ProcessCache cache = caches.cacheFor(request.env());
        if (acquired && cache.connections().hasIdleConnections())
            executor.execute(cache.connections()::closeStaleConnections);
        boolean buildChanged = !buildId.equals(readBuildId());
        String handBackReason;
        if (buildChanged) handBackReason = "baksh or its configuration changed";
        else if (!acquired) handBackReason = "another request is being executed";
        else handBackReason = request.findReasonToRefuse(workingFolder, environment, isolationCheck);
        if (handBackReason != null) {
            handedBackCount.incrementAndGet();
            if (buildChanged) closeSocket();
            reply.handBack(handBackReason);
            return null;
        }
        lastRequestNanos = time.nanos();
        reply.begin();
        DaemonSession session = new DaemonSession(handler, environment, request, reply, cache, executor);
        if (!session.run(in)) closeSocket();
        servedCount++;
        return session;
    }

    /** Returns the identity of the jars and of {@code servers.yaml}: path, size and modification time of each file. */
    private String readBuildId() {
        StringBuilder text = new StringBuilder();
        List<Path> files = new ArrayList<>();
        files.add(environment.directories().config().resolve("servers.yaml"));
        for (String jar : System.getProperty("java.class.path").split(":")) files.add(Path.of(jar));
        for (Path file : files) {
            try {
                text.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                text.append("none");
            }
        }
        return text.toString();
    }
}
