package dev.baksh.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
            "version",
            "groups",
            "mode",
            "production");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ServersFile() {}

    static List<ServerConfig> read(Path file, Map<String, String> env, Consumer<String> notice) {
        List<ServerConfig> servers = new ArrayList<>();
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            boolean twice = e.getOriginalMessage().startsWith("Duplicate");
            throw BakshException.usage(
                    file + ":" + line + ": not valid YAML" + (twice ? ": a name is given twice" : ""), null);
        } catch (IOException e) {
            throw BakshException.usage(file + ": cannot be read", null);
        }
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw BakshException.usage(file + ": servers are given by name: NAME: {kind: ..., url: ...}", null);
        }
        root.properties().forEach(entry -> {
            String where = file + ": " + entry.getKey();
            if (!entry.getValue().isObject()) {
                throw BakshException.usage(
                        where + ": a server is a map: {kind: n2ws, url: ..., credential: env:NAME}", null);
            }
            servers.add(server(where, entry.getKey(), entry.getValue(), env, notice));
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
        boolean production = production(where, node);
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
                px ? null : ApiVersion.of(where, text(node, "version")),
                px && Environment.groups(where + ": groups", text(node, "groups")),
                readOnly(where, text(node, "mode"), production),
                production);
    }

    /** Strict, since a word that is misread would open a server that was meant to be guarded. */
    private static boolean production(String where, JsonNode node) {
        String text = text(node, "production");
        if (text == null) return false;
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw BakshException.usage(where + ": production is true or false, not '" + text + "'", null);
    }

    private static boolean readOnly(String where, String mode, boolean production) {
        if (mode == null) return production;
        if (mode.equals("read-only") || mode.equals("read-write")) return mode.equals("read-only");
        throw BakshException.usage(where + ": unknown mode '" + mode + "'", "modes: read-only, read-write");
    }

    private static Credential credential(String where, boolean px, JsonNode node, Map<String, String> env) {
        if (px && "login".equals(text(node, "credential"))) {
            String client = text(node, "client");
            return new Credential.Session(client == null ? "pxcentral" : client);
        }
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
            return SecretFile.read(where, Path.of(from.substring(5)));
        }
        // What stands there may be the secret itself.
        throw BakshException.usage(where + ": a credential is named, not written", "write env:NAME or file:PATH");
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
