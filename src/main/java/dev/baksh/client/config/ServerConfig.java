package dev.baksh.client.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * One server: where it is, how it is trusted, with what it is asked for tokens, and what may be done to it.
 *
 * @param name       as given by {@code --server}; the kind itself where the environment names the only one
 * @param kind       {@code n2ws} or {@code px}
 * @param url        scheme, host and port; no path
 * @param gatewayUrl the Backup REST gateway of a Portworx server, or null
 * @param credentialSource     of the credential that tokens are obtained with
 * @param caFile         PEM file of the authorities to trust instead of the system's, or null
 * @param pin        {@code sha256/BASE64} of the server's public key, or null; two pins are separated by a comma
 * @param realm      Keycloak realm, {@code master}; N2WS: null
 * @param authPath   what stands before {@code /realms} on Keycloak, {@code /auth} or empty; N2WS: null
 * @param partialStatus    the letter of a backup that succeeded in part, or null while it is not known; Portworx: null
 * @param recoveredStatus  the letter of a recovery or scenario that ended well, or null while it is not known; Portworx: null
 * @param failedStatuses     letters of backups that ended without success, as far as they are known; Portworx: none
 * @param apiVersion    of the API that the server has, {@code 1.7}, or null: it is found out; Portworx: null
 * @param groupsEnabled     groups are read and changed by Keycloak's admin API, since Portworx' own has none; N2WS: false
 * @param readOnly   no write passes the gate
 * @param production asks for more before a write, and is red in the prompt
 */
public record ServerConfig(
        String name,
        String kind,
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

    /** A server whose letter of a recovery that ended well is not known, nor its version. */
    public ServerConfig(
            String name,
            String kind,
            URI url,
            URI gatewayUrl,
            CredentialSource credentialSource,
            Path caFile,
            String pin,
            String realm,
            String authPath,
            String partialStatus,
            boolean readOnly,
            boolean production) {
        this(
                name,
                kind,
                url,
                gatewayUrl,
                credentialSource,
                caFile,
                pin,
                realm,
                authPath,
                partialStatus,
                null,
                Set.of(),
                null,
                false,
                readOnly,
                production);
    }

    /** How tokens are obtained; read at the first call. Throws as {@link CredentialSource#get}. */
    public Credential credential() {
        return credentialSource.get();
    }

    /** The other door of a Portworx server: another address, the same trust, name and credential. */
    public ServerConfig gatewayConfig() {
        return copyWith(gatewayUrl, credentialSource);
    }

    /** The same server, asked for tokens in another way. */
    public ServerConfig withCredential(Credential credential) {
        return copyWith(url, credential);
    }

    private ServerConfig copyWith(URI newUrl, CredentialSource newSource) {
        return new ServerConfig(
                name,
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

    /** How messages call the server: {@code n2ws 'prod'}, or {@code n2ws (host:port)} when the environment names it. */
    public String label() {
        return name.equals(kind) ? kind + " (" + url.getAuthority() + ")" : kind + " '" + name + "'";
    }

    /**
     * What configures this aspect, for hints: {@code BAKSH_N2WS_URL}, or {@code url of 'prod' in servers.yaml} where a name of
     * its own tells that it stands there.
     */
    public String settingName(String setting) {
        if (name.equals(kind)) return "BAKSH_" + kind.toUpperCase(Locale.ROOT) + "_" + setting;
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
