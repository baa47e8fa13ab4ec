package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.http.SecretRedactor;
import java.util.List;

/** Handler of the requests to the warm process: executes one command line. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Executes one command line; an error has been printed when this method returns.
     *
     * @param environment streams and environment of the caller
     * @param cache       caches of earlier requests of the same caller
     * @param redactor    collects the secrets that the request uses
     * @return the exit code
     */
    int handle(
            ProcessEnvironment environment,
            InterruptHandler.SignalSource signals,
            ProcessCache cache,
            List<String> args,
            SecretRedactor redactor);
}
