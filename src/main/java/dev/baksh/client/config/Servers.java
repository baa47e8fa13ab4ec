package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The configured servers by name, in order: those of {@code servers.yaml}, then those of the environment. */
public final class Servers {
    private final Map<String, ServerConfig> byName;
    private final List<String> chosen;

    /** @param chosen names given by {@code --server}; empty when none */
    public Servers(List<ServerConfig> servers, List<String> chosen) {
        byName = new LinkedHashMap<>();
        servers.forEach(server -> byName.put(server.name(), server));
        for (String name : chosen) named(name);
        this.chosen = List.copyOf(chosen);
    }

    /**
     * Reads {@code servers.yaml} and the environment.
     *
     * @param notice told what was corrected or is worth a warning; each once
     * @param prompt asked for a credential that is configured nowhere, when its server is first used
     */
    public static Servers read(
            Map<String, String> env,
            AppDirectories home,
            List<String> chosen,
            Consumer<String> notice,
            SecretPrompt prompt) {
        List<ServerConfig> servers = new ArrayList<>();
        Path file = home.config().resolve("servers.yaml");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) servers.addAll(ServersFile.read(file, env, notice, prompt));
        new EnvironmentServers(env, notice, prompt).servers().forEach(servers::add);
        return new Servers(servers, chosen);
    }

    /** The same servers, of which this one is chosen for its kind. */
    public Servers choosing(String name) {
        String kind = named(name).kind();
        List<String> names = new ArrayList<>(chosen);
        names.removeIf(other -> named(other).kind().equals(kind));
        names.add(name);
        return new Servers(all(), names);
    }

    public List<ServerConfig> all() {
        return List.copyOf(byName.values());
    }

    /** The server of this name; a name that is none is an error with a suggestion. */
    public ServerConfig named(String name) {
        ServerConfig server = byName.get(name);
        if (server != null) return server;
        throw BakshException.usage(
                "no server '" + name + "' is configured",
                byName.isEmpty() ? null : NameSuggestions.suggest(name, byName.keySet(), "there are"));
    }

    /** The only server of a kind, or the one that was chosen; none, or several, is an error that says what to do. */
    public ServerConfig only(String kind) {
        List<ServerConfig> own =
                all().stream().filter(server -> server.kind().equals(kind)).toList();
        List<ServerConfig> picked =
                own.stream().filter(server -> chosen.contains(server.name())).toList();
        if (picked.size() == 1) return picked.get(0);
        if (own.size() == 1 && picked.isEmpty()) return own.get(0);
        if (own.isEmpty())
            throw BakshException.usage("no " + kind + " server is configured", EnvironmentServers.needed(kind));
        List<String> names = own.stream().map(ServerConfig::name).toList();
        throw BakshException.usage(
                "several " + kind + " servers are configured and none is chosen: " + String.join(", ", names),
                "choose one with --server " + names.get(0) + ", or write " + kind + "('" + names.get(0) + "')");
    }
}
