package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.tls.TlsWarmUp;
import java.nio.file.Files;
import java.util.regex.Pattern;

/**
 * Makes the clients of the servers that a text names, and gets TLS ready, while Groovy and the text are being loaded: both take long in a JVM
 * that has just begun, and neither needs the other. Nothing is sent.
 *
 * <p>What goes wrong here goes wrong once more where the client is asked for, and is said there.
 */
public final class ClientPreloader {
    private static final Pattern N2WS = Pattern.compile("\\bn2ws\\b");
    private static final Pattern PX = Pattern.compile("\\bpx\\b");

    private ClientPreloader() {}

    public static void preload(String text, CommandLineOptions options, Wiring wiring) {
        // A recording tells what came after what; and in a warm process all of it is there.
        if (options.recordPath != null || options.replayPath != null || wiring.isWarm()) return;
        boolean n2ws = N2WS.matcher(text).find();
        boolean px = PX.matcher(text).find();
        // A credential that servers.yaml names may have to be fetched, which can take long; that is not begun on
        // suspicion.
        if (!n2ws && !px || Files.exists(wiring.directories().config().resolve("servers.yaml"))) return;
        Thread thread = new Thread(() -> {
            if (n2ws) createClient(wiring, ServerKind.N2WS);
            if (px) createClient(wiring, ServerKind.PX);
            TlsWarmUp.warmUp();
        });
        thread.setName("baksh-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private static void createClient(Wiring wiring, ServerKind kind) {
        try {
            wiring.client(kind, null);
        } catch (RuntimeException | LinkageError e) {
            return; // Not configured, several, or a CA file that is none: the script's own call tells.
        }
    }
}
