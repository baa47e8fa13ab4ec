package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reader of the secrets to which the configuration refers by {@code env:NAME} and {@code file:PATH}, for redaction before their
 * server is used. The reader searches the text of {@code servers.yaml}, since a YAML parser would delay each start, and finds
 * too many references rather than too few. The reader never fails: the first use of a server reports the errors.
 */
public final class ConfiguredSecrets {
    private static final Pattern REFERENCE = Pattern.compile("\\b(env|file):([^\"'\n,}]+)");
    /** Comment behind a value. */
    private static final Pattern COMMENT = Pattern.compile("\\s#.*");

    private static final int MAX_SETTINGS = 1 << 20;
    private static final int MAX_SECRET_FILE = 1 << 16;

    private ConfiguredSecrets() {}

    /** Returns the secrets of {@code servers.yaml} and of the variables {@code BAKSH_..._CREDENTIAL}. */
    public static List<Secret> read(Map<String, String> env) {
        List<Secret> secrets = new ArrayList<>();
        referenceTexts(env).forEach(text -> {
            Matcher matcher = REFERENCE.matcher(text);
            while (matcher.find()) {
                String argument =
                        COMMENT.matcher(matcher.group(2)).replaceAll("").strip();
                String value = matcher.group(1).equals("env") ? env.get(argument) : readFile(argument, MAX_SECRET_FILE);
                if (value != null && Secret.isDecoded(value)) secrets.add(Secret.of(value));
            }
        });
        return secrets;
    }

    private static Stream<String> referenceTexts(Map<String, String> env) {
        String settings = null;
        try {
            settings = readFile(
                    AppDirectories.of(env).config().resolve("servers.yaml").toString(), MAX_SETTINGS);
        } catch (BakshException e) {
            // The command reports the folder if it needs the folder.
        }
        Stream<String> variables = env.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("BAKSH_")
                        && variable.getKey().endsWith("_CREDENTIAL"))
                .map(Map.Entry::getValue);
        return settings == null ? variables : Stream.concat(variables, Stream.of(settings));
    }

    /** Reads a regular file; null for any other file, a large file and an error. */
    private static String readFile(String name, int limit) {
        try {
            Path file = Path.of(name);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > limit) return null;
            return Files.readString(file);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
