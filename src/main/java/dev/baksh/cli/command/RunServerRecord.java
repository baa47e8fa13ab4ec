package dev.baksh.cli.command;

import dev.baksh.client.api.BakshException;
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
    private static final List<String> KINDS = List.of("n2ws", "px");

    /** The address of a server that lives as long as its process, at another port each time. */
    private static final String SANDBOX = "the sandbox";

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, String> meant = new LinkedHashMap<>();

    private RunServerRecord() {}

    /** As they are configured for this process. */
    static RunServerRecord of(Servers servers, boolean sandbox) {
        RunServerRecord own = new RunServerRecord();
        for (ServerConfig server : servers.all())
            own.addresses.put(server.name(), sandbox ? SANDBOX : server.url().toString());
        for (String kind : KINDS) {
            String name = meant(servers, kind);
            if (name != null) own.meant.put(kind, name);
        }
        return own;
    }

    /** As a run's latest process had them; empty for a record that does not tell. */
    static RunServerRecord of(RunHistory run) {
        RunServerRecord own = new RunServerRecord();
        for (JournalEvent event : run.events()) {
            if (event.kind() != JournalEvent.Kind.RUN) continue;
            if (event.data().get("servers") instanceof Map<?, ?> all)
                all.forEach((name, url) -> own.addresses.put(name.toString(), String.valueOf(url)));
            if (event.data().get("meant") instanceof Map<?, ?> all)
                all.forEach((kind, name) -> own.meant.put(kind.toString(), String.valueOf(name)));
        }
        return own;
    }

    private static String meant(Servers servers, String kind) {
        try {
            return servers.only(kind).name();
        } catch (BakshException e) {
            return null; // None, or several of which none is chosen: the script says which it means.
        }
    }

    /** What is to be on record. */
    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!addresses.isEmpty()) header.put("servers", addresses);
        if (!meant.isEmpty()) header.put("meant", meant);
        return header;
    }

    /** The servers that {@code n2ws} and {@code px} stand for. */
    List<String> names() {
        return List.copyOf(meant.values());
    }

    /**
     * What has another address than the run had it at, as words for a question; null when nothing has.
     *
     * @param now as this process has them
     * @throws BakshException (exit 3) {@code n2ws} or {@code px} stands for another server now, or one of them is the sandbox
     */
    String moved(RunHistory run, RunServerRecord now) {
        if (!addresses.isEmpty() && rehearsed() != now.rehearsed())
            throw BakshException.refused(
                    "run " + run.id() + (rehearsed() ? " was begun at the sandbox" : " was not begun at the sandbox"),
                    "what was done there is not done here, and nothing was sent; to go on there: baksh "
                            + (rehearsed() ? "--sandbox " : "") + "resume " + run.id());
        for (String kind : KINDS) {
            String before = meant.get(kind);
            String after = now.meant.get(kind);
            if (before == null || after == null || before.equals(after)) continue;
            throw BakshException.refused(
                    "run " + run.id() + " means the server '" + before + "' by " + kind + ", and here it is '" + after
                            + "'",
                    "nothing was sent; to go on: baksh --server " + before + " resume " + run.id());
        }
        Set<String> used = new LinkedHashSet<>(meant.values());
        used.addAll(run.servers());
        for (String name : used) {
            String before = addresses.get(name);
            String after = now.addresses.get(name);
            if (before == null || after == null || before.equals(after)) continue;
            return "run " + run.id() + " has spoken to " + name + " at " + before + ", and here it is at " + after;
        }
        return null;
    }

    private boolean rehearsed() {
        return addresses.containsValue(SANDBOX);
    }
}
