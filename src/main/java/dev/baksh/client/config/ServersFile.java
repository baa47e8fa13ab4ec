package dev.baksh.client.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
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

/**
 * Reader for {@code servers.yaml}, servers of both kinds by name. The file holds references to secrets, never secrets.
 */
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
            // The file says to which server a secret is sent, and may contain commands.
            PrivateFiles.ofCurrentUser().checkSettingsFile(file);
            root = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            boolean isDuplicate = e.getOriginalMessage().startsWith("Duplicate");
            throw BakshException.usageError(
                    file + ":" + line + ": not valid YAML" + (isDuplicate ? ": duplicate name" : ""), null);
        } catch (IOException e) {
            throw BakshException.usageError(file + ": cannot be read", null);
        }
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw BakshException.usageError(file + ": expected servers by name: NAME: {kind: ..., url: ...}", null);
        }
        root.properties().forEach(entry -> {
            String location = file + ": " + entry.getKey();
            if (!entry.getValue().isObject()) {
                throw BakshException.usageError(
                        location + ": a server must be a map: {kind: n2ws, url: ..., credential: env:NAME}", null);
            }
            servers.add(createServer(location, entry.getKey(), entry.getValue(), env, notice, prompt));
        });
        return servers;
    }

    private static ServerConfig createServer(
            String location,
            String name,
            JsonNode node,
            Map<String, String> env,
            Consumer<String> notice,
            SecretPrompt prompt) {
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw BakshException.usageError(
                        location + ": unknown key '" + key + "'", NameSuggestions.suggest(key, KEYS, "keys are"));
            }
        });
        String kindName = requireText(location, node, "kind");
        ServerKind kind = ServerKind.of(kindName);
        if (kind == null) {
            throw BakshException.usageError(location + ": unknown kind '" + kindName + "'", "kinds: n2ws, px");
        }
        boolean isPortworx = kind == ServerKind.PX;
        String gateway = optionalText(node, "gateway");
        String caFile = optionalText(node, "ca");
        boolean production = parseProduction(location, node);
        URI url = ServerAddress.parse(location, requireText(location, node, "url"), notice);
        CredentialConfig credentialConfig = new CredentialConfig(
                kind + " '" + name + "'",
                isPortworx,
                isPortworx ? optionalText(node, "client") : null,
                isPortworx ? optionalText(node, "username") : null);
        return new ServerConfig(
                name,
                kind,
                url,
                gateway == null ? null : ServerAddress.parse(location, gateway, notice),
                createCredential(location, node, env, url, credentialConfig, prompt),
                caFile == null ? null : Path.of(caFile),
                optionalText(node, "pin"),
                isPortworx ? node.path("realm").asText("master") : null,
                isPortworx ? node.path("authPath").asText("/auth") : null,
                isPortworx ? null : optionalText(node, "partial"),
                isPortworx ? null : optionalText(node, "recovered"),
                isPortworx
                        ? Set.of()
                        : StatusLetters.parseFailed(
                                location + ": failed", joinedText(node, "failed"), optionalText(node, "partial")),
                isPortworx ? null : ApiVersion.requireValid(location, optionalText(node, "version")),
                isPortworx && EnvironmentServers.parseGroups(location + ": groups", optionalText(node, "groups")),
                parseReadOnly(location, optionalText(node, "mode"), production),
                production);
    }

    /** Strict: if a misspelt value were read as false, a production server would lose its protection. */
    private static boolean parseProduction(String location, JsonNode node) {
        String text = optionalText(node, "production");
        if (text == null) return false;
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw BakshException.usageError(location + ": production must be true or false, not '" + text + "'", null);
    }

    private static boolean parseReadOnly(String location, String mode, boolean production) {
        if (mode == null) return production;
        if (mode.equals("read-only") || mode.equals("read-write")) return mode.equals("read-only");
        throw BakshException.usageError(location + ": unknown mode '" + mode + "'", "modes: read-only, read-write");
    }

    /**
     * Creates the credential source. The syntax of the reference is checked now; the secret is read when the server is
     * first used.
     */
    private static CredentialSource createCredential(
            String location,
            JsonNode node,
            Map<String, String> env,
            URI url,
            CredentialConfig credentialConfig,
            SecretPrompt prompt) {
        String reference = optionalText(node, "credential");
        if (credentialConfig.isPortworx() && "login".equals(reference)) return credentialConfig.session();
        if (reference != null) {
            SecretReference secretReference = SecretReference.parse(location, reference, env, url);
            return new LazyCredential(
                    secretReference.isNonInteractive(),
                    () -> credentialConfig.createCredential(secretReference.resolve()));
        }
        return new LazyCredential(false, () -> {
            if (prompt.isAvailable()) return credentialConfig.promptForCredential(prompt);
            throw BakshException.usageError(
                    location + ": 'credential' is missing", "write env:NAME, file:PATH, command:WORDS or keyring");
        });
    }

    private static String requireText(String location, JsonNode node, String key) {
        String value = optionalText(node, key);
        if (value == null) throw BakshException.usageError(location + ": '" + key + "' is missing", null);
        return value;
    }

    /** Returns a string, or the elements of a list joined by commas. */
    private static String joinedText(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isArray()) return optionalText(node, key);
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.asText()));
        return String.join(",", texts);
    }

    private static String optionalText(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value.asText();
    }
}
