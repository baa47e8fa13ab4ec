package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.ProbeStep;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.RowsView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Command {@code baksh doctor} that tests each step of a connection to a server in order: name, connection,
 * certificate, response, clock, token, a read. After a failed step the later steps are not tried, except that a read
 * that fails, for example for lack of a permission, does not stop the test of the gateway. Sends no write.
 */
public final class DoctorCommand {
    /** Columns on a terminal. A file or a pipe also contains the column {@code next} with the advice. */
    private static final List<String> TERMINAL_COLUMNS = List.of("server", "link", "state", "ms", "found");

    private final AppContext app;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> nextSteps = new ArrayList<>();
    private BakshException firstFailure;

    public DoctorCommand(AppContext app) {
        this.app = app;
    }

    /**
     * Tests the servers with these names, or all.
     *
     * @return 0, or the exit code of the first failure
     */
    public int test(List<String> names) {
        List<ServerConfig> servers = app.servers().named(names);
        if (servers.isEmpty()) throw InfoCommands.noServerConfigured();
        servers.forEach(this::test);
        boolean isTerminal = app.environment.isOutTerminal();
        app.console.print(isTerminal ? new RowsView(rows, RowsView.Form.WRAPPED, TERMINAL_COLUMNS) : rows);
        nextSteps.forEach(app.console::showNotice);
        return firstFailure == null ? ExitCode.OK.code() : firstFailure.exit().code();
    }

    private void test(ServerConfig server) {
        app.console.showProgress("testing " + server.label() + " ...");
        if (!addProbeSteps(server, "", probe(server))) return;
        ServerClient client;
        try {
            client = app.client(server.kind(), server.name());
        } catch (BakshException e) {
            addResult(server, ProbeStep.failed("credential", null, e));
            return;
        }
        if (!measure(server, "token", () -> "obtained, " + client.executor().authenticate())) return;
        String noun = server.kind() == ServerKind.N2WS ? "policies" : "roles";
        measure(server, "read", () -> readFirstPage(client, noun));
        if (server.kind() == ServerKind.PX) testGateway(server, client);
    }

    private void testGateway(ServerConfig server, ServerClient client) {
        if (server.gatewayUrl() == null) {
            String hint =
                    "all nouns of px except roles and users need the gateway: set " + server.settingName("GATEWAY_URL");
            addResult(server, ProbeStep.skipped("gateway", "not configured", hint));
            return;
        }
        if (!addProbeSteps(server, "gateway ", probe(server.gatewayConfig()))) return;
        measure(server, "gateway read", () -> readFirstPage(client, "version"));
    }

    /** Tests the connection. Settings with which no connection is possible are a failed step, so that the other servers are tested. */
    private List<ProbeStep> probe(ServerConfig server) {
        try {
            return app.probe(server);
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
            return List.of(ProbeStep.failed("settings", null, e));
        }
    }

    /** Adds the results of the connection test; returns true if no step failed. */
    private boolean addProbeSteps(ServerConfig server, String prefix, List<ProbeStep> probeSteps) {
        boolean reachable = true;
        for (ProbeStep step : probeSteps) {
            addResult(server, step.withName(prefix + step.name()));
            reachable &= step.state() != ProbeStep.State.FAILED;
        }
        return reachable;
    }

    private boolean measure(ServerConfig server, String name, Supplier<String> check) {
        long startNanos = app.time().nanos();
        try {
            String result = check.get();
            addResult(server, ProbeStep.ok(name, Duration.ofNanos(app.time().nanos() - startNanos), result));
            return true;
        } catch (BakshException e) {
            addResult(server, ProbeStep.failed(name, Duration.ofNanos(app.time().nanos() - startNanos), e));
            return false;
        }
    }

    /** Reads one page: iteration reads a listing page by page. */
    private static String readFirstPage(ServerClient client, String noun) {
        boolean hasRows = client.resource(noun).list(Map.of()).iterator().hasNext();
        return client.server().kind() + "." + noun + (hasRows ? ": read" : ": read, no rows");
    }

    private void addResult(ServerConfig server, ProbeStep step) {
        rows.add(Row.of(
                "server", server.name(),
                "link", step.name(),
                "state", stateName(step),
                "ms", step.duration() == null ? null : step.duration().toMillis(),
                "found", describeResult(server, step),
                "next", step.hint()));
        if (step.failure() != null && firstFailure == null) firstFailure = step.failure();
        if (step.state() == ProbeStep.State.OK || step.hint() == null && step.failure() == null) return;
        nextSteps.add(server.name() + ": " + step.name() + " " + stateName(step) + ": " + describeResult(server, step));
        if (step.hint() != null) step.hint().lines().forEach(line -> nextSteps.add("  " + line));
    }

    private static String stateName(ProbeStep step) {
        return step.state().name().toLowerCase(Locale.ROOT);
    }

    /** Returns the description without the name of the server, which has its own column. */
    private static String describeResult(ServerConfig server, ProbeStep step) {
        String label = server.label() + ": ";
        return step.description().startsWith(label) ? step.description().substring(label.length()) : step.description();
    }
}
