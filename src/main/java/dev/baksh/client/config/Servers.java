package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.text.GroovyCode;
import dev.baksh.client.text.ShellWord;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Registry of the configured servers by name, in order: first the servers of {@code servers.yaml}, then those of the
 * environment.
 */
public final class Servers {
    private final Map<String, ServerConfig> serversByName;
    private final List<String> selectedNames;

    /** @param selectedNames names given by {@code --server}; may be empty */
    public Servers(List<ServerConfig> servers, List<String> selectedNames) {
        serversByName = new LinkedHashMap<>();
        servers.forEach(server -> serversByName.put(server.name(), server));
        for (String name : selectedNames) get(name);
        this.selectedNames = List.copyOf(selectedNames);
    }

    /**
     * Reads {@code servers.yaml} and the environment variables.
     *
     * @param notice receives corrections and warnings, each once
     * @param prompt prompt for a credential that is not configured; used when its server is first used
     * @throws BakshException (exit 2) the configuration is wrong; (exit 3) other users may change {@code servers.yaml}
     */
    public static Servers read(
            Map<String, String> env,
            AppDirectories directories,
            List<String> selectedNames,
            Consumer<String> notice,
            SecretPrompt prompt) {
        List<ServerConfig> servers = new ArrayList<>();
        Path file = directories.config().resolve("servers.yaml");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            servers.addAll(new ServersFile(file, env, notice, prompt).read());
        EnvironmentServers environmentServers = new EnvironmentServers(env, notice, prompt);
        for (ServerConfig server : environmentServers.readServers()) {
            if (servers.stream().anyMatch(other -> other.name().equals(server.name())))
                throw BakshException.usageError(
                        file + ": " + server.name() + ": the variable " + server.settingName("URL")
                                + " configures a server of the same name",
                        "rename the server in servers.yaml, or unset " + server.settingName("URL"));
            servers.add(server);
        }
        environmentServers.rejectUnusedProtection(servers);
        return new Servers(servers, selectedNames);
    }

    /** Returns the same servers with this server selected for its kind. */
    public Servers withSelected(String name) {
        ServerKind kind = get(name).kind();
        List<String> names = new ArrayList<>(selectedNames);
        names.removeIf(other -> get(other).kind() == kind);
        names.add(name);
        return new Servers(all(), names);
    }

    /** Returns all configured servers, in order. */
    public List<ServerConfig> all() {
        return List.copyOf(serversByName.values());
    }

    /** Returns the servers of these names, each once; all servers if there are no names. */
    public List<ServerConfig> named(List<String> names) {
        return names.isEmpty()
                ? all()
                : names.stream().distinct().map(this::get).toList();
    }

    /**
     * Returns the server of this name.
     *
     * @throws BakshException (exit 2) the name is unknown; the hint suggests names
     */
    public ServerConfig get(String name) {
        ServerConfig server = serversByName.get(name);
        if (server != null) return server;
        throw BakshException.usageError(
                "no server '" + name + "' is configured",
                serversByName.isEmpty() ? null : NameSuggestions.suggest(name, serversByName.keySet(), "there are"));
    }

    /**
     * Returns the only server of a kind, or the selected server.
     *
     * @throws BakshException (exit 2) none is configured, or several are configured and none is selected
     */
    public ServerConfig requireSingle(ServerKind kind) {
        List<ServerConfig> candidates =
                all().stream().filter(server -> server.kind() == kind).toList();
        List<ServerConfig> selected = candidates.stream()
                .filter(server -> selectedNames.contains(server.name()))
                .toList();
        if (selected.size() == 1) return selected.get(0);
        if (candidates.size() == 1 && selected.isEmpty()) return candidates.get(0);
        if (candidates.isEmpty())
            throw BakshException.usageError(
                    "no " + kind + " server is configured", EnvironmentServers.configurationHint(kind));
        List<ServerConfig> choices = selected.isEmpty() ? candidates : selected;
        List<String> names = choices.stream().map(ServerConfig::name).toList();
        throw BakshException.usageError(
                "several " + kind + " servers are "
                        + (selected.isEmpty() ? "configured and none is selected: " : "selected: ")
                        + String.join(", ", names),
                "select one with --server " + ShellWord.quoteIfNeeded(names.get(0)) + ", or write " + kind + "("
                        + GroovyCode.quote(names.get(0)) + ")");
    }
}
