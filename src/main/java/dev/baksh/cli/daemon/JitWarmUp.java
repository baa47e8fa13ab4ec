package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.app.SandboxConfiguration;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.TempDirectories;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Warm-up of the JIT compiler: executes calls against a separate sandbox and discards their output, so that the code of
 * a call is compiled before the first request arrives.
 */
final class JitWarmUp {
    private static final String HOME_PREFIX = "warm-up-";
    private static final int ROUNDS = 40;
    private static final List<String> EXPRESSIONS =
            List.of("""
            def all = n2ws.policies.list().toList()
            def off = all.findAll { !it.enabled }.sort { it.name }
            table off, 'id', 'name'
            println "${off.size()} of ${all.size()}"
            null""", "n2ws.policies['nightly'].name", "px.users.collect { it.username }.sort()");

    private JitWarmUp() {}

    /**
     * Makes all calls of the warm-up.
     *
     * @param caches         receives the shipped catalogues
     * @param shouldContinue evaluated before each call; false ends the warm-up
     */
    static void run(
            DaemonSocket daemonSocket,
            CachesByCaller caches,
            DaemonCommand.RequestHandler handler,
            BooleanSupplier shouldContinue) {
        try {
            removeLeftovers(daemonSocket.folder());
            Path home = Files.createTempDirectory(daemonSocket.folder(), HOME_PREFIX);
            try (Sandbox sandbox = SandboxConfiguration.startForTraining()) {
                Map<String, String> env = SandboxConfiguration.trainingEnvironment(sandbox, home);
                ProcessCache cache = caches.newCache();
                for (int round = 0; round < ROUNDS; round++) {
                    // In turn: a full TLS handshake, a resumed TLS session, and a reused connection.
                    if (round % 4 == 1) cache = caches.newCache();
                    if (round % 4 == 2) cache.connections().closeIdleConnections();
                    for (String text : EXPRESSIONS) {
                        if (!shouldContinue.getAsBoolean()) return;
                        ProcessEnvironment environment = SandboxConfiguration.discardingEnvironment(env, false, "");
                        InterruptHandler.SignalSource signals = InterruptHandler.SignalSource.NONE;
                        handler.handle(environment, signals, cache, List.of("-e", text), new SecretRedactor());
                    }
                }
            } finally {
                TempDirectories.deleteRecursively(home);
            }
        } catch (IOException | RuntimeException e) {
            return; // Without the warm-up, the first calls take a little longer.
        }
    }

    /**
     * Deletes the folders of killed processes. May also delete the folder of a process that is just ending; only the
     * warm-up of that process uses the folder.
     */
    private static void removeLeftovers(Path folder) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, HOME_PREFIX + "*")) {
            leftovers.forEach(TempDirectories::deleteRecursively);
        }
    }
}
