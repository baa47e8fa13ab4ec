package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Servers that environment variables alone configure, as in CI. */
final class EnvironmentServers {
    private final Map<String, String> env;
    private final Consumer<String> notice;
    private final SecretPrompt prompt;

    EnvironmentServers(Map<String, String> env, Consumer<String> notice, SecretPrompt prompt) {
        this.env = env;
        this.notice = notice;
        this.prompt = prompt;
    }

    /** The variables that would configure a server of this kind. */
    static String needed(String kind) {
        if (kind.equals("n2ws")) return "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox";
        return "set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, "
                + "BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox";
    }

    List<ServerConfig> servers() {
        List<ServerConfig> servers = new ArrayList<>();
        for (String kind : List.of("n2ws", "px")) {
            String url = value(variable(kind, "URL"));
            if (url == null) continue;
            servers.add(server(kind, url));
        }
        return servers;
    }

    private ServerConfig server(String kind, String url) {
        boolean px = kind.equals("px");
        String ca = value(variable(kind, "CA"));
        String gateway = px ? value("BAKSH_PX_GATEWAY_URL") : null;
        URI address = ServerAddress.parse(variable(kind, "URL"), url, notice);
        SecretReference place = place(kind, address);
        return new ServerConfig(
                kind,
                kind,
                address,
                gateway == null ? null : ServerAddress.parse("BAKSH_PX_GATEWAY_URL", gateway, notice),
                new LazyCredential(quiet(kind, place), () -> credential(kind, address, place)),
                ca == null ? null : Path.of(ca),
                value(variable(kind, "PIN")),
                px ? otherwise(value("BAKSH_PX_REALM"), "master") : null,
                px ? env.getOrDefault("BAKSH_PX_AUTH_PATH", "/auth").strip() : null,
                px ? null : value("BAKSH_N2WS_PARTIAL"),
                px ? null : value("BAKSH_N2WS_RECOVERED"),
                px
                        ? Set.of()
                        : StatusLetters.failed(
                                "BAKSH_N2WS_FAILED", value("BAKSH_N2WS_FAILED"), value("BAKSH_N2WS_PARTIAL")),
                px ? null : ApiVersion.of("BAKSH_N2WS_VERSION", value("BAKSH_N2WS_VERSION")),
                px && groups("BAKSH_PX_GROUPS", value("BAKSH_PX_GROUPS")),
                false,
                false);
    }

    /** {@code BAKSH_N2WS_CREDENTIAL}: where the secret is, for those who do not put it into the environment; or null. */
    private SecretReference place(String kind, URI address) {
        String variable = variable(kind, "CREDENTIAL");
        String named = value(variable);
        return named == null ? null : SecretReference.of(variable, named, env, address);
    }

    private Credential credential(String kind, URI address, SecretReference place) {
        Credential given = kind.equals("n2ws") ? key() : keycloak();
        if (given != null) return given;
        boolean px = kind.equals("px");
        String client = px ? value("BAKSH_PX_CLIENT_ID") : null;
        String username = px ? value("BAKSH_PX_USERNAME") : null;
        CredentialConfig login = new CredentialConfig(kind + " (" + address.getAuthority() + ")", px, client, username);
        if (place != null) return login.with(place.read());
        if (px && nothing()) return new Credential.Session("pxcentral");
        if (prompt.present()) return login.ask(prompt);
        throw BakshException.usage(variable(kind, "URL") + " is set, but no credential", needed(kind));
    }

    private boolean quiet(String kind, SecretReference place) {
        boolean given = (kind.equals("n2ws") ? key() : keycloak()) != null;
        return given || (place == null ? kind.equals("px") && nothing() : place.quiet());
    }

    /** Nothing but the address of Portworx is given: then {@code baksh login} brings the rest. */
    private boolean nothing() {
        return Stream.of("CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD", "TOKEN")
                .allMatch(aspect -> value(variable("px", aspect)) == null);
    }

    private Credential key() {
        String key = value("BAKSH_N2WS_API_KEY");
        return key == null ? null : new Credential.ApiKey(Secret.of(key));
    }

    private Credential keycloak() {
        String clientId = value("BAKSH_PX_CLIENT_ID");
        String clientSecret = value("BAKSH_PX_CLIENT_SECRET");
        String username = value("BAKSH_PX_USERNAME");
        String password = value("BAKSH_PX_PASSWORD");
        String token = value("BAKSH_PX_TOKEN");
        if (username != null && password != null) {
            Secret secret = clientSecret == null ? null : Secret.of(clientSecret);
            return new Credential.Password(otherwise(clientId, "pxcentral"), secret, username, Secret.of(password));
        }
        if (clientId != null && clientSecret != null) {
            return new Credential.ClientCredentials(clientId, Secret.of(clientSecret));
        }
        return token == null ? null : new Credential.PastedToken(Secret.of(bare(token)));
    }

    /** Groups are off unless their only way, Keycloak's admin API, is named. */
    static boolean groups(String where, String value) {
        if (value == null || value.equals("off")) return false;
        if (value.equals("keycloak")) return true;
        throw BakshException.usage(where + ": keycloak or off, not '" + value + "'", null);
    }

    /** Portworx' own page exports the token with the scheme before it, in capitals. */
    static String bare(String token) {
        String text = token.strip();
        return text.toLowerCase(Locale.ROOT).startsWith("bearer ") ? text.substring(7) : text;
    }

    private String value(String variable) {
        String value = env.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String variable(String kind, String aspect) {
        return "BAKSH_" + kind.toUpperCase(Locale.ROOT) + "_" + aspect;
    }

    private static String otherwise(String value, String fallback) {
        return value == null ? fallback : value;
    }
}
