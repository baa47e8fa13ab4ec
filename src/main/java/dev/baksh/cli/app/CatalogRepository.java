package dev.baksh.cli.app;

import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.CatalogOverlay;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.files.FileOwnership;
import dev.baksh.client.px.PxClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalogues of both kinds of server, each read when it is first asked for, with what {@code lib/catalog} adds: that of
 * the installation, of the user, and of the script that runs, which has the last word.
 */
public final class CatalogRepository {
    private final ProcessEnvironment surroundings;
    private final Map<String, Catalog> catalogs = new HashMap<>();
    private final List<Path> libraries = new ArrayList<>();

    private final ProcessCache kept;

    /** @param kept of earlier starts in this process, or null */
    CatalogRepository(ProcessEnvironment surroundings, ProcessCache kept) {
        this.surroundings = surroundings;
        this.kept = kept;
    }

    /** The library folders of the script that is going to run. */
    public synchronized void libraries(List<Path> folders) {
        libraries.addAll(folders);
    }

    synchronized Catalog of(String kind) {
        return catalogs.computeIfAbsent(kind, name -> {
            String[] parts = name.equals("px") ? new String[] {PxClient.GATEWAY} : new String[0];
            return CatalogOverlay.extend(
                    name, folders(), CatalogRepository::ownFile, () -> shipped(name, parts), parts);
        });
    }

    private Catalog shipped(String kind, String... parts) {
        if (kept == null) return Catalog.of(kind, parts);
        return kept.catalogs().computeIfAbsent(kind, name -> Catalog.of(name, parts));
    }

    /** Both, by the kind of server. */
    public Map<String, Catalog> all() {
        Map<String, Catalog> all = new LinkedHashMap<>();
        for (String kind : List.of("n2ws", "px")) all.put(kind, of(kind));
        return all;
    }

    private List<Path> folders() {
        List<Path> all = new ArrayList<>(surroundings.libraries());
        all.add(AppDirectories.of(surroundings.env()).config().resolve("lib"));
        all.addAll(libraries);
        return all.stream()
                .map(folder -> folder.toAbsolutePath().normalize().resolve("catalog"))
                .distinct()
                .toList();
    }

    /** What tells where writes go is held to the same as code. */
    private static void ownFile(Path file) {
        try {
            FileOwnership.check(file);
        } catch (IOException e) {
            throw BakshException.usage(file + ": cannot be read", null);
        }
    }
}
