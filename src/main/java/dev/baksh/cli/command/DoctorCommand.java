package dev.baksh.cli.command;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.ProbeStep;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tests each link of the chain to a server, as a call would go along it: name, connection, certificate, answer, clock,
 * token, a read. What lies behind a link that broke is not tried. Nothing is written.
 */
public final class DoctorCommand {
    /** In a table; other formats have the next step too. */
    private static final List<String> SHOWN = List.of("server", "link", "state", "ms", "found");

    private final Console console;
    private final Wiring wiring;
    private final TimeSource time;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private BakshException worst;

    public DoctorCommand(Console console, Wiring wiring) {
        this.console = console;
        this.wiring = wiring;
        this.time = wiring.time();
    }

    /**
     * Tests the servers of these names, or all.
     *
     * @return 0, or the exit code of the first link that failed
     */
    public int test(List<String> names) {
        List<ServerConfig> servers = names.isEmpty()
                ? wiring.servers().all()
                : names.stream().map(wiring.servers()::named).toList();
        if (servers.isEmpty()) throw Commands.nothingConfigured();
        servers.forEach(this::test);
        console.print(rows, null, SHOWN);
        steps.forEach(console::note);
        return worst == null ? ExitCode.OK.code() : worst.exit().code();
    }

    private void test(ServerConfig server) {
        console.now("testing " + server.label() + " ...");
        if (!way(server, "", wiring.probe(server))) return;
        ServerClient client;
        try {
            client = wiring.client(server.kind(), server.name());
        } catch (BakshException e) {
            tell(server, ProbeStep.failed("credential", null, e));
            return;
        }
        if (!asked(server, "token", () -> "obtained, " + client.exchange().authenticate())) return;
        String noun = server.kind().equals("n2ws") ? "policies" : "roles";
        asked(server, "read", () -> read(client, noun));
        if (server.kind().equals("px")) gateway(server, client);
    }

    private void gateway(ServerConfig server, ServerClient client) {
        if (server.gatewayUrl() == null) {
            String hint =
                    "px.backups and all that is not roles and users needs it: set " + server.variable("GATEWAY_URL");
            tell(server, ProbeStep.skipped("gateway", "not configured", hint));
            return;
        }
        if (!way(server, "gateway ", wiring.probe(server.gateway()))) return;
        asked(server, "gateway read", () -> read(client, "version"));
    }

    /** True when the way is free up to the answer. */
    private boolean way(ServerConfig server, String prefix, List<ProbeStep> links) {
        boolean free = true;
        for (ProbeStep link : links) {
            tell(server, link.named(prefix + link.name()));
            free &= link.state() != ProbeStep.State.FAILED;
        }
        return free;
    }

    private boolean asked(ServerConfig server, String name, Supplier<String> ask) {
        long start = time.nanos();
        try {
            String found = ask.get();
            tell(server, ProbeStep.ok(name, Duration.ofNanos(time.nanos() - start), found));
            return true;
        } catch (BakshException e) {
            tell(server, ProbeStep.failed(name, Duration.ofNanos(time.nanos() - start), e));
            return false;
        }
    }

    /** One page proves it: a listing is read as far as it is iterated. */
    private static String read(ServerClient client, String noun) {
        boolean any = client.resource(noun).list(Map.of()).iterator().hasNext();
        return client.server().kind() + "." + noun + (any ? " answers" : " answers: there are none");
    }

    private void tell(ServerConfig server, ProbeStep link) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("server", server.name());
        row.put("link", link.name());
        row.put("state", word(link));
        row.put("ms", link.took() == null ? null : link.took().toMillis());
        row.put("found", found(server, link));
        row.put("next", link.hint());
        rows.add(new Row(null, row));
        if (link.fault() != null && worst == null) worst = link.fault();
        if (link.state() == ProbeStep.State.OK || link.hint() == null && link.fault() == null) return;
        steps.add(server.name() + ": " + link.name() + " " + word(link) + ": " + found(server, link));
        if (link.hint() != null) steps.add("  " + link.hint());
    }

    private static String word(ProbeStep link) {
        return link.state().name().toLowerCase(Locale.ROOT);
    }

    /** Without the name of the server, which stands beside it. */
    private static String found(ServerConfig server, ProbeStep link) {
        String label = server.label() + ": ";
        return link.found().startsWith(label) ? link.found().substring(label.length()) : link.found();
    }
}
