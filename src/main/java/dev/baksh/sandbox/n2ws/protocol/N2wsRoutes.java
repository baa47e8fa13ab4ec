package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;

/** Routes of N2WS below {@code /api/}. */
public final class N2wsRoutes {
    /** Handler of one route for an authenticated caller. */
    public interface Handler {
        /**
         * Handles a request.
         *
         * @param pathVariables values of the variables in the path, by name
         */
        ServerResponse handle(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables);
    }

    /** Function that adds a route below a prefix. */
    public interface RouteAdder {
        N2wsRoutes add(String method, String path, Handler handler);
    }

    private final Router<Handler> router = new Router<>();
    private final Router<String> mediaTypes = new Router<>();

    public N2wsRoutes add(String method, String path, Handler handler) {
        router.addRoute(method, path, handler);
        return this;
    }

    /**
     * Adds an AWS route: below {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which stays supported.
     */
    public N2wsRoutes addAws(String method, String path, Handler handler) {
        return add(method, "aws/" + path, handler).add(method, path, handler);
    }

    /** Adds an Azure route; API 1.x has no Azure routes (assumption). */
    public N2wsRoutes addAzure(String method, String path, Handler handler) {
        return add(method, "azure/" + path, handler);
    }

    /** Declares that this path returns a CSV file, for all clouds. */
    public N2wsRoutes producesCsv(String path) {
        return produces(path, "text/csv");
    }

    /** Declares that this path returns a file of this media type, for all clouds. */
    public N2wsRoutes produces(String path, String mediaType) {
        for (String prefix : new String[] {"", "aws/", "azure/"}) mediaTypes.addRoute("GET", prefix + path, mediaType);
        return this;
    }

    /** Returns the media type of the response of a path. */
    public String mediaType(String path) {
        Router.Match<String> match = mediaTypes.find("GET", path);
        return match == null ? "application/json" : match.handler();
    }

    public Router<Handler> router() {
        return router;
    }
}
