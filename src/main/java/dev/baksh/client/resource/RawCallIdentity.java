package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.EffectFloor;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.ResponseWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finder of the object that a raw write changes, for the confirmation prompt, because the path of the request contains
 * only an id. Reads the object with the read operation that the catalogue has for the path or for a parent path, by the
 * ids in the request, or by a GET of the same path. A failed read does not stop the write.
 */
final class RawCallIdentity {
    private static final String UNREADABLE = "the object cannot be read";

    private final ServerClient client;
    private final ApiCall call;
    /** Path without the base path, query and empty segments. */
    private final String path;

    private RawCallIdentity(ServerClient client, ApiCall call) {
        this.client = client;
        this.call = call;
        this.path = normalize(call.path());
    }

    /** Returns the identity of the object that a raw write changes. The reads are sent when the prompt uses the details. */
    static ObjectIdentity of(ServerClient client, ApiCall call) {
        return new ObjectIdentity("", () -> new RawCallIdentity(client, call).describe());
    }

    private static String normalize(String path) {
        String plain = path.replaceFirst("(?i)^https?://[^/]*", "")
                .replaceFirst("[?#].*", "")
                .replaceAll("/{2,}", "/");
        return plain.replaceFirst("^/?api/(?!pxBackup)", "");
    }

    private String describe() {
        String byPath = describeByPath();
        if (byPath != null) return byPath;
        List<String> parts = describeByIds();
        if (!parts.isEmpty()) return String.join("; ", parts);
        boolean isObjectPath = List.of("DELETE", "PUT", "PATCH").contains(call.method());
        Catalog catalog = client.catalog();
        if (isObjectPath && catalog.match(call.method(), path) == null) return readSamePath();
        Object name = fromBody("name");
        return name == null ? "" : "name " + NameSuggestions.abbreviate("'" + name + "'");
    }

    /**
     * Describes the object by the read operation that the catalogue has for this path or for a parent path; null
     * without such an operation.
     */
    private String describeByPath() {
        // The last segment of the path of a POST is an action, never the name of an object.
        String first = call.method().equals("POST") ? parent(path) : path;
        for (String prefix = first; prefix != null; prefix = parent(prefix)) {
            Operation read = client.catalog().match("GET", prefix);
            if (read == null
                    || !read.verb().equals("get")
                    || read.path("") == null && read.paths().isEmpty()) continue;
            if (read.paths().values().stream().noneMatch(template -> template.contains("{"))) continue;
            String readPath = prefix;
            Resource resource = client.resource(read.noun());
            return orUnreadable(() -> {
                Map<String, Object> query = new LinkedHashMap<>();
                if (call.query() != null && call.query().get("uid") != null)
                    query.put("uid", call.query().get("uid"));
                Row row = send(readPath, query, resource.noun());
                return row == null ? null : resource.describe(row);
            });
        }
        return null;
    }

    private static String parent(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int end = trimmed.lastIndexOf('/');
        if (end <= 0) return null;
        return path.endsWith("/") ? trimmed.substring(0, end + 1) : trimmed.substring(0, end);
    }

    /** Describes the objects whose ids are in the path, the query and the body. */
    private List<String> describeByIds() {
        List<String> parts = new ArrayList<>();
        Operation operation = client.catalog().match(call.method(), path);
        Noun ownNoun = operation == null ? null : client.catalog().noun(operation.noun());
        Map<String, Object> pathValues = operation == null ? Map.of() : pathValues(operation);
        if (ownNoun != null && ownNoun.operation("list") != null) {
            Resource own = client.resource(ownNoun.name());
            Object id = pathValues.getOrDefault("id", firstOf(ownNoun.key(), ownNoun.singular() + "_id"));
            Object name = id == null ? pathValues.getOrDefault("name", firstOf(ownNoun.label())) : null;
            if (id != null || name != null && operation.kind() != Operation.Kind.CREATE)
                parts.add(orUnreadable(() -> {
                    List<Row> found = id == null ? own.findByName(name.toString()) : listOf(own.findInList(id));
                    if (found.size() > 1)
                        return found.size() + " " + ownNoun.name() + " are named "
                                + NameSuggestions.abbreviate("'" + name + "'");
                    return found.isEmpty() ? null : own.describe(found.get(0));
                }));
        }
        Map<String, Object> others = new LinkedHashMap<>(pathValues);
        if (call.query() != null) others.putAll(call.query());
        others.forEach((parameter, id) -> {
            if (!parameter.endsWith("_id") || id == null) return;
            Noun noun = client.catalog().noun(parameter.substring(0, parameter.length() - 3) + "s");
            if (noun == null || noun.equals(ownNoun) || noun.operation("list") == null) return;
            parts.add(orUnreadable(() -> {
                Row row = client.resource(noun.name()).findInList(id);
                return row == null ? null : client.resource(noun.name()).describe(row);
            }));
        });
        return parts;
    }

    private static List<Row> listOf(Row row) {
        return row == null ? List.of() : List.of(row);
    }

    private Object firstOf(String... names) {
        for (String name : names) {
            if (name == null) continue;
            Object value = call.query() == null ? null : call.query().get(name);
            if (value == null) value = fromBody(name);
            if (value != null) return value;
        }
        return null;
    }

    /** Returns a field of the body or of its metadata, or null. */
    private Object fromBody(String name) {
        if (name == null || !(call.body() instanceof Map<?, ?> body)) return null;
        if (body.get(name) != null) return body.get(name);
        return body.get("metadata") instanceof Map<?, ?> metadata ? metadata.get(name) : null;
    }

    private Map<String, Object> pathValues(Operation operation) {
        for (String template : operation.paths().values()) {
            Map<String, String> values = PathTemplate.match(template, path);
            if (values == null) continue;
            Map<String, Object> decoded = new LinkedHashMap<>();
            values.forEach((name, segment) -> decoded.put(name, decode(segment)));
            return decoded;
        }
        return Map.of();
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private String readSamePath() {
        boolean isRead = EffectFloor.minimum(client.server().kind(), "GET", path, null) == Effect.READ;
        if (!isRead) return "";
        return orUnreadable(() -> {
            Row row = send(call.path(), Map.of(), null);
            return row == null ? null : describeUnknownKind(row);
        });
    }

    /** Reads a path; null if the response is not an object. */
    private Row send(String readPath, Map<String, Object> query, Noun noun) {
        ApiCall read = new ApiCall(call.description(), "GET", readPath, query, null, Effect.READ, null, noun);
        Object response = client.executorFor(readPath).send(read);
        if (noun != null) return ResponseWrapper.findRow(response, noun);
        if (response instanceof List<?> list && list.size() == 1) response = list.get(0);
        if (!(response instanceof Row row)) return null;
        boolean isWrapped = row.names().size() == 1 && row.get(row.names().get(0)) instanceof Row;
        return isWrapped ? (Row) row.get(row.names().get(0)) : row;
    }

    private static String describeUnknownKind(Row row) {
        List<String> parts = new ArrayList<>();
        for (String field : List.of("name", "id", "uid", "user", "owner"))
            if (row.valueOrNull(field) != null && !(row.valueOrNull(field) instanceof Row))
                parts.add(field + " " + NameSuggestions.abbreviate(String.valueOf(row.valueOrNull(field))));
        return parts.isEmpty() ? null : String.join(", ", parts);
    }

    private static String orUnreadable(Supplier<String> read) {
        try {
            String text = read.get();
            return text == null ? UNREADABLE : text;
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
            return UNREADABLE;
        }
    }
}
