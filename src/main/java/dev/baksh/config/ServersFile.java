package dev.baksh.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.baksh.api.BakshException;
import dev.baksh.api.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** {@code servers.yaml}: servers of either kind by name. Secrets never stand in it, only where they are. */
final class ServersFile {
    private static final Set<String> KEYS = Set.of(
            "kind",
            "url",
            "gateway",
            "credential",
            "client",
            "username",
            "ca",
            "pin",
            "realm",
            "authPath",
            "partial",
            "recovered",
            "mode",
            "production");

    private ServersFile() {}

    static List<ServerConfig> read(Path file, Map<String, String> env, Consumer<String> notice) {
        List<ServerConfig> servers = new ArrayList<>();
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw BakshException.usage(file + ":" + line + ": not valid YAML", null);
        } catch (IOException e) {
            throw BakshException.usage(file + ": cannot be read", null);
        }
        root.properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                servers.add(server(file + ": " + entry.getKey(), entry.getKey(), entry.getValue(), env, notice));
            }
        });
        return servers;
    }

    private static ServerConfig server(
            String where, String name, JsonNode node, Map<String, String> env, Consumer<String> notice) {
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw BakshException.usage(where + ": unknown key '" + key + "'", Names.suggest(key, KEYS, "keys are"));
            }
        });
        String kind = need(where, node, "kind");
        if (!kind.equals("n2ws") && !kind.equals("px")) {
            throw BakshException.usage(where + ": unknown kind '" + kind + "'", "kinds: n2ws, px");
        }
        boolean px = kind.equals("px");
        String gateway = text(node, "gateway");
        String ca = text(node, "ca");
        boolean production = node.path("production").asBoolean(false);
        String mode = text(node, "mode");
        return new ServerConfig(
                name,
                kind,
                Address.parse(where, need(where, node, "url"), notice),
                gateway == null ? null : Address.parse(where, gateway, notice),
                credential(where, px, node, env),
                ca == null ? null : Path.of(ca),
                text(node, "pin"),
                px ? node.path("realm").asText("master") : null,
                px ? node.path("authPath").asText("/auth") : null,
                px ? null : text(node, "partial"),
                px ? null : text(node, "recovered"),
                mode == null ? production : mode.equals("read-only"),
                production);
    }

    private static Credential credential(String where, boolean px, JsonNode node, Map<String, String> env) {
        Secret secret = secret(where, need(where, node, "credential"), env);
        if (!px) return new Credential.ApiKey(secret);
        String client = text(node, "client");
        String username = text(node, "username");
        if (username != null) {
            return new Credential.Password(client == null ? "pxcentral" : client, null, username, secret);
        }
        if (client != null) return new Credential.ClientCredentials(client, secret);
        return new Credential.PastedToken(Secret.of(Environment.bare(secret.reveal())));
    }

    /** {@code env:NAME} or {@code file:PATH}. */
    private static Secret secret(String where, String from, Map<String, String> env) {
        if (from.startsWith("env:")) {
            String value = env.get(from.substring(4));
            if (value == null || value.isBlank()) {
                throw BakshException.usage(where + ": the variable " + from.substring(4) + " is not set", null);
            }
            return Secret.of(value);
        }
        if (from.startsWith("file:")) {
            try {
                return Secret.of(Files.readString(SecretFile.checked(Path.of(from.substring(5)))));
            } catch (IOException e) {
                throw BakshException.usage(where + ": " + from.substring(5) + " cannot be read", null);
            }
        }
        throw BakshException.usage(
                where + ": a credential is named, not written: '" + from.replaceAll("(?s)^(.{0,3}).*", "$1") + "...'",
                "write env:NAME or file:PATH");
    }

    private static String need(String where, JsonNode node, String key) {
        String value = text(node, key);
        if (value == null) throw BakshException.usage(where + ": '" + key + "' is missing", null);
        return value;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value.asText();
    }
}
