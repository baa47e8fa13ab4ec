package dev.baksh.sandbox.server;

import java.time.Duration;

/** One server behind a {@link HttpServer}. */
public interface HttpHandler {
    /** {@code n2ws} or {@code px}, as in {@link RecordedRequest}. */
    String name();

    /** Carries the request out. Called by many threads. */
    ServerResponse handle(ServerRequest request);

    /** True for requests that ask for a token, which are counted while they are under way. */
    boolean isTokenRequest(ServerRequest request);

    /** The server's own words for a token that it does not take. */
    ServerResponse unauthorizedResponse();

    /** The server's own words for too many requests. */
    ServerResponse throttledResponse(Duration retryAfter);
}
