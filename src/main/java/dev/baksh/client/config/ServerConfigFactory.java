package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Factory of a {@link ServerConfig} from the text settings of one server, in environment variables or in {@code
 * servers.yaml}; refuses invalid settings.
 *
 * @param values returns a setting by its key in {@code servers.yaml}, or null
 * @param locations returns the location of a setting, the prefix of the error messages
 * @param notice receives corrections of addresses
 * @param paths resolver of the paths of files
 */
record ServerConfigFactory(
        ServerKind kind,
        UnaryOperator<String> values,
        UnaryOperator<String> locations,
        Consumer<String> notice,
        ConfiguredPaths paths) {
    /** Status letter of a successful backup (n2ws-api 2.5). */
    private static final String SUCCESS = "B";

    /** @throws BakshException (exit 2) a setting is not valid */
    ServerConfig create(
            String name,
            boolean isFromEnvironment,
            URI url,
            CredentialSource credentialSource,
            boolean readOnly,
            boolean production) {
        boolean isPortworx = kind == ServerKind.PX;
        String caFile = value("ca");
        ServerConfig server = new ServerConfig(
                name,
                isFromEnvironment,
                kind,
                url,
                address("gateway"),
                credentialSource,
                caFile == null ? null : paths.resolve(locations.apply("ca"), caFile),
                value("pin"),
                isPortworx ? Objects.requireNonNullElse(value("realm"), "master") : null,
                isPortworx ? authPath() : null,
                isPortworx ? null : value("partial"),
                isPortworx ? null : value("recovered"),
                isPortworx ? Set.of() : failedStatuses(),
                isPortworx ? null : apiVersion(),
                isPortworx && groupsEnabled(),
                readOnly,
                production);
        new ConnectionProtection(server, locations, acceptsPlaintext()).validate();
        return server;
    }

    /** Returns the path with a slash at its start and none at its end. */
    private String authPath() {
        String path = Objects.requireNonNullElse(value("authPath"), "/auth").replaceAll("^/+|/+$", "");
        return path.isEmpty() ? "" : "/" + path;
    }

    /** Strict: a misspelt value must not decide how a credential is sent. */
    private boolean acceptsPlaintext() {
        String text = value("plaintext");
        if (text == null || text.equals("false")) return false;
        if (text.equals("true")) return true;
        throw BakshException.usageError(
                locations.apply("plaintext") + ": must be true or false, not '" + text + "'", null);
    }

    /** Returns the address in a setting, or null. */
    URI address(String setting) {
        String address = value(setting);
        return address == null ? null : ServerAddress.parse(kind, locations.apply(setting), address, notice);
    }

    private String value(String setting) {
        return values.apply(setting);
    }

    /** Returns the status letters of failed backups: {@code F, E}. */
    private Set<String> failedStatuses() {
        Set<String> letters = new LinkedHashSet<>();
        for (String letter : Objects.requireNonNullElse(value("failed"), "").split("[,\\s]+")) {
            boolean isPartial = letter.equals(value("partial"));
            if (letter.equals(SUCCESS) || isPartial) {
                throw BakshException.usageError(
                        locations.apply("failed") + ": " + letter + " means "
                                + (isPartial ? "a partial success" : "success") + ", not failure",
                        "write the status letters of failed backups, for example F or F,E");
            }
            if (!letter.isEmpty()) letters.add(letter);
        }
        return Set.copyOf(letters);
    }

    /** Returns the version of the N2WS API, {@code 1.7} or {@code 2.0.0}, or null. */
    private String apiVersion() {
        String version = value("version");
        if (version == null || version.matches("[1-9]\\d?(\\.\\d{1,3}){0,2}")) return version;
        throw BakshException.usageError(
                locations.apply("version") + ": not an API version: '" + version + "'",
                "write 1.7 or 2.0.0, or remove the setting: baksh detects the version");
    }

    /** Groups are off by default, because only Keycloak's admin API can read and change them. */
    private boolean groupsEnabled() {
        String groups = value("groups");
        if (groups == null || groups.equals("off")) return false;
        if (groups.equals("keycloak")) return true;
        throw BakshException.usageError(
                locations.apply("groups") + ": must be keycloak or off, not '" + groups + "'", null);
    }
}
