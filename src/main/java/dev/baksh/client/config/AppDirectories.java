package dev.baksh.client.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where baksh keeps its files: all under {@code BAKSH_HOME} when that is set, otherwise in the XDG folders.
 *
 * @param config {@code servers.yaml}
 * @param state  the journal and the history
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

    /** Relative values are to be ignored, says the XDG base directory specification. */
    private static Path xdgFolder(Map<String, String> env, String variable, Path fallback) {
        String value = env.get(variable);
        return value == null || !value.startsWith("/") ? fallback : Path.of(value);
    }
}
