package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.protocol.JsonCodec;
import java.nio.charset.StandardCharsets;

/** A call as the curl command that would send it; the token is {@code $TOKEN}. */
final class CurlCommand {
    private CurlCommand() {}

    static String line(ServerConfig server, ApiCall call, String target) {
        StringBuilder line = new StringBuilder("curl -X ").append(call.method());
        if (server.ca() != null)
            line.append(" --cacert ").append(quoted(server.ca().toString()));
        if (server.pin() != null) {
            String keys = server.pin().replace("sha256/", "sha256//").replace(",", ";");
            line.append(" --insecure --pinnedpubkey ").append(quoted(keys));
        }
        line.append(" -H \"Authorization: Bearer $TOKEN\"");
        if (call.body() != null) {
            String body = new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
            line.append(" -H 'Content-Type: application/json' --data ").append(quoted(body));
        }
        return line.append(' ').append(quoted(server.url() + target)).toString();
    }

    /** For a POSIX shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
