package dev.baksh.cli.command;

import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.sandbox.Sandbox;
import dev.baksh.sandbox.server.SandboxOptions;
import java.time.Duration;
import java.util.List;

/**
 * Command {@code baksh sandbox} that runs both sandbox servers in the foreground and prints the variables that
 * configure another baksh for them.
 */
public final class SandboxCommand {
    private static final List<String> OPTIONS = List.of(
            "--n2ws-port",
            "--px-port",
            "--px-gateway-port",
            "--https",
            "--access-lifetime",
            "--refresh-lifetime",
            "--policies");

    private final ProcessEnvironment environment;
    private final Console console;

    public SandboxCommand(ProcessEnvironment environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    public int run(List<String> args) {
        try (Sandbox sandbox = Sandbox.start(parseOptions(args))) {
            printExport("BAKSH_N2WS_URL", sandbox.n2wsUrl().toString());
            printExport("BAKSH_N2WS_API_KEY", sandbox.n2wsApiKey());
            printExport("BAKSH_N2WS_RECOVERED", "S");
            printExport("BAKSH_PX_URL", sandbox.pxUrl().toString());
            printExport("BAKSH_PX_GATEWAY_URL", sandbox.pxGatewayUrl().toString());
            printExport("BAKSH_PX_CLIENT_ID", sandbox.pxClientId());
            printExport("BAKSH_PX_CLIENT_SECRET", sandbox.pxClientSecret());
            if (args.contains("--https")) {
                printExport("BAKSH_N2WS_CA", sandbox.caFile().toString());
                printExport("BAKSH_PX_CA", sandbox.caFile().toString());
            }
            environment.out().flush();
            console.showNotice(
                    "the sandbox servers run until Ctrl-C; the lines above configure another baksh for them");
            console.showNotice("login at the Portworx server (baksh login px): user " + sandbox.pxUsername()
                    + ", password " + sandbox.pxPassword());
            Thread.currentThread().join();
            return ExitCode.OK.code();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED.code();
        }
    }

    private void printExport(String name, String value) {
        environment.out().println("export " + name + "='" + value + "'");
    }

    private static SandboxOptions parseOptions(List<String> args) {
        SandboxOptions options = new SandboxOptions();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--https")) {
                options.https = true;
                continue;
            }
            if (!OPTIONS.contains(arg)) {
                throw BakshException.usageError(
                        "sandbox: unknown option " + arg, NameSuggestions.suggest(arg, OPTIONS, "options are"));
            }
            int number = parseNumber(arg, i + 1 < args.size() ? args.get(++i) : null);
            switch (arg) {
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
        if (text != null && text.matches("\\d{1,7}")) return Integer.parseInt(text);
        throw BakshException.usageError("sandbox: " + option + " takes a number", null);
    }
}
