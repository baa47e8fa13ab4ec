package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Validator of the settings that protect the connections to one server. A protection that cannot work is refused: a pin
 * or a CA file beside plain http, and a text that is not a pin. A credential is not sent in plain text over a network,
 * unless the configuration accepts this.
 *
 * @param server configuration to validate
 * @param locations returns the location of a setting, for messages
 * @param plaintext true when the configuration accepts plain http
 */
record ConnectionProtection(ServerConfig server, UnaryOperator<String> locations, boolean plaintext) {

    /** @throws BakshException (exit 2) a protection cannot work, or plain http is not accepted */
    void validate() {
        server.pins();
        validateAddress("url", "URL", server.url());
        if (server.gatewayUrl() != null) validateAddress("gateway", "GATEWAY_URL", server.gatewayUrl());
    }

    private void validateAddress(String setting, String settingName, URI address) {
        if (address.getScheme().equals("https")) return;
        if (server.pin() != null) throw uselessProtection("pin", settingName, address);
        if (server.caFile() != null) throw uselessProtection("ca", settingName, address);
        if (plaintext || LoopbackAddress.isLoopback(ServerAddress.host(address))) return;
        throw BakshException.usageError(
                server.label() + ": " + location(setting) + " is plain http: the credential could be read in transit",
                "write https:// in " + server.settingName(settingName) + "; to accept plain http, " + acceptance());
    }

    private BakshException uselessProtection(String setting, String addressSetting, URI address) {
        return BakshException.usageError(
                server.label() + ": " + location(setting) + " cannot protect " + address
                        + ": plain http has no certificate",
                "write https:// in " + server.settingName(addressSetting) + ", or remove "
                        + server.settingName(setting.toUpperCase(Locale.ROOT)));
    }

    private String location(String setting) {
        return locations.apply(setting);
    }

    private String acceptance() {
        return server.isFromEnvironment()
                ? "set " + server.settingName("PLAINTEXT") + "=true"
                : "add plaintext: true to '" + server.name() + "' in servers.yaml";
    }
}
