package dev.baksh.cli.command;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.config.Servers;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Record of the servers of a run, from its journal. The results of a run are valid only at the same servers, so a
 * resume must use the same servers.
 */
final class RunServerRecord {
    /** Constant address, since the sandbox has another port in each process. */
    private static final String SANDBOX_ADDRESS = "the sandbox";

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, String> defaultServers = new LinkedHashMap<>();

    private RunServerRecord() {}

    /** Returns the servers that are configured for this process. */
    static RunServerRecord of(Servers servers, boolean sandbox) {
        RunServerRecord serverRecord = new RunServerRecord();
        for (ServerConfig server : servers.all())
            serverRecord.addresses.put(
                    server.name(), sandbox ? SANDBOX_ADDRESS : server.url().toString());
        for (ServerKind kind : ServerKind.values()) {
            String name = defaultServer(servers, kind);
            if (name != null) serverRecord.defaultServers.put(kind.toString(), name);
        }
        return serverRecord;
    }

    /** Returns the servers of the last process of a run; empty if the journal does not contain them. */
    static RunServerRecord of(RunHistory run) {
        RunServerRecord serverRecord = new RunServerRecord();
        for (JournalEvent event : run.events()) {
            if (event.kind() != JournalEvent.Kind.RUN) continue;
            if (event.data().get("servers") instanceof Map<?, ?> entries)
                entries.forEach((name, url) -> serverRecord.addresses.put(name.toString(), String.valueOf(url)));
            if (event.data().get("meant") instanceof Map<?, ?> entries)
                entries.forEach((kind, name) -> serverRecord.defaultServers.put(kind.toString(), String.valueOf(name)));
        }
        return serverRecord;
    }

    private static String defaultServer(Servers servers, ServerKind kind) {
        try {
            return servers.requireSingle(kind).name();
        } catch (BakshException e) {
            return null; // No server, or several without a selection: the script names the server.
        }
    }

    /** Returns the entries for the header of the journal. */
    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!addresses.isEmpty()) header.put("servers", addresses);
        if (!defaultServers.isEmpty()) header.put("meant", defaultServers);
        return header;
    }

    List<String> defaultServerNames() {
        return List.copyOf(defaultServers.values());
    }

    /**
     * Describes a changed address of a used server; null if no address has changed.
     *
     * @param current the servers of this process
     * @throws BakshException (exit 3) if {@code n2ws} or {@code px} is another server now, or if only one of the two
     *     processes uses the sandbox
     */
    String describeAddressChange(RunHistory run, RunServerRecord current) {
        if (!addresses.isEmpty() && isSandbox() != current.isSandbox())
            throw BakshException.refusal(
                    "run " + run.id()
                            + (isSandbox() ? " was started with the sandbox" : " was not started with the sandbox"),
                    "the results of its steps are not valid here; nothing was sent; to resume: baksh "
                            + (isSandbox() ? "--sandbox " : "") + "resume " + run.id());
        for (ServerKind kind : ServerKind.values()) {
            String recordedValue = defaultServers.get(kind.toString());
            String currentValue = current.defaultServers.get(kind.toString());
            if (recordedValue == null || currentValue == null || recordedValue.equals(currentValue)) continue;
            throw BakshException.refusal(
                    "run " + run.id() + " used the server '" + recordedValue + "' for " + kind + "; here " + kind
                            + " is '" + currentValue + "'",
                    "nothing was sent; to resume: baksh --server " + recordedValue + " resume " + run.id());
        }
        Set<String> usedServers = new LinkedHashSet<>(defaultServers.values());
        usedServers.addAll(run.serverNames());
        for (String name : usedServers) {
            String recordedValue = addresses.get(name);
            String currentValue = current.addresses.get(name);
            if (recordedValue == null || currentValue == null || recordedValue.equals(currentValue)) continue;
            return "run " + run.id() + " used " + name + " at " + recordedValue + "; " + name + " is now at "
                    + currentValue;
        }
        return null;
    }

    private boolean isSandbox() {
        return addresses.containsValue(SANDBOX_ADDRESS);
    }
}
