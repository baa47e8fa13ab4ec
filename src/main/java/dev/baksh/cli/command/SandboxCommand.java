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

/** {@code baksh sandbox}: both servers in the foreground, with the lines that point another baksh at them. */
public final class SandboxCommand {
    private static final List<String> OPTIONS = List.of(
            "--n2ws-port",
            "--px-port",
            "--px-gateway-port",
            "--https",
            "--access-lifetime",
            "--refresh-lifetime",
            "--policies");

    private final ProcessEnvironment surroundings;
    private final Console console;

    public SandboxCommand(ProcessEnvironment surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    public int run(List<String> words) {
        try (Sandbox sandbox = Sandbox.start(options(words))) {
            export("BAKSH_N2WS_URL", sandbox.n2wsUrl().toString());
            export("BAKSH_N2WS_API_KEY", sandbox.n2wsApiKey());
            export("BAKSH_N2WS_RECOVERED", "S");
            export("BAKSH_PX_URL", sandbox.pxUrl().toString());
            export("BAKSH_PX_GATEWAY_URL", sandbox.pxGatewayUrl().toString());
            export("BAKSH_PX_CLIENT_ID", sandbox.pxClientId());
            export("BAKSH_PX_CLIENT_SECRET", sandbox.pxClientSecret());
            if (words.contains("--https")) {
                export("BAKSH_N2WS_CA", sandbox.caFile().toString());
                export("BAKSH_PX_CA", sandbox.caFile().toString());
            }
            surroundings.out().flush();
            console.note("both sandbox servers run until Ctrl-C; the lines above point another baksh at them");
            console.note("a person logs in to the Portworx one (baksh login px) as " + sandbox.pxUsername()
                    + ", password " + sandbox.pxPassword());
            Thread.currentThread().join();
            return ExitCode.OK.code();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED.code();
        }
    }

    private void export(String name, String value) {
        surroundings.out().println("export " + name + "='" + value + "'");
    }

    private static SandboxOptions options(List<String> words) {
        SandboxOptions.Builder options = SandboxOptions.defaults().but();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--https")) {
                options.https(true);
                continue;
            }
            if (!OPTIONS.contains(word)) {
                throw BakshException.usage(
                        "sandbox: unknown option " + word, NameSuggestions.suggest(word, OPTIONS, "options are"));
            }
            int number = number(word, i + 1 < words.size() ? words.get(++i) : null);
            switch (word) {
                case "--n2ws-port" -> options.n2wsPort(number);
                case "--px-port" -> options.pxPort(number);
                case "--px-gateway-port" -> options.pxGatewayPort(number);
                case "--access-lifetime" -> options.accessLifetime(Duration.ofSeconds(number));
                case "--refresh-lifetime" -> options.refreshLifetime(Duration.ofSeconds(number));
                default -> options.extraPolicies(number);
            }
        }
        return options.build();
    }

    private static int number(String option, String text) {
        if (text != null && text.matches("\\d{1,7}")) return Integer.parseInt(text);
        throw BakshException.usage("sandbox: " + option + " takes a number", null);
    }
}
