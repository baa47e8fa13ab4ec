package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All things of one kind, by name. Assumption: a name is taken once in an organisation. */
public final class GatewayStore {
    /** Left out of answers unless the caller asks for secrets. */
    private static final Set<String> SECRETS = Set.of(
            "secret_key",
            "access_key",
            "password",
            "encryption_key",
            "kubeconfig",
            "service_token",
            "json_key",
            "client_secret",
            "account_key",
            "api_key",
            "token",
            "access_token",
            "auth_password",
            "gardener_kubeconfig");

    private final GatewayResourceType kind;
    private final Clock clock;
    private final SeededRandom dice;
    private final Map<String, ObjectNode> rows = new LinkedHashMap<>();

    GatewayStore(GatewayResourceType kind, Clock clock, SeededRandom dice) {
        this.kind = kind;
        this.clock = clock;
        this.dice = dice;
    }

    GatewayResourceType kind() {
        return kind;
    }

    /** In order of creation. */
    public List<ObjectNode> rows() {
        return new ArrayList<>(rows.values());
    }

    /** By name, or null. */
    public ObjectNode find(String name) {
        return rows.get(name);
    }

    /** @param uid must fit unless it is empty */
    ObjectNode get(String name, String uid) {
        ObjectNode row = rows.get(name);
        boolean fits = row != null
                && (uid == null
                        || uid.isEmpty()
                        || uid.equals(row.path("metadata").path("uid").asText()));
        if (!fits) throw GatewayErrorBodies.notFound(kind.one() + " " + name);
        return row;
    }

    ObjectNode create(JsonNode body, String owner) {
        JsonNode asked = body.path("metadata");
        String name = asked.path("name").asText();
        if (name.isEmpty()) throw GatewayErrorBodies.invalid("metadata.name cannot be empty");
        boolean homeless = kind != GatewayResourceType.ORGANIZATION
                && asked.path("org_id").asText().isEmpty();
        if (homeless) throw GatewayErrorBodies.invalid("metadata.org_id cannot be empty");
        if (rows.containsKey(name)) throw GatewayErrorBodies.exists(kind.one() + " " + name);
        return add(asked, kind.told(body), owner, clock.instant());
    }

    /** Puts one there without asking. */
    ObjectNode add(JsonNode asked, ObjectNode told, String owner, Instant created) {
        ObjectNode row = JsonTrees.object();
        ObjectNode metadata = row.putObject("metadata");
        metadata.put("name", asked.path("name").asText())
                .put("uid", dice.uuid())
                .put("owner", "")
                .put("org_id", asked.path("org_id").asText("default"))
                .put("create_time", time(created))
                .put("last_update_time", time(created));
        metadata.set(
                "labels", asked.path("labels").isObject() ? asked.path("labels").deepCopy() : JsonTrees.object());
        metadata.put("create_time_in_sec", Long.toString(created.getEpochSecond()));
        ObjectNode ownership = metadata.putObject("ownership");
        if (asked.path("ownership") instanceof ObjectNode given) ownership.setAll(given.deepCopy());
        ownership.put("owner", owner);
        metadata.put("last_update_time_in_sec", Long.toString(created.getEpochSecond()));
        if (kind.info() != null) row.set(kind.info(), told);
        rows.put(metadata.path("name").asText(), row);
        return row;
    }

    /**
     * A body that holds the thing itself takes its place, as a protobuf message does; of a flat one each field that is there
     * (assumption). Assumption: labels that are left out stay.
     */
    void update(JsonNode body) {
        JsonNode asked = body.path("metadata");
        ObjectNode row =
                get(asked.path("name").asText(), asked.path("uid").asText()).deepCopy();
        ObjectNode metadata = touched(row);
        if (asked.path("labels").isObject())
            metadata.set("labels", asked.path("labels").deepCopy());
        if (kind.sent() != null) row.set(kind.info(), kind.told(body));
        else if (kind.info() != null) ((ObjectNode) row.path(kind.info())).setAll(kind.told(body));
        rows.put(metadata.path("name").asText(), row);
    }

    void own(JsonNode body) {
        ObjectNode row =
                get(body.path("name").asText(), body.path("uid").asText()).deepCopy();
        ObjectNode metadata = touched(row);
        if (body.path("ownership") instanceof ObjectNode given)
            ((ObjectNode) metadata.path("ownership")).setAll(given.deepCopy());
        rows.put(metadata.path("name").asText(), row);
    }

    void put(ObjectNode row) {
        rows.put(row.path("metadata").path("name").asText(), row);
    }

    void remove(String name, String uid) {
        get(name, uid);
        rows.remove(name);
    }

    /** Now changed. */
    ObjectNode touched(ObjectNode row) {
        ObjectNode metadata = (ObjectNode) row.path("metadata");
        metadata.put("last_update_time", time(clock.instant()));
        metadata.put("last_update_time_in_sec", Long.toString(clock.instant().getEpochSecond()));
        return metadata;
    }

    /** The same without what only {@code include_secrets} shows. */
    static ObjectNode bare(ObjectNode row) {
        ObjectNode bare = row.deepCopy();
        strip(bare);
        return bare;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) object.remove(SECRETS);
        node.forEach(GatewayStore::strip);
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
