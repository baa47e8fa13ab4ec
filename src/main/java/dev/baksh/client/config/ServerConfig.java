package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Valid configuration of one server: addresses, source of the credential, trust in certificates, API version,
 * read-only mode.
 *
 * @param name name for {@code --server}
 * @param isFromEnvironment true when environment variables configure the server; its name is then its kind
 * @param kind kind of the server
 * @param url scheme, host, port and base path, which every request has before its own path
 * @param gatewayUrl URL of the Backup REST gateway of a Portworx server, or null
 * @param credentialSource source of the credential that baksh exchanges for tokens
 * @param caFile PEM file with the CAs to trust instead of the system's CAs, or null
 * @param pin {@code sha256/BASE64} of the server's public key, or null; two pins are separated by a comma
 * @param realm Keycloak realm, {@code master} by default; N2WS: null
 * @param authPath path before {@code /realms} on Keycloak, {@code /auth} or empty; N2WS: null
 * @param partialStatus status letter of a backup with partial success, or null if unknown; Portworx: null
 * @param recoveredStatus status letter of a successful recovery or scenario, or null if unknown; Portworx: null
 * @param failedStatuses known status letters of failed backups; Portworx: empty
 * @param apiVersion version of the server's API, {@code 1.7}, or null to detect the version; Portworx: null
 * @param groupsEnabled true to read and change groups with Keycloak's admin API, since Portworx has no API for groups;
 *     N2WS: false
 * @param readOnly true when the guard refuses every write
 * @param production true for stricter confirmations before writes and a red prompt
 */
public record ServerConfig(
        String name,
        boolean isFromEnvironment,
        ServerKind kind,
        URI url,
        URI gatewayUrl,
        CredentialSource credentialSource,
        Path caFile,
        String pin,
        String realm,
        String authPath,
        String partialStatus,
        String recoveredStatus,
        Set<String> failedStatuses,
        String apiVersion,
        boolean groupsEnabled,
        boolean readOnly,
        boolean production) {

    /** Returns the credential; loaded at the first call. Throws like {@link CredentialSource#get}. */
    public Credential credential() {
        return credentialSource.get();
    }

    /** Returns the configuration of the Portworx gateway: another URL, the same CA, pin, name and credential. */
    public ServerConfig gatewayConfig() {
        return copyWith(gatewayUrl, credentialSource);
    }

    /** Returns a copy with this credential in place of the configured source. */
    public ServerConfig withCredential(Credential credential) {
        return copyWith(url, credential);
    }

    private ServerConfig copyWith(URI newUrl, CredentialSource newSource) {
        return new ServerConfig(
                name,
                isFromEnvironment,
                kind,
                newUrl,
                gatewayUrl,
                newSource,
                caFile,
                pin,
                realm,
                authPath,
                partialStatus,
                recoveredStatus,
                failedStatuses,
                apiVersion,
                groupsEnabled,
                readOnly,
                production);
    }

    /**
     * Returns the configured pins; empty without a pin.
     *
     * @throws BakshException (exit 2) a text is not a pin
     */
    public List<String> pins() {
        if (pin == null) return List.of();
        List<String> pins = Arrays.stream(pin.split(",", -1)).map(String::strip).toList();
        for (String text : pins) {
            if (!text.matches("sha256/[A-Za-z0-9+/]{43}="))
                throw BakshException.usageError(
                        label() + ": not a pin: " + text, "a pin is sha256/ and 44 characters of base64");
        }
        return pins;
    }

    /**
     * Returns the name of the server in messages: {@code n2ws 'prod'}, or {@code n2ws (host:port)} when environment
     * variables configure the server.
     */
    public String label() {
        return isFromEnvironment ? kind + " (" + url.getAuthority() + ")" : kind + " '" + name + "'";
    }

    /** Returns the end of a hint about a wrong URL: the base path that every request has, or an empty text. */
    public String basePathHint() {
        String path = url.getRawPath();
        return path == null || path.isEmpty()
                ? ""
                : "; every request is sent below its path " + path + ": remove " + path + " if it belongs to a page";
    }

    /**
     * Returns the name of a setting for hints: {@code BAKSH_N2WS_URL}, or {@code url of 'prod' in servers.yaml} for a
     * server of {@code servers.yaml}.
     *
     * @param setting suffix of the environment variable, {@code URL}
     */
    public String settingName(String setting) {
        if (isFromEnvironment) return "BAKSH_" + kind.name() + "_" + setting;
        String key = switch (setting) {
            case "API_KEY", "TOKEN", "CLIENT_SECRET", "PASSWORD" -> "credential";
            case "CLIENT_ID" -> "client";
            case "GATEWAY_URL" -> "gateway";
            case "AUTH_PATH" -> "authPath";
            default -> setting.toLowerCase(Locale.ROOT);
        };
        return key + " of '" + name + "' in servers.yaml";
    }
}
