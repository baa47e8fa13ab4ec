package dev.baksh.cli;

import dev.baksh.api.Time;
import dev.baksh.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Lets the JVM compile what a call needs, before the first one comes: calls to a sandbox of its own, whose output nobody sees. */
final class WarmUp {
    private static final int ROUNDS = 40;
    private static final List<String> TEXTS =
            List.of("""
            def all = n2ws.policies.list().toList()
            def off = all.findAll { !it.enabled }.sort { it.name }
            table off, 'id', 'name'
            println "${off.size()} of ${all.size()}"
            null""", "n2ws.policies['nightly'].name", "px.users.collect { it.username }.sort()");

    private WarmUp() {}

    /** @param needed asked before each call */
    static void of(BooleanSupplier needed) {
        try {
            Path home = Files.createTempDirectory("baksh-warm");
            try (Sandbox sandbox = Training.sandbox()) {
                Map<String, String> env = Training.env(sandbox, home);
                Kept kept = new Kept();
                for (int round = 0; round < ROUNDS; round++) {
                    for (String text : TEXTS) {
                        if (!needed.getAsBoolean()) return;
                        new Baksh(nowhere(env), Interrupts.Source.NONE, kept).start(List.of("-e", text));
                    }
                }
            } finally {
                TemporaryFolder.remove(home);
            }
        } catch (IOException | RuntimeException e) {
            return; // The first calls take a little longer.
        }
    }

    private static Surroundings nowhere(Map<String, String> env) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        ByteArrayInputStream nothing = new ByteArrayInputStream(new byte[0]);
        return new Surroundings(nothing, nowhere, nowhere, env, false, false, 80, List.of(), Time.SYSTEM);
    }
}
