package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reader of the secrets to which the configuration refers by {@code env:NAME} and {@code file:PATH}, for redaction before their
 * server is used. The reader searches the text of {@code servers.yaml}, since a YAML parser would delay each start, and finds
 * too many references rather than too few. The reader never fails: the first use of a server reports the errors.
 */
public final class ConfiguredSecrets {
    /** References in quotes, in an object, and alone in a line. */
    private static final List<Pattern> REFERENCES = List.of(
            Pattern.compile("\"(env|file):([^\"\n]+)\""),
            Pattern.compile("'(env|file):([^'\n]+)'"),
            Pattern.compile("\\b(env|file):([^\"'\n,}]+)"),
            Pattern.compile("\\b(env|file):([^\"'\n].*)"));
    /** Comment behind a value. */
    private static final Pattern COMMENT = Pattern.compile("\\s#.*");

    private static final int MAX_SETTINGS = 1 << 20;
    private static final int MAX_SECRET_FILE = 1 << 16;

    private ConfiguredSecrets() {}

    /** Returns the secrets of {@code servers.yaml} and of the variables {@code BAKSH_..._CREDENTIAL}. */
    public static List<Secret> read(Map<String, String> env) {
        Set<String> variables = new LinkedHashSet<>();
        Set<String> files = new LinkedHashSet<>();
        referenceTexts(env)
                .forEach(text -> REFERENCES.forEach(reference -> {
                    Matcher matcher = reference.matcher(text);
                    while (matcher.find())
                        (matcher.group(1).equals("env") ? variables : files)
                                .add(COMMENT.matcher(matcher.group(2))
                                        .replaceAll("")
                                        .strip());
                }));
        return Stream.concat(
                        variables.stream().map(env::get),
                        files.stream()
                                .flatMap(file -> resolve(env, file))
                                .distinct()
                                .map(file -> readFile(file, MAX_SECRET_FILE)))
                .filter(value -> value != null && Secret.isDecoded(value))
                .map(Secret::of)
                .toList();
    }

    private static Stream<String> referenceTexts(Map<String, String> env) {
        String settings = null;
        try {
            settings = readFile(AppDirectories.of(env).config().resolve("servers.yaml"), MAX_SETTINGS);
        } catch (BakshException e) {
            // The command reports the folder if it needs the folder.
        }
        Stream<String> variables = env.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("BAKSH_")
                        && variable.getKey().endsWith("_CREDENTIAL"))
                .map(Map.Entry::getValue);
        return settings == null ? variables : Stream.concat(variables, Stream.of(settings));
    }

    /** Returns the file to which a reference in {@code servers.yaml} refers, and that of a reference in a variable. */
    private static Stream<Path> resolve(Map<String, String> env, String file) {
        try {
            Path folder = AppDirectories.of(env).config();
            return Stream.of(
                    new ConfiguredPaths(env, folder).resolve("", file),
                    new ConfiguredPaths(env, null).resolve("", file));
        } catch (BakshException e) {
            return Stream.of(); // The command reports the folder or the path if it needs them.
        }
    }

    /** Reads a regular file; null for any other file, a large file and an error. */
    private static String readFile(Path file, int limit) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? RegularFile.readText(file, limit) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
