package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import groovy.lang.GroovySystem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands that only show information: {@code servers} and {@code version}. */
public record InfoCommands(AppContext app) {
    /** Prints the servers with these names, or all, without secrets. */
    public void servers(List<String> names) {
        List<Row> rows = new ArrayList<>();
        for (ServerConfig server : app.servers().named(names)) {
            rows.add(Row.of(
                    "name", server.name(),
                    "kind", server.kind().toString(),
                    "url", server.url().toString(),
                    "mode", server.readOnly() ? "read-only" : "read-write",
                    "production", server.production(),
                    "trust", app.trustBasis(server)));
        }
        if (rows.isEmpty()) throw noServerConfigured();
        app.console.print(rows);
    }

    static BakshException noServerConfigured() {
        return BakshException.usageError(
                "no server is configured",
                "set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or BAKSH_PX_URL and a credential, or try --sandbox");
    }

    /** @param verbose also prints the versions of Java, Groovy and the system, and the folders of baksh */
    public void version(boolean verbose) {
        String version = InfoCommands.class.getPackage().getImplementationVersion();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("baksh", version == null ? "(not built as a jar)" : version);
        details.put("Java", String.valueOf(Runtime.version().feature()));
        if (verbose) {
            details.put("Java", systemProperties("java.version", "java.vendor", "java.home"));
            details.put("Groovy", GroovySystem.getVersion());
            details.put("system", systemProperties("os.name", "os.version", "os.arch"));
            details.put("configuration", app.environment.directories().config());
            details.put("state", app.environment.directories().state());
        }
        if (app.options.format != null) app.console.print(details);
        else if (verbose) details.forEach((key, value) -> app.console.printText(key + ": " + value + "\n"));
        else app.console.printText("baksh " + details.get("baksh") + ", Java " + details.get("Java") + "\n");
    }

    private static String systemProperties(String... names) {
        return Stream.of(names).map(System::getProperty).collect(Collectors.joining(", "));
    }
}
