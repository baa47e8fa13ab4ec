package dev.baksh.cli.app;

import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Configuration and life cycle of the two servers of {@code --sandbox}. */
final class SandboxServers implements AutoCloseable {
    private final Sandbox sandbox;
    private final boolean https;

    SandboxServers(SandboxOptions options) {
        sandbox = Sandbox.start(options);
        https = options.https;
    }

    List<ServerConfig> configs() {
        Path caFile = https ? sandbox.caFile() : null;
        Credential apiKey = new Credential.ApiKey(Secret.of(sandbox.n2wsApiKey()));
        Credential clientCredentials =
                new Credential.ClientCredentials(sandbox.pxClientId(), Secret.of(sandbox.pxClientSecret()));
        return List.of(
                new ServerConfig(
                        "sandbox",
                        ServerKind.N2WS,
                        sandbox.n2wsUrl(),
                        null,
                        apiKey,
                        caFile,
                        null,
                        null,
                        null,
                        null,
                        "S",
                        Set.of(),
                        null,
                        false,
                        false,
                        false),
                new ServerConfig(
                        "sandbox-px",
                        ServerKind.PX,
                        sandbox.pxUrl(),
                        sandbox.pxGatewayUrl(),
                        clientCredentials,
                        caFile,
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

    Sandbox sandbox() {
        return sandbox;
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
