package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.text.ShellWord;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Record of server addresses and of the servers that {@code n2ws} and {@code px} stand for: those of a run, from its
 * journal, or those of this process. The results of a run are valid only for the same servers, so a resume compares
 * both records.
 */
record RunServerRecord(Map<String, String> addresses, Map<String, String> defaultServers) {
    /** Constant address, since the sandbox has another port in each process. */
    private static final String SANDBOX_ADDRESS = "the sandbox";

    /** Returns the servers that are configured for this process. */
    static RunServerRecord of(AppContext app) {
        RunServerRecord serverRecord = new RunServerRecord(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (ServerConfig server : app.servers().all())
            serverRecord.addresses.put(
                    server.name(),
                    app.options.sandbox ? SANDBOX_ADDRESS : server.url().toString());
        for (ServerKind kind : ServerKind.values()) {
            ServerConfig server = app.currentServer(kind);
            if (server != null) serverRecord.defaultServers.put(kind.toString(), server.name());
        }
        return serverRecord;
    }

    /**
     * Returns the servers in the journal of a run; a later process of the run replaces the entries of an earlier
     * process. Empty if the journal contains no servers.
     */
    static RunServerRecord of(RunHistory run) {
        RunServerRecord serverRecord = new RunServerRecord(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (JournalEvent event : run.events()) {
            if (event.kind() != JournalEvent.Kind.RUN) continue;
            if (event.data().get("servers") instanceof Map<?, ?> entries)
                entries.forEach((name, url) -> serverRecord.addresses.put(name.toString(), String.valueOf(url)));
            if (event.data().get("meant") instanceof Map<?, ?> entries)
                entries.forEach((kind, name) -> serverRecord.defaultServers.put(kind.toString(), String.valueOf(name)));
        }
        return serverRecord;
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
                    "the results of its steps are not valid here; nothing was sent; resume in another terminal: baksh "
                            + (isSandbox() ? "--sandbox " : "") + "resume " + run.id());
        for (ServerKind kind : ServerKind.values()) {
            String name = defaultServers.get(kind.toString());
            String currentName = current.defaultServers.get(kind.toString());
            if (!isChanged(name, currentName)) continue;
            throw BakshException.refusal(
                    "run " + run.id() + " used the server '" + name + "' for " + kind + "; here " + kind + " is '"
                            + currentName + "'",
                    "nothing was sent; to resume: baksh --server " + ShellWord.quoteIfNeeded(name) + " resume "
                            + run.id());
        }
        Set<String> usedServers = new LinkedHashSet<>(defaultServers.values());
        usedServers.addAll(run.serverNames());
        for (String name : usedServers) {
            String address = addresses.get(name);
            String currentAddress = current.addresses.get(name);
            if (isChanged(address, currentAddress))
                return "run %s used %s at %s; %s is now at %s".formatted(run.id(), name, address, name, currentAddress);
        }
        return null;
    }

    private static boolean isChanged(String recorded, String current) {
        return recorded != null && current != null && !recorded.equals(current);
    }

    private boolean isSandbox() {
        return addresses.containsValue(SANDBOX_ADDRESS);
    }
}
