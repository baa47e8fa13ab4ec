package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Router that finds the handler of a path. Patterns consist of segments; {@code {id}} matches any segment. The first
 * matching route wins.
 *
 * @param <H> type of the handlers
 */
public final class Router<H> {
    /** Matching route with the values of its path variables. */
    public record Match<H>(H handler, Map<String, String> variables) {}

    private record Route<H>(String method, String[] segments, H handler) {}

    private final List<Route<H>> routes = new ArrayList<>();

    public Router<H> addRoute(String method, String pattern, H handler) {
        routes.add(new Route<>(method, pattern.split("/", -1), handler));
        return this;
    }

    /** Returns the route, or null if the path or the method is unknown. */
    public Match<H> find(String method, String path) {
        String[] segments = path.split("/", -1);
        for (Route<H> route : routes) {
            if (!route.method.equals(method)) continue;
            Map<String, String> variables = match(route.segments, segments);
            if (variables != null) return new Match<>(route.handler, variables);
        }
        return null;
    }

    /** Returns true if a route exists for the path, with any method. */
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
