package dev.baksh.cli.app;

import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.StandardOutput;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Factory of the configuration that connects baksh to a sandbox: servers for {@code --sandbox}, and variables for other
 * processes. Also starts the sandbox for JVM training runs.
 */
public final class SandboxConfiguration {
    private SandboxConfiguration() {}

    /** Status letter of a partial success in the sandbox. */
    private static final String PARTIAL = "L";

    private static final String RECOVERED = "S";
    private static final String FAILED = "F";
    private static final String IN_PROGRESS = "P";
    private static final String SUCCEEDED = "B";

    static List<ServerConfig> configs(Sandbox sandbox) {
        Credential n2wsCredential = new Credential.ApiKey(Secret.of(sandbox.n2wsApiKey()));
        Credential pxCredential =
                new Credential.ClientCredentials(sandbox.pxClientId(), Secret.of(sandbox.pxClientSecret()));
        return List.of(
                new ServerConfig(
                        "sandbox",
                        false,
                        ServerKind.N2WS,
                        sandbox.n2wsUrl(),
                        null,
                        n2wsCredential,
                        null,
                        null,
                        null,
                        null,
                        PARTIAL,
                        RECOVERED,
                        Set.of(FAILED),
                        null,
                        false,
                        false,
                        false),
                new ServerConfig(
                        "sandbox-px",
                        false,
                        ServerKind.PX,
                        sandbox.pxUrl(),
                        sandbox.pxGatewayUrl(),
                        pxCredential,
                        null,
                        null,
                        "master",
                        "/auth",
                        null,
                        null,
                        Set.of(),
                        null,
                        true,
                        false,
                        false));
    }

    /** Returns the variables that configure another process for these servers. */
    public static Map<String, String> variables(Sandbox sandbox) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("BAKSH_N2WS_URL", sandbox.n2wsUrl().toString());
        variables.put("BAKSH_N2WS_API_KEY", sandbox.n2wsApiKey());
        variables.put("BAKSH_N2WS_RECOVERED", RECOVERED);
        variables.put("BAKSH_N2WS_PARTIAL", PARTIAL);
        variables.put("BAKSH_N2WS_FAILED", FAILED);
        variables.put("BAKSH_PX_URL", sandbox.pxUrl().toString());
        variables.put("BAKSH_PX_GATEWAY_URL", sandbox.pxGatewayUrl().toString());
        variables.put("BAKSH_PX_CLIENT_ID", sandbox.pxClientId());
        variables.put("BAKSH_PX_CLIENT_SECRET", sandbox.pxClientSecret());
        if (sandbox.n2wsUrl().getScheme().equals("https")) {
            variables.put("BAKSH_N2WS_CA", sandbox.caFile().toString());
            variables.put("BAKSH_PX_CA", sandbox.caFile().toString());
        }
        return variables;
    }

    /** Returns the catalogue of N2WS with letters that only the sandbox defines: of running backups and of snapshots. */
    static Catalog addStatusWords(Catalog catalog) {
        Map<String, String> backups = Map.of(IN_PROGRESS, StatusMeaning.IN_PROGRESS.word());
        Map<String, String> snapshots = Map.of(SUCCEEDED, StatusMeaning.SUCCESS.word());
        return catalog.withValues(
                "status", Map.of("backups", backups, "azure.backups", backups, "snapshots", snapshots));
    }

    /**
     * Starts a sandbox for a JVM training run (AOT cache or JIT warm-up). Uses TLS if the JDK contains keytool, because
     * real servers use TLS.
     */
    public static Sandbox startForTraining() {
        try {
            SandboxOptions options = new SandboxOptions();
            options.https = true;
            return Sandbox.start(options);
        } catch (RuntimeException e) {
            return Sandbox.start(new SandboxOptions());
        }
    }

    /** Returns the environment of a training run with this home folder; the run does not use the gateway. */
    public static Map<String, String> trainingEnvironment(Sandbox sandbox, Path home) {
        Map<String, String> environment = variables(sandbox);
        environment.remove("BAKSH_PX_GATEWAY_URL");
        environment.put("BAKSH_HOME", home.toString());
        return environment;
    }

    /** Returns the environment of a baksh call that discards its output. */
    public static ProcessEnvironment discardingEnvironment(Map<String, String> env, boolean terminal, String input) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        PrintStream out = new StandardOutput(OutputStream.nullOutputStream());
        return new ProcessEnvironment(in, out, out, env, terminal, terminal, 80, List.of(), TimeSource.SYSTEM);
    }
}
