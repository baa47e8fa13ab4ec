package dev.baksh.client.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Directories of baksh: both are {@code BAKSH_HOME} when that variable is set, otherwise the XDG directories.
 *
 * @param config directory of {@code servers.yaml}
 * @param state directory of the journals and the history
 */
public record AppDirectories(Path config, Path state) {

    public static AppDirectories of(Map<String, String> env) {
        String bakshHome = env.get("BAKSH_HOME");
        if (bakshHome != null && !bakshHome.isBlank())
            return new AppDirectories(Path.of(bakshHome), Path.of(bakshHome));
        Path userHome = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        return new AppDirectories(
                xdgFolder(env, "XDG_CONFIG_HOME", userHome.resolve(".config")).resolve("baksh"),
                xdgFolder(env, "XDG_STATE_HOME", userHome.resolve(".local/state"))
                        .resolve("baksh"));
    }

    /** The XDG base directory specification says to ignore relative values. */
    private static Path xdgFolder(Map<String, String> env, String variable, Path fallback) {
        String value = env.get(variable);
        return value == null || !value.startsWith("/") ? fallback : Path.of(value);
    }
}
