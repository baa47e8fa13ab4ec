package dev.baksh.sandbox.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Base class of the emulated servers: handles the requests to one {@link SandboxHttpServer}, with the injected faults.
 */
public abstract class EmulatedServer {
    private final String name;
    private final FaultInjector faults = new FaultInjector();
    private final AtomicInteger tokenRequests = new AtomicInteger();
    private final AtomicInteger maxConcurrentTokenRequests = new AtomicInteger();

    /** @param name name in {@link RecordedRequest}: {@code n2ws}, {@code px} or {@code px-gateway} */
    protected EmulatedServer(String name) {
        this.name = name;
    }

    /** Executes a request. Called by several threads. */
    protected abstract ServerResponse handle(ServerRequest request);

    /** Returns the server's response to an invalid token. */
    protected abstract ServerResponse unauthorizedResponse();

    /** Returns the server's response to too many requests; by default the page of nginx. */
    protected ServerResponse throttledResponse(Duration retryAfter) {
        return ServerResponse.html(429, "429 Too Many Requests")
                .withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    protected boolean isTokenRequest(ServerRequest request) {
        return false;
    }

    /** Returns the injector of faults. */
    public final FaultInjector faults() {
        return faults;
    }

    /** Returns the maximum number of concurrent token requests. */
    public final int maxConcurrentTokenRequests() {
        return maxConcurrentTokenRequests.get();
    }

    final String name() {
        return name;
    }

    /** Executes a request with a fault; {@code fault} is null for normal execution. */
    final ServerResponse execute(ServerRequest request, Fault fault) {
        boolean isTokenRequest = isTokenRequest(request);
        if (isTokenRequest) maxConcurrentTokenRequests.accumulateAndGet(tokenRequests.incrementAndGet(), Math::max);
        try {
            if (fault == null) return handleSafely(request);
            fault.beforeAction().run();
            ServerResponse normalResponse = fault.executesRequest() ? handleSafely(request) : null;
            return fault.response() == null ? normalResponse : fault.response().apply(this);
        } finally {
            if (isTokenRequest) tokenRequests.decrementAndGet();
        }
    }

    private ServerResponse handleSafely(ServerRequest request) {
        try {
            return handle(request);
        } catch (HttpErrorException error) {
            return error.response();
        } catch (RuntimeException e) {
            String message = "sandbox " + name + ": " + request.method() + " " + request.path();
            System.getLogger(EmulatedServer.class.getName()).log(System.Logger.Level.ERROR, message, e);
            return ServerResponse.html(500, "Server Error (500)");
        }
    }
}
