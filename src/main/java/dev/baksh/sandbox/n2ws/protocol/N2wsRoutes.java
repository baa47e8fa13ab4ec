package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.Router;

/** The N2WS addresses below {@code /api/}. */
public final class N2wsRoutes {
    /** Adds an address below some prefix. */
    public interface RouteAdder {
        N2wsRoutes add(String method, String path, N2wsHandler handler);
    }

    private final Router<N2wsHandler> router = new Router<>();
    private final Router<String> mediaTypes = new Router<>();

    public N2wsRoutes add(String method, String path, N2wsHandler handler) {
        router.addRoute(method, path, handler);
        return this;
    }

    /** An AWS object: under {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which is kept. */
    public N2wsRoutes addAws(String method, String path, N2wsHandler handler) {
        return add(method, "aws/" + path, handler).add(method, path, handler);
    }

    /** An Azure object; there are none in API 1.x (assumption). */
    public N2wsRoutes addAzure(String method, String path, N2wsHandler handler) {
        return add(method, "azure/" + path, handler);
    }

    /** What is answered at this path, of whatever cloud, is a CSV file. */
    public N2wsRoutes producesCsv(String path) {
        return produces(path, "text/csv");
    }

    /** What is answered at this path, of whatever cloud, is a file of that media type. */
    public N2wsRoutes produces(String path, String mediaType) {
        for (String prefix : new String[] {"", "aws/", "azure/"}) mediaTypes.addRoute("GET", prefix + path, mediaType);
        return this;
    }

    /** The media type of what is answered at an address. */
    public String mediaType(String path) {
        Router.Match<String> match = mediaTypes.find("GET", path);
        return match == null ? "application/json" : match.handler();
    }

    public Router<N2wsHandler> router() {
        return router;
    }
}
