package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.app.SandboxConfiguration;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Command {@code baksh sandbox} that runs both sandbox servers in the foreground and prints the variables that
 * configure another baksh for them.
 */
public record SandboxCommand(AppContext app) {
    private static final List<String> OPTIONS =
            List.of("--n2ws-port --px-port --px-gateway-port --https --access-lifetime --refresh-lifetime --policies"
                    .split(" "));
    private static final int MAX_PORT = 65_535;

    /** Runs until an interrupt; returns the exit code. */
    public int run(List<String> args) {
        try (Sandbox sandbox = start(parseOptions(args))) {
            SandboxConfiguration.variables(sandbox)
                    .forEach((name, value) -> app.console.printUnredacted("export " + name + "='" + value + "'\n"));
            // The caller reports the output failure. Without the printed lines, no other process can use the servers.
            if (app.console.outputFailure() != null) return ExitCode.OK.code();
            app.console.showNotice(
                    "the sandbox servers run until Ctrl-C; the lines above configure another baksh for them");
            app.console.showNotice("login at the Portworx server (baksh login px): user " + sandbox.pxUsername()
                    + ", password " + sandbox.pxPassword());
            Thread.currentThread().join();
            return ExitCode.OK.code();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED.code();
        }
    }

    /** @throws BakshException (exit 2) a port cannot be used, or HTTPS needs keytool */
    private static Sandbox start(SandboxOptions options) {
        try {
            return Sandbox.start(options);
        } catch (UncheckedIOException e) {
            String hint = e.getCause() instanceof BindException ? "choose another port, or omit its option" : null;
            throw new BakshException(
                    ExitCode.USAGE, e.getMessage() + ": " + e.getCause().getMessage(), hint, e);
        } catch (IllegalStateException e) {
            throw new BakshException(ExitCode.USAGE, e.getMessage(), null, e);
        }
    }

    private static SandboxOptions parseOptions(List<String> args) {
        SandboxOptions options = new SandboxOptions();
        Set<String> given = new HashSet<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            int equalsIndex = arg.indexOf('=');
            String name = equalsIndex < 0 ? arg : arg.substring(0, equalsIndex);
            if (!OPTIONS.contains(name)) {
                throw BakshException.usageError(
                        "sandbox: unknown option " + name, NameSuggestions.suggest(name, OPTIONS, "options are"));
            }
            if (!given.add(name))
                throw BakshException.usageError("sandbox: " + name + " was given twice", "give " + name + " once");
            String value = equalsIndex < 0 ? null : arg.substring(equalsIndex + 1);
            if (name.equals("--https")) {
                if (value != null)
                    throw BakshException.usageError("sandbox: --https takes no value, not '" + value + "'", null);
                options.https = true;
                continue;
            }
            if (value == null && i + 1 < args.size()) value = args.get(++i);
            int number = parseNumber(name, value);
            switch (name) {
                case "--n2ws-port" -> options.n2wsPort = number;
                case "--px-port" -> options.pxPort = number;
                case "--px-gateway-port" -> options.pxGatewayPort = number;
                case "--access-lifetime" -> options.n2wsAccessLifetime = Duration.ofSeconds(number);
                case "--refresh-lifetime" -> options.n2wsRefreshLifetime = Duration.ofSeconds(number);
                default -> options.extraPolicies = number;
            }
        }
        return options;
    }

    private static int parseNumber(String option, String text) {
        if (text == null || !text.matches("\\d{1,7}"))
            throw BakshException.usageError("sandbox: " + option + " takes a number", null);
        int number = Integer.parseInt(text);
        if (option.endsWith("-port") && number > MAX_PORT)
            throw BakshException.usageError(
                    "sandbox: " + option + " takes a port up to " + MAX_PORT + ", not " + text,
                    "omit " + option + " for a free port");
        return number;
    }
}
