package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolver of the paths in a configuration, which no shell expands: {@code ~/} and {@code $HOME/} are the home folder, and a
 * relative path in {@code servers.yaml} belongs to the folder of that file.
 *
 * @param folder folder of {@code servers.yaml}; null for variables, whose relative paths belong to the working folder
 */
record ConfiguredPaths(Map<String, String> env, Path folder) {
    private static final Pattern HOME = Pattern.compile("^(~|\\$HOME|\\$\\{HOME})(?=/)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    /**
     * Returns the file of this name. A file that exists only in the working folder is found there.
     *
     * @param location prefix of the error message
     * @throws BakshException (exit 2) the text is not a path
     */
    Path resolve(String location, String text) {
        Path path;
        try {
            path = Path.of(expandHome(text));
        } catch (InvalidPathException e) {
            throw BakshException.usageError(location + ": not a path", null);
        }
        if (folder == null || path.isAbsolute()) return path;
        Path file = folder.resolve(path);
        return Files.exists(file) || !Files.exists(path) ? file : path;
    }

    /** Replaces the home folder at the start of a path, and the variables of the environment, as a shell does. */
    String expandVariables(String text) {
        return VARIABLE.matcher(expandHome(text))
                .replaceAll(name -> Matcher.quoteReplacement(env.getOrDefault(name.group(1), "")));
    }

    /** Replaces the home folder at the start of a path. */
    String expandHome(String text) {
        String variable = env.get("HOME");
        String home = variable == null || variable.isBlank() ? System.getProperty("user.home", "") : variable;
        return HOME.matcher(text).replaceFirst(Matcher.quoteReplacement(home));
    }
}
