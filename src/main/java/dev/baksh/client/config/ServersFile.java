package dev.baksh.client.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.client.files.YamlTreeReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reader for {@code servers.yaml}, which configures servers of both kinds by name. The file contains references to
 * secrets, never secrets.
 */
record ServersFile(Path file, Map<String, String> env, Consumer<String> notice, SecretPrompt prompt) {
    private static final Set<String> KEYS =
            Set.of(("kind url gateway credential client username ca pin realm authPath partial recovered failed version"
                            + " groups mode production plaintext")
                    .split(" "));

    /** Settings whose keys follow the name of the server in messages. */
    private static final Set<String> NAMED_SETTINGS = Set.of("failed", "groups", "ca", "pin", "plaintext", "gateway");

    List<ServerConfig> read() {
        JsonNode root;
        try {
            // The file says to which server a secret is sent, and may contain commands.
            PrivateFiles.ofCurrentUser().checkSettingsFile(file);
            root = YamlTreeReader.read(RegularFile.readText(file, RegularFile.MAX_TEXT));
        } catch (YamlTreeReader.InvalidYamlException e) {
            throw BakshException.usageError(file + ":" + e.getMessage(), null);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(file + " is not UTF-8 text", e.hint());
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), null);
        } catch (IOException e) {
            throw BakshException.usageError(file + ": cannot be read", null);
        }
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw BakshException.usageError(file + ": expected servers by name: NAME: {kind: ..., url: ...}", null);
        }
        List<ServerConfig> servers = new ArrayList<>();
        root.properties().forEach(entry -> servers.add(createServer(entry.getKey(), entry.getValue())));
        return servers;
    }

    private ServerConfig createServer(String name, JsonNode node) {
        String location = file + ": " + name;
        if (!node.isObject()) {
            throw BakshException.usageError(
                    location + ": a server must be a map: {kind: n2ws, url: ..., credential: env:NAME}", null);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw BakshException.usageError(
                        location + ": unknown key '" + key + "'", NameSuggestions.suggest(key, KEYS, "keys are"));
            }
            requireOneValue(location, key, node.get(key));
        });
        String kindName = requireText(location, node, "kind");
        ServerKind kind = ServerKind.of(kindName);
        if (kind == null) {
            throw BakshException.usageError(location + ": unknown kind '" + kindName + "'", "kinds: n2ws, px");
        }
        for (String key : List.of("ca", "pin", "production", "mode")) {
            // A key without a value would remove the protection without a message.
            if (node.has(key)
                    && (node.get(key).isNull() || node.get(key).asText().isBlank()))
                throw BakshException.usageError(
                        location + ": '" + key + "' has no value", "write a value, or remove the key");
        }
        boolean production = parseProduction(location, optionalText(node, "production"));
        requireText(location, node, "url");
        ServerConfigFactory configFactory = new ServerConfigFactory(
                kind,
                key -> key.equals("failed") ? joinedText(node, key) : optionalText(node, key),
                key -> NAMED_SETTINGS.contains(key) ? location + ": " + key : location,
                notice,
                paths());
        URI url = configFactory.address("url");
        CredentialSource credentialSource = credentialSource(location, kind + " '" + name + "'", kind, node, url);
        boolean readOnly = parseReadOnly(location, optionalText(node, "mode"), production);
        return configFactory.create(name, false, url, credentialSource, readOnly, production);
    }

    private static void requireOneValue(String location, String key, JsonNode value) {
        boolean isList = value.isArray() && key.equals("failed");
        if (value.isContainerNode() && !isList)
            throw BakshException.usageError(
                    location + ": '" + key + "' must be one value, not a " + (value.isArray() ? "list" : "map"), null);
    }

    /** Strict: if a misspelt value were read as false, a production server would lose its protection. */
    private static boolean parseProduction(String location, String text) {
        if (text == null) return false;
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw BakshException.usageError(location + ": production must be true or false, not '" + text + "'", null);
    }

    private static boolean parseReadOnly(String location, String mode, boolean production) {
        if (mode == null) return production;
        if (mode.equals("read-only") || mode.equals("read-write")) return mode.equals("read-only");
        throw BakshException.usageError(location + ": unknown mode '" + mode + "'", "modes: read-only, read-write");
    }

    private CredentialSource credentialSource(String location, String label, ServerKind kind, JsonNode node, URI url) {
        boolean isPortworx = kind == ServerKind.PX;
        CredentialFactory credentialFactory = new CredentialFactory(
                label,
                isPortworx,
                isPortworx ? optionalText(node, "client") : null,
                isPortworx ? optionalText(node, "username") : null);
        String reference = optionalText(node, "credential");
        if (isPortworx && "login".equals(reference)) return credentialFactory.session();
        SecretReference secretReference =
                reference == null ? null : new SecretReference(location, reference, paths(), url);
        String hint = "write env:NAME, file:PATH, command:WORDS or keyring";
        return credentialFactory.source(secretReference, prompt, location + ": 'credential' is missing", hint);
    }

    private ConfiguredPaths paths() {
        return new ConfiguredPaths(env, file.getParent());
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
