package dev.baksh.sandbox.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Listens on loopback for one {@link HttpHandler}: takes connections, makes the faults, and keeps the ledger. */
public final class HttpServer implements AutoCloseable {
    /** How long a connection may stay idle: shorter than a test run, longer than any pause of a client. */
    private static final int IDLE_MILLIS = 120_000;

    private final HttpHandler site;
    private final Clock clock;
    private final RequestRecorder ledger;
    private final FaultInjector faults = new FaultInjector();
    private final InFlightCounter tokenFlights = new InFlightCounter();
    private final ServerSocket listener;
    private final String scheme;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    /** @param tls null for plain HTTP */
    public HttpServer(HttpHandler site, int port, SSLContext tls, Clock clock, RequestRecorder ledger) {
        this.site = site;
        this.clock = clock;
        this.ledger = ledger;
        scheme = tls == null ? "http" : "https";
        try {
            listener = tls == null
                    ? new ServerSocket()
                    : tls.getServerSocketFactory().createServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 128);
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox " + site.name() + ": cannot listen on 127.0.0.1:" + port, e);
        }
        // Daemons: a program that forgets to close the sandbox can still end.
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sandbox-" + site.name());
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::accept);
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
    }

    public FaultInjector faults() {
        return faults;
    }

    public InFlightCounter tokenFlights() {
        return tokenFlights;
    }

    @Override
    public void close() {
        quietly(listener);
        open.forEach(HttpServer::quietly);
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> talk(socket));
            } catch (IOException | java.util.concurrent.RejectedExecutionException closing) {
                // Only close() makes accept fail here; the loop's condition ends it.
                continue;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            HttpConnection wire = new HttpConnection(
                    new BufferedInputStream(socket.getInputStream()),
                    new BufferedOutputStream(socket.getOutputStream(), 32 << 10),
                    scheme);
            for (ServerRequest ask = wire.read(); ask != null && serve(ask, wire, socket); ) ask = wire.read();
        } catch (IOException gone) {
            // The other side left, or speaks no HTTP or TLS: there is nobody to tell, and closing is the answer.
            return;
        } finally {
            open.remove(socket);
        }
    }

    /** True when the connection may carry another request. */
    private boolean serve(ServerRequest ask, HttpConnection wire, Socket socket) throws IOException {
        long number = ledger.arrived(site.name(), ask);
        Fault fault = faults.take(ask);
        ServerResponse answer = carryOut(ask, fault);
        Fault.Ending ending = fault == null ? Fault.Ending.NONE : fault.ending();
        if (ending == Fault.Ending.DROP) return false;
        if (ending == Fault.Ending.RESET) {
            socket.setSoLinger(true, 0);
            return false;
        }
        // Before the bytes leave: whoever has read the answer also finds it in the ledger.
        ledger.answered(number, answer.status());
        if (ending == Fault.Ending.TRUNCATE) {
            wire.writeHalf(answer, clock.instant());
            return false;
        }
        // Neither server answers HEAD, and a body after it would be taken for the next answer's head.
        boolean close = "close".equalsIgnoreCase(ask.header("Connection"))
                || ask.method().equals("HEAD");
        wire.write(answer, clock.instant(), close);
        return !close;
    }

    private ServerResponse carryOut(ServerRequest ask, Fault fault) {
        boolean forToken = site.asksForToken(ask);
        if (forToken) tokenFlights.begin();
        try {
            if (fault == null) return answer(ask);
            fault.before();
            ServerResponse usual = fault.carriedOut() ? answer(ask) : null;
            return fault.instead(site, usual);
        } finally {
            if (forToken) tokenFlights.end();
        }
    }

    private ServerResponse answer(ServerRequest ask) {
        try {
            return site.answer(ask);
        } catch (HttpErrorException refusal) {
            return refusal.answer();
        } catch (RuntimeException e) {
            System.getLogger(HttpServer.class.getName())
                    .log(
                            System.Logger.Level.ERROR,
                            "sandbox " + site.name() + ": " + ask.method() + " " + ask.path(),
                            e);
            return ServerResponse.html(500, "Server Error (500)");
        }
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Closing is the last thing done with it; nothing is lost.
            return;
        }
    }
}
