package dev.baksh.cli.app;

import dev.baksh.client.api.ServerKind;
import dev.baksh.client.thread.InternalThread;
import dev.baksh.client.tls.TlsWarmUp;
import java.nio.file.Files;
import java.util.regex.Pattern;

/**
 * Preloader that creates the N2WS and Portworx clients in the background, and initializes TLS, while the main thread
 * loads Groovy and the script. Both take long in a new JVM, and are independent. Nothing is sent.
 *
 * <p>Errors are ignored here, because they occur again when the script requests the client.
 */
public final class ClientPreloader {
    private static final Pattern N2WS = Pattern.compile("\\bn2ws\\b");
    private static final Pattern PX = Pattern.compile("\\bpx\\b");

    private ClientPreloader() {}

    /**
     * Starts the background task for the servers whose names occur in a script. Does nothing with a recording, in a
     * warm process, or if {@code servers.yaml} exists.
     */
    public static void preload(String text, AppContext app) {
        // A recording depends on the order of events. A warm process has already loaded these classes.
        if (app.options.isTaped() || app.isWarm()) return;
        boolean n2ws = N2WS.matcher(text).find();
        boolean px = PX.matcher(text).find();
        // A credential in servers.yaml may need an external command, which must not run before the script needs it.
        if (!n2ws && !px || Files.exists(app.environment.directories().config().resolve("servers.yaml"))) return;
        Runnable preload = () -> {
            if (n2ws) createClient(app, ServerKind.N2WS);
            if (px) createClient(app, ServerKind.PX);
            TlsWarmUp.warmUp();
        };
        new InternalThread(preload, "baksh-preload").start();
    }

    private static void createClient(AppContext app, ServerKind kind) {
        try {
            app.client(kind, null);
        } catch (RuntimeException | LinkageError e) {
            return; // Not configured, ambiguous, or an invalid CA file: the script's own call reports it.
        }
    }
}
