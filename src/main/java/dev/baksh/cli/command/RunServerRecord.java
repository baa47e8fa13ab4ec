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
 * Which servers a run speaks to, as its record has them. What a run has done at one server is not done at another, so a
 * resume goes on at the same ones.
 */
final class RunServerRecord {
    /** The address of a server that lives as long as its process, at another port each time. */
    private static final String SANDBOX_ADDRESS = "the sandbox";

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, String> defaultServers = new LinkedHashMap<>();

    private RunServerRecord() {}

    /** As they are configured for this process. */
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

    /** As a run's latest process had them; empty for a record that does not tell. */
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
            return null; // None, or several of which none is chosen: the script says which it means.
        }
    }

    /** What is to be on record. */
    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!addresses.isEmpty()) header.put("servers", addresses);
        if (!defaultServers.isEmpty()) header.put("meant", defaultServers);
        return header;
    }

    /** The servers that {@code n2ws} and {@code px} stand for. */
    List<String> defaultServerNames() {
        return List.copyOf(defaultServers.values());
    }

    /**
     * What has another address than the run had it at, as words for a question; null when nothing has.
     *
     * @param current as this process has them
     * @throws BakshException (exit 3) {@code n2ws} or {@code px} stands for another server now, or one of them is the sandbox
     */
    String describeAddressChange(RunHistory run, RunServerRecord current) {
        if (!addresses.isEmpty() && isSandbox() != current.isSandbox())
            throw BakshException.refusal(
                    "run " + run.id() + (isSandbox() ? " was begun at the sandbox" : " was not begun at the sandbox"),
                    "what was done there is not done here, and nothing was sent; to go on there: baksh "
                            + (isSandbox() ? "--sandbox " : "") + "resume " + run.id());
        for (ServerKind kind : ServerKind.values()) {
            String recordedValue = defaultServers.get(kind.toString());
            String currentValue = current.defaultServers.get(kind.toString());
            if (recordedValue == null || currentValue == null || recordedValue.equals(currentValue)) continue;
            throw BakshException.refusal(
                    "run " + run.id() + " means the server '" + recordedValue + "' by " + kind + ", and here it is '"
                            + currentValue + "'",
                    "nothing was sent; to go on: baksh --server " + recordedValue + " resume " + run.id());
        }
        Set<String> usedServers = new LinkedHashSet<>(defaultServers.values());
        usedServers.addAll(run.serverNames());
        for (String name : usedServers) {
            String recordedValue = addresses.get(name);
            String currentValue = current.addresses.get(name);
            if (recordedValue == null || currentValue == null || recordedValue.equals(currentValue)) continue;
            return "run " + run.id() + " has spoken to " + name + " at " + recordedValue + ", and here it is at "
                    + currentValue;
        }
        return null;
    }

    private boolean isSandbox() {
        return addresses.containsValue(SANDBOX_ADDRESS);
    }
}
