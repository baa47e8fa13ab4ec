package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Directories of baksh: both are {@code BAKSH_HOME} when that variable is set, otherwise the XDG directories.
 *
 * @param config directory of {@code servers.yaml}
 * @param state directory of the journals and the history
 */
public record AppDirectories(Path config, Path state) {
    private static final String HINT = "set BAKSH_HOME to the absolute path of a folder of your own";

    /** @throws BakshException (exit 2) no folder is known, or its path is not absolute */
    public static AppDirectories of(Map<String, String> env) {
        String bakshHome = env.get("BAKSH_HOME");
        if (bakshHome != null && !bakshHome.isBlank()) {
            Path folder = requireAbsolute("BAKSH_HOME", bakshHome);
            return new AppDirectories(folder, folder);
        }
        return new AppDirectories(
                xdgFolder(env, "XDG_CONFIG_HOME", ".config"), xdgFolder(env, "XDG_STATE_HOME", ".local/state"));
    }

    /** The XDG base directory specification says to ignore relative values. */
    private static Path xdgFolder(Map<String, String> env, String variable, String fallback) {
        String value = env.get(variable);
        Path base = value == null || !value.startsWith("/")
                ? userHome(env).resolve(fallback)
                : requireAbsolute(variable, value);
        return base.resolve("baksh");
    }

    private static Path userHome(Map<String, String> env) {
        String home = env.get("HOME");
        if (home != null && !home.isBlank()) return requireAbsolute("HOME", home);
        String systemHome = System.getProperty("user.home", "");
        if (Path.of(systemHome).isAbsolute()) return Path.of(systemHome);
        throw BakshException.usageError("the home folder of this user is not known, because HOME is not set", HINT);
    }

    /** Refuses a relative path, which would be another folder in each working folder, and invisible characters. */
    private static Path requireAbsolute(String variable, String value) {
        boolean isPadded = !value.equals(value.strip());
        boolean isVisible = value.chars().noneMatch(Character::isISOControl) && !isPadded;
        if (isVisible && Path.of(value).isAbsolute()) return Path.of(value);
        String shown = value.replaceAll("\\p{Cc}", "?");
        String problem = !shown.equals(value)
                ? "contains a control character"
                : isPadded ? "begins or ends with a blank" : "is not an absolute path";
        throw BakshException.usageError(variable + " '" + shown + "' " + problem, HINT);
    }
}
