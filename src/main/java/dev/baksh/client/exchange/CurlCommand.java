package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.OkHttpTransport;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.text.HiddenCharacters;
import dev.baksh.client.text.ShellWord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Formatter that writes a call as a curl command for the same method, URL and body. curl expands no brackets of the
 * URL, and the shell expands only {@code $TOKEN}. curl would read a body that begins with an at sign as a file name,
 * but JSON never begins with an at sign. Secrets are {@code ***}; then the last word of the command stops the shell,
 * because a server would store {@code ***} as the secret.
 */
final class CurlCommand {
    /** Word that a shell does not expand: the variable has no value. */
    private static final String STOP = " \"${EDIT_FIRST:?write the secret in place of ***, then remove this word}\"";

    private CurlCommand() {}

    /** @param redactor replaces the known secrets in a text */
    static String format(ServerConfig server, ApiCall call, String target, UnaryOperator<String> redactor) {
        StringBuilder command =
                new StringBuilder("curl -X ").append(call.method()).append(" --globoff");
        if (server.caFile() != null)
            command.append(" --cacert ").append(ShellWord.quote(server.caFile().toString()));
        if (server.pin() != null) {
            String pins = Arrays.stream(
                            server.pin().replace("sha256/", "sha256//").split(","))
                    .map(String::strip)
                    .collect(Collectors.joining(";"));
            command.append(" --insecure --pinnedpubkey ").append(ShellWord.quote(pins));
        }
        command.append(" -H \"Authorization: Bearer $TOKEN\"");
        boolean isRedacted = false;
        if (call.body() != null) {
            String body = new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
            String redacted = new BodyRedactor(redactor, secret -> {}).redact(body);
            isRedacted = !redacted.equals(body);
            command.append(" -H 'Content-Type: application/json' --data ")
                    .append(ShellWord.quote(escapeInvisible(redacted)));
        }
        String plainUrl = OkHttpTransport.url(server.url(), target);
        String url = BodyRedactor.redactValues(redactor.apply(plainUrl), secret -> {});
        command.append(' ').append(ShellWord.quote(url));
        if (isRedacted || !url.equals(plainUrl)) command.append(STOP);
        return command.toString();
    }

    /** Escapes the characters of JSON that a terminal does not show as they are; the JSON keeps its meaning. */
    private static String escapeInvisible(String json) {
        StringBuilder escaped = new StringBuilder();
        json.codePoints().forEach(codePoint -> {
            if (HiddenCharacters.contains(codePoint)) HiddenCharacters.appendEscaped(escaped, codePoint);
            else escaped.appendCodePoint(codePoint);
        });
        return escaped.toString();
    }
}
