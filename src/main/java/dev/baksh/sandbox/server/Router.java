package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what serves a path. Patterns are segments, where {@code {id}} takes any one segment; the first route added wins.
 *
 * @param <H> the kind of handler
 */
public final class Router<H> {
    /** A route that fits, and what its variables stood for. */
    public record Match<H>(H handler, Map<String, String> variables) {}

    private record Route<H>(String method, String[] segments, H handler) {}

    private final List<Route<H>> routes = new ArrayList<>();

    public Router<H> addRoute(String method, String pattern, H handler) {
        routes.add(new Route<>(method, pattern.split("/", -1), handler));
        return this;
    }

    /** The route, or null: no such path, or not by this method. */
    public Match<H> find(String method, String path) {
        String[] segments = path.split("/", -1);
        for (Route<H> route : routes) {
            if (!route.method.equals(method)) continue;
            Map<String, String> variables = match(route.segments, segments);
            if (variables != null) return new Match<>(route.handler, variables);
        }
        return null;
    }

    /** True when some method is served at the path. */
    public boolean hasPath(String path) {
        String[] segments = path.split("/", -1);
        return routes.stream().anyMatch(route -> match(route.segments, segments) != null);
    }

    private static Map<String, String> match(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) return null;
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{") && !segments[i].isEmpty()) {
                variables.put(pattern[i].substring(1, pattern[i].length() - 1), segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return null;
            }
        }
        return variables;
    }
}
