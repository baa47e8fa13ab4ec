package dev.baksh.sandbox;

/** The N2WS addresses below {@code /api/}. */
final class N2wsRoutes {
    /** Adds an address below some prefix. */
    interface Adder {
        N2wsRoutes add(String method, String path, N2wsHandler handler);
    }

    private final Router<N2wsHandler> router = new Router<>();
    private final Router<String> media = new Router<>();

    N2wsRoutes add(String method, String path, N2wsHandler handler) {
        router.add(method, path, handler);
        return this;
    }

    /** An AWS object: under {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which is kept. */
    N2wsRoutes aws(String method, String path, N2wsHandler handler) {
        return add(method, "aws/" + path, handler).add(method, path, handler);
    }

    /** An Azure object; there are none in API 1.x (assumption). */
    N2wsRoutes azure(String method, String path, N2wsHandler handler) {
        return add(method, "azure/" + path, handler);
    }

    /** What is answered at this path, of whatever cloud, is a CSV file. */
    N2wsRoutes csv(String path) {
        return file(path, "text/csv");
    }

    /** What is answered at this path, of whatever cloud, is a file of that media type. */
    N2wsRoutes file(String path, String type) {
        for (String prefix : new String[] {"", "aws/", "azure/"}) media.add("GET", prefix + path, type);
        return this;
    }

    /** The media type of what is answered at an address. */
    String media(String address) {
        Router.Found<String> found = media.find("GET", address);
        return found == null ? "application/json" : found.handler();
    }

    Router<N2wsHandler> router() {
        return router;
    }
}
