package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reader for servers that are configured by environment variables only, as in CI. */
final class EnvironmentServers {
    private final Map<String, String> env;
    private final Consumer<String> notice;
    private final SecretPrompt prompt;

    EnvironmentServers(Map<String, String> env, Consumer<String> notice, SecretPrompt prompt) {
        this.env = env;
        this.notice = notice;
        this.prompt = prompt;
    }

    /** Returns a hint with the variables that configure a server of this kind. */
    static String configurationHint(ServerKind kind) {
        if (kind == ServerKind.N2WS) return "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox";
        return "set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, "
                + "BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox";
    }

    List<ServerConfig> readServers() {
        List<ServerConfig> servers = new ArrayList<>();
        for (ServerKind kind : ServerKind.values()) {
            String url = value(variableName(kind, "URL"));
            if (url == null) continue;
            servers.add(createServer(kind, url));
        }
        return servers;
    }

    private ServerConfig createServer(ServerKind kind, String url) {
        boolean isPortworx = kind == ServerKind.PX;
        String caFile = value(variableName(kind, "CA"));
        String gateway = isPortworx ? value("BAKSH_PX_GATEWAY_URL") : null;
        URI address = ServerAddress.parse(variableName(kind, "URL"), url, notice);
        SecretReference secretReference = secretReference(kind, address);
        return new ServerConfig(
                kind.toString(),
                kind,
                address,
                gateway == null ? null : ServerAddress.parse("BAKSH_PX_GATEWAY_URL", gateway, notice),
                new LazyCredential(
                        isNonInteractive(kind, secretReference),
                        () -> createCredential(kind, address, secretReference)),
                caFile == null ? null : Path.of(caFile),
                value(variableName(kind, "PIN")),
                isPortworx ? orDefault(value("BAKSH_PX_REALM"), "master") : null,
                isPortworx ? env.getOrDefault("BAKSH_PX_AUTH_PATH", "/auth").strip() : null,
                isPortworx ? null : value("BAKSH_N2WS_PARTIAL"),
                isPortworx ? null : value("BAKSH_N2WS_RECOVERED"),
                isPortworx
                        ? Set.of()
                        : StatusLetters.parseFailed(
                                "BAKSH_N2WS_FAILED", value("BAKSH_N2WS_FAILED"), value("BAKSH_N2WS_PARTIAL")),
                isPortworx ? null : ApiVersion.requireValid("BAKSH_N2WS_VERSION", value("BAKSH_N2WS_VERSION")),
                isPortworx && parseGroups("BAKSH_PX_GROUPS", value("BAKSH_PX_GROUPS")),
                false,
                false);
    }

    /**
     * Reads {@code BAKSH_N2WS_CREDENTIAL} or {@code BAKSH_PX_CREDENTIAL}, the reference to a secret; null if the
     * variable is not set.
     */
    private SecretReference secretReference(ServerKind kind, URI address) {
        String variable = variableName(kind, "CREDENTIAL");
        String reference = value(variable);
        return reference == null ? null : SecretReference.parse(variable, reference, env, address);
    }

    private Credential createCredential(ServerKind kind, URI address, SecretReference secretReference) {
        Credential directCredential = kind == ServerKind.N2WS ? apiKey() : keycloakCredential();
        if (directCredential != null) return directCredential;
        boolean isPortworx = kind == ServerKind.PX;
        String client = isPortworx ? value("BAKSH_PX_CLIENT_ID") : null;
        String username = isPortworx ? value("BAKSH_PX_USERNAME") : null;
        CredentialConfig credentialConfig =
                new CredentialConfig(kind + " (" + address.getAuthority() + ")", isPortworx, client, username);
        if (secretReference != null) return credentialConfig.createCredential(secretReference.resolve());
        if (isPortworx && isUrlOnly()) return new Credential.Session("pxcentral");
        if (prompt.isAvailable()) return credentialConfig.promptForCredential(prompt);
        throw BakshException.usageError(
                variableName(kind, "URL") + " is set, but no credential is configured", configurationHint(kind));
    }

    private boolean isNonInteractive(ServerKind kind, SecretReference secretReference) {
        boolean hasDirectCredential = (kind == ServerKind.N2WS ? apiKey() : keycloakCredential()) != null;
        return hasDirectCredential
                || (secretReference == null
                        ? kind == ServerKind.PX && isUrlOnly()
                        : secretReference.isNonInteractive());
    }

    /** Returns true when only the URL of Portworx is set; then the tokens come from {@code baksh login}. */
    private boolean isUrlOnly() {
        return Stream.of("CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD", "TOKEN")
                .allMatch(setting -> value(variableName(ServerKind.PX, setting)) == null);
    }

    private Credential apiKey() {
        String key = value("BAKSH_N2WS_API_KEY");
        return key == null ? null : new Credential.ApiKey(Secret.of(key));
    }

    private Credential keycloakCredential() {
        String clientId = value("BAKSH_PX_CLIENT_ID");
        String clientSecret = value("BAKSH_PX_CLIENT_SECRET");
        String username = value("BAKSH_PX_USERNAME");
        String password = value("BAKSH_PX_PASSWORD");
        String token = value("BAKSH_PX_TOKEN");
        if (username != null && password != null) {
            Secret secret = clientSecret == null ? null : Secret.of(clientSecret);
            return new Credential.Password(orDefault(clientId, "pxcentral"), secret, username, Secret.of(password));
        }
        if (clientId != null && clientSecret != null) {
            return new Credential.ClientCredentials(clientId, Secret.of(clientSecret));
        }
        return token == null ? null : new Credential.PastedToken(Secret.of(stripBearerPrefix(token)));
    }

    /**
     * Parses the setting for groups. Groups are off by default, because only Keycloak's admin API can read and change
     * them.
     */
    static boolean parseGroups(String location, String value) {
        if (value == null || value.equals("off")) return false;
        if (value.equals("keycloak")) return true;
        throw BakshException.usageError(location + ": must be keycloak or off, not '" + value + "'", null);
    }

    /**
     * Removes the scheme from a token: Portworx' own page exports the token with the scheme in capitals before the
     * token.
     */
    static String stripBearerPrefix(String token) {
        String text = token.strip();
        return text.toLowerCase(Locale.ROOT).startsWith("bearer ") ? text.substring(7) : text;
    }

    private String value(String variable) {
        String value = env.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String variableName(ServerKind kind, String setting) {
        return "BAKSH_" + kind.name() + "_" + setting;
    }

    private static String orDefault(String value, String fallback) {
        return value == null ? fallback : value;
    }
}
