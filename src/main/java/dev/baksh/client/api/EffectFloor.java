package dev.baksh.client.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rule that raises the declared effect of a request to a minimum: the effect that the method implies, and the effect of
 * the catalogue's operation at the same path in any spelling. A catalogue file of the user or a raw call can make an
 * effect stricter, never weaker.
 */
public final class EffectFloor {
    /** GET requests with a side effect; a spec compares them with the catalogue. */
    private static final List<List<String>> GETS_WITH_EFFECT = List.of(segments("user/settings/scan_resources"));
    /** Field that makes the run of a scenario a test: n2ws.scenarios.dryRun and run share a path. */
    private static final String DRY_RUN_FIELD = "dry_run_only";

    private static final Map<ServerKind, EffectFloor> FLOORS = new ConcurrentHashMap<>();

    private final List<KnownRequest> requests = new ArrayList<>();

    private record KnownRequest(String method, List<String> template, Effect effect) {}

    private EffectFloor(ServerKind server) {
        Catalog[] catalogs = server == ServerKind.PX
                ? new Catalog[] {Catalog.of("px"), Catalog.of("px-gateway")}
                : new Catalog[] {Catalog.of("n2ws")};
        for (Catalog catalog : catalogs)
            for (Noun noun : catalog.nouns().values())
                for (Operation operation : noun.operations().values())
                    if (operation.method() != null)
                        for (String path : operation.paths().values())
                            requests.add(new KnownRequest(operation.method(), segments(path), operation.effect()));
    }

    /** Returns the call with an effect that is not weaker than its method and its path imply. */
    public static ApiCall apply(ServerKind server, ApiCall call) {
        Effect effect = raise(server, call.effect(), call.method(), call.path(), call.body());
        return effect == call.effect() ? call : call.withEffect(effect);
    }

    /** Returns the declared effect, or the weakest effect that the request may have if the declared effect is weaker. */
    public static Effect raise(ServerKind server, Effect declared, String method, String path, Object body) {
        Effect floor = minimum(server, method, path, body);
        return floor.compareTo(declared) > 0 ? floor : declared;
    }

    /** Returns the weakest effect that a request may have. */
    public static Effect minimum(ServerKind server, String method, String path, Object body) {
        if (method.equalsIgnoreCase("GET")) {
            // Reads are frequent, and the catalogue is not read for them.
            List<String> segments = segments(path);
            return GETS_WITH_EFFECT.stream().anyMatch(known -> matches(known, segments)) ? Effect.START : Effect.READ;
        }
        return FLOORS.computeIfAbsent(server, EffectFloor::new).minimumOfWrite(method, path, body);
    }

    private Effect minimumOfWrite(String method, String path, Object body) {
        List<String> segments = segments(path);
        boolean isTest = body instanceof Map<?, ?> fields && Boolean.TRUE.equals(fields.get(DRY_RUN_FIELD));
        List<KnownRequest> known = requests.stream()
                .filter(request -> matches(request.template(), segments))
                .toList();
        List<KnownRequest> exact = mostSpecific(known.stream()
                .filter(request -> request.method().equalsIgnoreCase(method))
                .toList());
        if (!exact.isEmpty())
            return exact.stream()
                    .map(KnownRequest::effect)
                    .reduce((a, b) -> isTest == (a.compareTo(b) < 0) ? a : b)
                    .orElseThrow();
        Effect floor = method.equalsIgnoreCase("DELETE") ? Effect.DANGER : Effect.ENSURE;
        boolean isPost = method.equalsIgnoreCase("POST");
        for (KnownRequest request : known) {
            // Another method at the path of a job may start the same job. A PUT at the path of a DELETE changes the
            // object.
            boolean isJob = request.method().equals("POST") && request.effect() != Effect.READ;
            if ((isJob || isPost && request.effect() == Effect.START)
                    && request.effect().compareTo(floor) > 0) floor = request.effect();
        }
        return floor;
    }

    /** Returns the requests with the fewest placeholders: a path without placeholders precedes a path with an id. */
    private static List<KnownRequest> mostSpecific(List<KnownRequest> requests) {
        long fewest =
                requests.stream().mapToLong(EffectFloor::placeholders).min().orElse(0);
        return requests.stream()
                .filter(request -> placeholders(request) == fewest)
                .toList();
    }

    private static long placeholders(KnownRequest request) {
        return request.template().stream()
                .filter(segment -> segment.startsWith("{"))
                .count();
    }

    /** The segments of the template are at the end of the path: the base path of a server differs by installation. */
    private static boolean matches(List<String> template, List<String> path) {
        int offset = path.size() - template.size();
        if (offset < 0) return false;
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            String actual = path.get(offset + i);
            if (!expected.startsWith("{") && !expected.equals(actual)) return false;
        }
        // The segments before the template must be a base path, such as api. With an id or another noun before the
        // template, the path is a different one.
        return path.subList(0, offset).stream().allMatch(segment -> segment.matches("api|backend|pxbackup|auth|v1"));
    }

    /**
     * Returns the segments of a path as a server may read them: decoded, in lower case, without query and empty
     * segments.
     */
    private static List<String> segments(String path) {
        String text = path.replaceFirst("(?i)^https?://[^/]*", "");
        for (int i = 0; i < 3 && text.contains("%"); i++) {
            try {
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                break; // Not an encoding: the server reads the text as it is.
            }
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String part : text.replaceFirst("[?#].*", "").replace('\\', '/').split("/")) {
            String segment = part.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
            if (segment.equals("..")) segments.pollLast();
            else if (!segment.isEmpty() && !segment.equals(".")) segments.add(segment);
        }
        return List.copyOf(segments);
    }
}
