package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reader for servers that are configured by environment variables only, as in CI. */
record EnvironmentServers(Map<String, String> env, Consumer<String> notice, SecretPrompt prompt) {
    /** Suffixes of all variables of an N2WS server. */
    private static final Set<String> N2WS_VARIABLES =
            Set.of("URL API_KEY CREDENTIAL CA PIN PLAINTEXT PARTIAL RECOVERED FAILED VERSION".split(" "));

    /** Suffixes of all variables of a Portworx server. */
    private static final Set<String> PX_VARIABLES =
            Set.of(("URL CLIENT_ID CLIENT_SECRET USERNAME PASSWORD TOKEN CREDENTIAL"
                            + " GATEWAY_URL GROUPS REALM AUTH_PATH CA PIN PLAINTEXT")
                    .split(" "));

    /** Suffixes of variables that would protect a server if they had an effect. */
    private static final Set<String> FILE_ONLY_SETTINGS = Set.of("MODE", "PRODUCTION", "READ_ONLY", "READONLY");

    static String configurationHint(ServerKind kind) {
        if (kind == ServerKind.N2WS) return "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox";
        return "set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, "
                + "BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox";
    }

    List<ServerConfig> readServers() {
        return Stream.of(ServerKind.values())
                .filter(kind -> value(variableName(kind, "url")) != null)
                .map(this::createServer)
                .toList();
    }

    /**
     * Refuses a variable whose name is probably mistyped: baksh would ignore a mistyped pin, and the pin would protect
     * nothing.
     */
    private void checkNames(ServerKind kind) {
        String prefix = variableName(kind, "");
        Set<String> names = kind == ServerKind.PX ? PX_VARIABLES : N2WS_VARIABLES;
        for (String variable : new TreeSet<>(env.keySet())) {
            if (!variable.startsWith(prefix)) continue;
            String name = variable.substring(prefix.length());
            if (names.contains(name)) continue;
            if (FILE_ONLY_SETTINGS.contains(name))
                throw BakshException.usageError(
                        "the variable " + variable + " has no effect: mode and production are keys of servers.yaml",
                        "configure the server in servers.yaml, or use --read-only; then unset " + variable);
            List<String> nearest =
                    names.stream().filter(known -> name.startsWith(known + "_")).toList();
            if (nearest.isEmpty()) nearest = NameSuggestions.nearest(name, names);
            if (!nearest.isEmpty())
                throw BakshException.usageError(
                        "the variable " + variable + " has no effect: did you mean " + prefix + nearest.get(0) + "?",
                        "correct the name, or unset " + variable);
        }
    }

    /**
     * Refuses a pin or a CA file without the address of its server, beside a server of the same kind in {@code
     * servers.yaml} that the variable does not protect.
     */
    void rejectUnusedProtection(List<ServerConfig> servers) {
        for (ServerConfig server : servers) {
            String url = variableName(server.kind(), "url");
            if (value(url) != null || server.pin() != null || server.caFile() != null) continue;
            for (String setting : List.of("pin", "ca")) {
                String variable = variableName(server.kind(), setting);
                if (value(variable) != null)
                    throw BakshException.usageError(
                            variable + " does not protect " + server.label() + ", which servers.yaml configures",
                            "write '" + setting + "' of '" + server.name() + "' in servers.yaml, and unset "
                                    + variable);
            }
        }
    }

    private ServerConfig createServer(ServerKind kind) {
        checkNames(kind);
        ServerConfigFactory configFactory = new ServerConfigFactory(
                kind,
                setting -> setting(kind, setting),
                setting -> variableName(kind, setting),
                notice,
                new ConfiguredPaths(env, null));
        URI address = configFactory.address("url");
        return configFactory.create(kind.toString(), true, address, credentialSource(kind, address), false, false);
    }

    private String setting(ServerKind kind, String setting) {
        String variable = variableName(kind, setting);
        // An empty path is a valid value.
        if (setting.equals("authPath"))
            return env.containsKey(variable) ? env.get(variable).strip() : null;
        return setting.equals("gateway") && kind != ServerKind.PX ? null : value(variable);
    }

    private CredentialSource credentialSource(ServerKind kind, URI address) {
        String variable = variableName(kind, "credential");
        String reference = value(variable);
        SecretReference secretReference = reference == null
                ? null
                : new SecretReference(variable, reference, new ConfiguredPaths(env, null), address);
        boolean isPortworx = kind == ServerKind.PX;
        Credential credential = isPortworx ? keycloakCredential() : apiKey();
        if (credential != null) return credential;
        if (isPortworx && reference == null && isUrlOnly()) return new Credential.Session("pxcentral");
        CredentialFactory credentialFactory = new CredentialFactory(
                kind + " (" + address.getAuthority() + ")",
                isPortworx,
                isPortworx ? value("BAKSH_PX_CLIENT_ID") : null,
                isPortworx ? value("BAKSH_PX_USERNAME") : null);
        String problem = variableName(kind, "url") + " is set, but no credential is configured";
        return credentialFactory.source(secretReference, prompt, problem, configurationHint(kind));
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
            String client = clientId == null ? "pxcentral" : clientId;
            return new Credential.Password(client, secret, username, Secret.of(password));
        }
        if (clientId != null && clientSecret != null) {
            return new Credential.ClientCredentials(clientId, Secret.of(clientSecret));
        }
        return token == null ? null : Credential.PastedToken.of(Secret.of(token));
    }

    private String value(String variable) {
        String value = env.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** @param setting key in {@code servers.yaml}, or the suffix of the variable */
    private static String variableName(ServerKind kind, String setting) {
        String suffix = switch (setting) {
            case "gateway" -> "GATEWAY_URL";
            case "authPath" -> "AUTH_PATH";
            default -> setting.toUpperCase(Locale.ROOT);
        };
        return "BAKSH_" + kind.name() + "_" + suffix;
    }
}
