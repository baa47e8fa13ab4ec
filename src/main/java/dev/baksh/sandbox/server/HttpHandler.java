package dev.baksh.sandbox.server;

import java.time.Duration;

/** Handler of the requests of one {@link HttpServer}. */
public interface HttpHandler {
    /** Returns the name in {@link RecordedRequest}: {@code n2ws}, {@code px} or {@code px-gateway}. */
    String name();

    /** Executes a request. Called by several threads. */
    ServerResponse handle(ServerRequest request);

    /** Returns true for token requests; the server counts those that are in flight. */
    boolean isTokenRequest(ServerRequest request);

    /** Returns the server's response to an invalid token. */
    ServerResponse unauthorizedResponse();

    /** Returns the server's response to too many requests. */
    ServerResponse throttledResponse(Duration retryAfter);
}
