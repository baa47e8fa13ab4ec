package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.protocol.JsonCodec;
import java.nio.charset.StandardCharsets;

/** Formatter that writes a call as a curl command; the token is {@code $TOKEN}. */
final class CurlCommand {
    private CurlCommand() {}

    static String format(ServerConfig server, ApiCall call, String target) {
        StringBuilder command = new StringBuilder("curl -X ").append(call.method());
        if (server.caFile() != null)
            command.append(" --cacert ").append(quote(server.caFile().toString()));
        if (server.pin() != null) {
            String pins = server.pin().replace("sha256/", "sha256//").replace(",", ";");
            command.append(" --insecure --pinnedpubkey ").append(quote(pins));
        }
        command.append(" -H \"Authorization: Bearer $TOKEN\"");
        if (call.body() != null) {
            String body = new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
            command.append(" -H 'Content-Type: application/json' --data ").append(quote(body));
        }
        return command.append(' ').append(quote(server.url() + target)).toString();
    }

    /** Quotes a string for a POSIX shell. */
    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
