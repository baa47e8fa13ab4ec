package dev.baksh.client.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Rule that raises the declared effect of a request to a minimum: the effect that the method implies, and the effect of
 * the catalogue's operation at the same path in any spelling. A catalogue file of the user or a raw call can make an
 * effect stricter, never weaker.
 */
public final class EffectFloor {
    /** GET request of N2WS with a side effect; a spec compares the requests with the catalogue. */
    private static final String WRITING_GET = "user/settings/scan_resources";

    private static final List<String> WRITING_GET_SEGMENTS = segments(WRITING_GET);

    /** Segments of base paths. */
    private static final Set<String> BASE_SEGMENTS = Set.of("api", "backend", "pxbackup", "auth", "v1");

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
    private static Effect raise(ServerKind server, Effect declared, String method, String path, Object body) {
        Effect floor = minimum(server, method, path, body);
        return floor.compareTo(declared) > 0 ? floor : declared;
    }

    /**
     * Returns the effect of a raw request: of its operation in the catalogue or of its method and path, and not weaker than
     * {@link #minimum}. The guard, the check of scripts and the suggestions of the shell use this effect.
     *
     * @param path path of the request; empty if unknown
     */
    public static Effect ofRawRequest(Catalog catalog, String method, String path, Object body) {
        Operation operation = catalog.match(method, path);
        Effect declared = operation != null ? operation.effect() : infer(method, path);
        if (operation == null && method.equals("GET")) {
            List<String> segments = segments(path);
            declared = writingGets(catalog)
                    .filter(get ->
                            get.paths().values().stream().anyMatch(template -> matches(segments(template), segments)))
                    .map(Operation::effect)
                    .findFirst()
                    .orElse(declared);
        }
        return raise(ServerKind.of(catalog.server()), declared, method, path, body);
    }

    /** Infers the effect of a request that is not in the catalogue. */
    private static Effect infer(String method, String path) {
        if (method.equals("GET")) return Effect.READ;
        if (method.equals("DELETE")) return Effect.DANGER;
        if (method.equals("PUT") || method.equals("PATCH")) return Effect.ENSURE;
        return path.matches("(?i).*(recover|restore|delete|unmap|remove).*") ? Effect.DANGER : Effect.START;
    }

    /**
     * Returns the path of a GET with an effect that a path with this beginning can be; null if each GET of such a path is a
     * read. Ignores paths that are not in their plain spelling, because a raw write refuses them.
     *
     * @param beginning known beginning of the path; may be empty
     */
    public static String findWritingGet(Catalog catalog, String beginning) {
        String plain = beginning.replaceFirst("(?s)[%?#;\\\\].*", "");
        int end = plain.lastIndexOf('/') + 1;
        List<String> known = segments(plain.substring(0, end));
        String open = plain.substring(end).toLowerCase(Locale.ROOT);
        Stream<String> declared = writingGets(catalog).flatMap(operation -> operation.paths().values().stream());
        boolean isN2ws = ServerKind.of(catalog.server()) == ServerKind.N2WS;
        return Stream.concat(isN2ws ? Stream.of(WRITING_GET) : Stream.empty(), declared)
                .filter(template -> canMatch(segments(template), known, open))
                .findFirst()
                .orElse(null);
    }

    /** Returns the operations that the catalogue declares as a GET with an effect. */
    private static Stream<Operation> writingGets(Catalog catalog) {
        return catalog.nouns().values().stream()
                .flatMap(noun -> noun.operations().values().stream())
                .filter(operation ->
                        "GET".equals(operation.method()) && operation.effect().isWrite());
    }

    /** Returns true if a path with these segments and this beginning of a further segment can match the template. */
    private static boolean canMatch(List<String> template, List<String> known, String open) {
        int baseSize = 0;
        while (baseSize < known.size() && BASE_SEGMENTS.contains(known.get(baseSize))) baseSize++;
        for (int offset = 0; offset <= baseSize; offset++) {
            int size = known.size() - offset;
            if (size > template.size() || !areEqual(template.subList(0, size), known.subList(offset, known.size())))
                continue;
            String next = size == template.size() ? "" : template.get(size);
            if (next.startsWith("{") || next.startsWith(open)) return true;
        }
        return baseSize == known.size() && BASE_SEGMENTS.stream().anyMatch(segment -> segment.startsWith(open));
    }

    /** Returns the weakest effect that a request may have. */
    public static Effect minimum(ServerKind server, String method, String path, Object body) {
        if (method.equalsIgnoreCase("GET")) {
            // Reads are frequent, and the catalogue is not read for them.
            boolean isWrite = server == ServerKind.N2WS && matches(WRITING_GET_SEGMENTS, segments(path));
            return isWrite ? Effect.START : Effect.READ;
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
        // The segments before the template must be a base path, such as api. With an id or another noun before the
        // template, the path is a different one.
        return offset >= 0
                && BASE_SEGMENTS.containsAll(path.subList(0, offset))
                && areEqual(template, path.subList(offset, path.size()));
    }

    /** Returns true if each segment is equal to the segment of the template at its place, or the template has a placeholder. */
    private static boolean areEqual(List<String> template, List<String> path) {
        for (int i = 0; i < template.size(); i++)
            if (!template.get(i).startsWith("{") && !template.get(i).equals(path.get(i))) return false;
        return true;
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
