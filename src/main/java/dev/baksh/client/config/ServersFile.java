package dev.baksh.client.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.files.PrivateFiles;
import java.io.IOException;
import java.net.URI;
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
            "failed",
            "version",
            "groups",
            "mode",
            "production");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ServersFile() {}

    static List<ServerConfig> read(Path file, Map<String, String> env, Consumer<String> notice, SecretPrompt prompt) {
        List<ServerConfig> servers = new ArrayList<>();
        JsonNode root;
        try {
            // It tells where keys are sent to, and may name commands.
            PrivateFiles.own().settings(file);
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
            servers.add(server(where, entry.getKey(), entry.getValue(), env, notice, prompt));
        });
        return servers;
    }

    private static ServerConfig server(
            String where,
            String name,
            JsonNode node,
            Map<String, String> env,
            Consumer<String> notice,
            SecretPrompt prompt) {
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw BakshException.usage(
                        where + ": unknown key '" + key + "'", NameSuggestions.suggest(key, KEYS, "keys are"));
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
        URI url = ServerAddress.parse(where, need(where, node, "url"), notice);
        CredentialConfig login = new CredentialConfig(
                kind + " '" + name + "'", px, px ? text(node, "client") : null, px ? text(node, "username") : null);
        return new ServerConfig(
                name,
                kind,
                url,
                gateway == null ? null : ServerAddress.parse(where, gateway, notice),
                credential(where, node, env, url, login, prompt),
                ca == null ? null : Path.of(ca),
                text(node, "pin"),
                px ? node.path("realm").asText("master") : null,
                px ? node.path("authPath").asText("/auth") : null,
                px ? null : text(node, "partial"),
                px ? null : text(node, "recovered"),
                px ? Set.of() : StatusLetters.failed(where + ": failed", texts(node, "failed"), text(node, "partial")),
                px ? null : ApiVersion.of(where, text(node, "version")),
                px && EnvironmentServers.groups(where + ": groups", text(node, "groups")),
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

    /** Its form is checked now, so that a mistake is found at once; what it names is read when the server is used. */
    private static CredentialSource credential(
            String where,
            JsonNode node,
            Map<String, String> env,
            URI url,
            CredentialConfig login,
            SecretPrompt prompt) {
        String named = text(node, "credential");
        if (login.px() && "login".equals(named)) return login.session();
        if (named != null) {
            SecretReference place = SecretReference.of(where, named, env, url);
            return new LazyCredential(place.quiet(), () -> login.with(place.read()));
        }
        return new LazyCredential(false, () -> {
            if (prompt.present()) return login.ask(prompt);
            throw BakshException.usage(
                    where + ": 'credential' is missing", "write env:NAME, file:PATH, command:WORDS or keyring");
        });
    }

    private static String need(String where, JsonNode node, String key) {
        String value = text(node, key);
        if (value == null) throw BakshException.usage(where + ": '" + key + "' is missing", null);
        return value;
    }

    /** One text, or a list of them joined by commas. */
    private static String texts(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isArray()) return text(node, key);
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.asText()));
        return String.join(",", texts);
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value.asText();
    }
}
