package dev.baksh.cli.app;

import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sandbox servers for the training runs of the class archive and for the warm-up of the warm process. */
public final class TrainingSandbox {
    private TrainingSandbox() {}

    /** Starts the servers, with TLS where the JDK has keytool, since real servers use TLS. */
    public static Sandbox start() {
        try {
            SandboxOptions options = new SandboxOptions();
            options.https = true;
            return Sandbox.start(options);
        } catch (RuntimeException e) {
            return Sandbox.start(new SandboxOptions());
        }
    }

    /** Environment of a caller of these servers, with a home folder. */
    public static Map<String, String> environment(Sandbox sandbox, Path home) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("BAKSH_HOME", home.toString());
        env.put("BAKSH_N2WS_URL", sandbox.n2wsUrl().toString());
        env.put("BAKSH_N2WS_API_KEY", sandbox.n2wsApiKey());
        env.put("BAKSH_PX_URL", sandbox.pxUrl().toString());
        env.put("BAKSH_PX_CLIENT_ID", sandbox.pxClientId());
        env.put("BAKSH_PX_CLIENT_SECRET", sandbox.pxClientSecret());
        if (sandbox.n2wsUrl().getScheme().equals("https")) {
            env.put("BAKSH_N2WS_CA", sandbox.caFile().toString());
            env.put("BAKSH_PX_CA", sandbox.caFile().toString());
        }
        return env;
    }
}
