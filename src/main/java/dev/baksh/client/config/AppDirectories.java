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
        String own = env.get("BAKSH_HOME");
        if (own != null && !own.isBlank()) return new AppDirectories(Path.of(own), Path.of(own));
        Path user = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        return new AppDirectories(
                folder(env, "XDG_CONFIG_HOME", user.resolve(".config")).resolve("baksh"),
                folder(env, "XDG_STATE_HOME", user.resolve(".local/state")).resolve("baksh"));
    }

    /** Relative values are to be ignored, says the XDG base directory specification. */
    private static Path folder(Map<String, String> env, String variable, Path otherwise) {
        String value = env.get(variable);
        return value == null || !value.startsWith("/") ? otherwise : Path.of(value);
    }
}
