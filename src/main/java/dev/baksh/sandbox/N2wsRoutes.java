package dev.baksh.sandbox;

/** The N2WS addresses below {@code /api/}. */
final class N2wsRoutes {
    private final Router<N2wsHandler> router = new Router<>();

    N2wsRoutes add(String method, String path, N2wsHandler handler) {
        router.add(method, path, handler);
        return this;
    }

    /** An AWS object: under {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which is kept. */
    N2wsRoutes aws(String method, String path, N2wsHandler handler) {
        return add(method, "aws/" + path, handler).add(method, path, handler);
    }

    Router<N2wsHandler> router() {
        return router;
    }
}
