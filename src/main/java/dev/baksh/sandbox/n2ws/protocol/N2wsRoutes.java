package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;

/**
 * Registry of the routes of the emulated N2WS server below {@code /api/}.
 *
 * @param prefixes prefixes of the paths that are added
 * @param mediaTypes media types of the paths that return a file
 */
public record N2wsRoutes(List<String> prefixes, Router<Handler> router, Router<String> mediaTypes) {
    /** Handler of one route for an authenticated caller. */
    public interface Handler {
        ServerResponse handle(N2wsCall call);
    }

    /**
     * Returns the AWS routes: below {@code aws/} since API 2.0.0, and without the prefix as in 1.x, which stays
     * supported.
     */
    public N2wsRoutes aws() {
        return new N2wsRoutes(List.of("aws/", ""), router, mediaTypes);
    }

    /** Returns the Azure routes; API 1.x has no Azure routes (assumption). */
    public N2wsRoutes azure() {
        return new N2wsRoutes(List.of("azure/"), router, mediaTypes);
    }

    /** Adds a route. */
    public N2wsRoutes add(String method, String path, Handler handler) {
        for (String prefix : prefixes) router.addRoute(method, prefix + path, handler);
        return this;
    }

    /** Adds a GET route that returns JSON. */
    public N2wsRoutes get(String path, Handler handler) {
        return add("GET", path, handler);
    }

    /** Adds the routes of a list and of its rows by id. */
    public N2wsRoutes getRows(String path, ListQuery list) {
        return get(path, list::respond).get(path + "{id}/", call -> call.respondRow(list.table()));
    }

    /** Adds a GET route that returns a file of this media type. */
    public N2wsRoutes getFile(String mediaType, String path, Handler handler) {
        for (String prefix : prefixes) mediaTypes.addRoute("GET", prefix + path, mediaType);
        return get(path, handler);
    }

    /** Returns the media type of the response of a path. */
    public String mediaType(String path) {
        Router.Match<String> match = mediaTypes.find("GET", path);
        return match == null ? "application/json" : match.handler();
    }
}
