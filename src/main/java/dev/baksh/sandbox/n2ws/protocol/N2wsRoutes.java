package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.Router;

/** The N2WS addresses below {@code /api/}. */
public final class N2wsRoutes {
    /** Adds an address below some prefix. */
    public interface Adder {
        N2wsRoutes add(String method, String path, N2wsHandler handler);
    }

    private final Router<N2wsHandler> router = new Router<>();
    private final Router<String> media = new Router<>();

    public N2wsRoutes add(String method, String path, N2wsHandler handler) {
        router.add(method, path, handler);
        return this;
    }

    /** An AWS object: under {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which is kept. */
    public N2wsRoutes aws(String method, String path, N2wsHandler handler) {
        return add(method, "aws/" + path, handler).add(method, path, handler);
    }

    /** An Azure object; there are none in API 1.x (assumption). */
    public N2wsRoutes azure(String method, String path, N2wsHandler handler) {
        return add(method, "azure/" + path, handler);
    }

    /** What is answered at this path, of whatever cloud, is a CSV file. */
    public N2wsRoutes csv(String path) {
        return file(path, "text/csv");
    }

    /** What is answered at this path, of whatever cloud, is a file of that media type. */
    public N2wsRoutes file(String path, String type) {
        for (String prefix : new String[] {"", "aws/", "azure/"}) media.add("GET", prefix + path, type);
        return this;
    }

    /** The media type of what is answered at an address. */
    public String media(String address) {
        Router.Found<String> found = media.find("GET", address);
        return found == null ? "application/json" : found.handler();
    }

    public Router<N2wsHandler> router() {
        return router;
    }
}
