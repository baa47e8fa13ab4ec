package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.app.TrainingSandbox;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.TempDirectories;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Lets the JVM compile what a call needs, before the first one comes: calls to a sandbox of its own, whose output nobody sees. */
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
     * Goes on until it is done.
     *
     * @param caches whose catalogues are read by then
     * @param shouldContinue  asked before each call
     */
    static void run(
            DaemonSocket daemonSocket, CachesByCaller caches, RequestHandler handler, BooleanSupplier shouldContinue) {
        try {
            removeLeftovers(daemonSocket.folder());
            Path home = Files.createTempDirectory(daemonSocket.folder(), HOME_PREFIX);
            try (Sandbox sandbox = TrainingSandbox.start()) {
                Map<String, String> env = TrainingSandbox.environment(sandbox, home);
                ProcessCache cache = caches.newCache();
                for (int round = 0; round < ROUNDS; round++) {
                    // As a new caller greets a server, one that comes again after a while, and one that comes at once.
                    if (round % 4 == 1) cache = caches.newCache();
                    if (round % 4 == 2) cache.connections().closeIdleConnections();
                    for (String text : EXPRESSIONS) {
                        if (!shouldContinue.getAsBoolean()) return;
                        handler.handle(
                                discardingEnvironment(env),
                                InterruptHandler.SignalSource.NONE,
                                cache,
                                List.of("-e", text),
                                new SecretRedactor());
                    }
                }
            } finally {
                TempDirectories.deleteRecursively(home);
            }
        } catch (IOException | RuntimeException e) {
            return; // The first calls take a little longer.
        }
    }

    /** What processes that were killed have left; one that is just leaving misses nothing but what nobody sees. */
    private static void removeLeftovers(Path folder) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, HOME_PREFIX + "*")) {
            leftovers.forEach(TempDirectories::deleteRecursively);
        }
    }

    private static ProcessEnvironment discardingEnvironment(Map<String, String> env) {
        PrintStream discardingStream = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        ByteArrayInputStream emptyInput = new ByteArrayInputStream(new byte[0]);
        return new ProcessEnvironment(
                emptyInput, discardingStream, discardingStream, env, false, false, 80, List.of(), TimeSource.SYSTEM);
    }
}
