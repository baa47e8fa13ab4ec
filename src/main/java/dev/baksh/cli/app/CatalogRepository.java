package dev.baksh.cli.app;

import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.CatalogOverlay;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.px.PxClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Repository of the catalogues of both server kinds. Each catalogue is read at its first use and extended by the {@code
 * lib/catalog} folders of the installation, of the user, and of the script, in this order; a later folder has priority.
 */
public final class CatalogRepository {
    private static final String CATALOG_FOLDER = "catalog";

    private final ProcessEnvironment environment;
    private final Map<ServerKind, Catalog> catalogs = new EnumMap<>(ServerKind.class);
    private final List<Path> libraries = new ArrayList<>();

    private final ProcessCache cache;

    /** @param cache of earlier starts in this process, or null */
    CatalogRepository(ProcessEnvironment environment, ProcessCache cache) {
        this.environment = environment;
        this.cache = cache;
    }

    public synchronized void addLibraries(List<Path> folders) {
        libraries.addAll(folders);
    }

    synchronized Catalog catalog(ServerKind kind) {
        return catalogs.computeIfAbsent(kind, key -> {
            String name = key.toString();
            String[] parts = key == ServerKind.PX ? new String[] {PxClient.GATEWAY_CATALOG} : new String[0];
            Supplier<Catalog> shipped = () -> shippedCatalog(name, parts);
            return CatalogOverlay.extend(name, catalogFolders(), CatalogRepository::read, shipped, parts);
        });
    }

    private Catalog shippedCatalog(String kind, String... parts) {
        if (cache == null) return Catalog.of(kind, parts);
        return cache.catalogs().computeIfAbsent(kind, name -> Catalog.of(name, parts));
    }

    /** Returns both catalogues by the kind of server. */
    public Map<String, Catalog> all() {
        Map<String, Catalog> catalogsByKind = new LinkedHashMap<>();
        for (ServerKind kind : ServerKind.values()) catalogsByKind.put(kind.toString(), catalog(kind));
        return catalogsByKind;
    }

    /** Returns both catalogues as a script with these library folders sees them. */
    public Map<String, Catalog> allWith(List<Path> scriptLibraries) {
        if (scriptLibraries.stream().noneMatch(folder -> Files.exists(folder.resolve(CATALOG_FOLDER)))) return all();
        CatalogRepository extended = new CatalogRepository(environment, cache);
        extended.addLibraries(libraries);
        extended.addLibraries(scriptLibraries);
        return extended.all();
    }

    private List<Path> catalogFolders() {
        List<Path> roots = environment.sharedLibraries();
        roots.addAll(libraries);
        return roots.stream()
                .map(folder -> folder.toAbsolutePath().normalize().resolve(CATALOG_FOLDER))
                .distinct()
                .toList();
    }

    /** Reads a catalogue file, which must be as trusted as code, because the file defines the targets of writes. */
    private static byte[] read(Path file) throws IOException {
        try {
            FileTrust.ofCurrentUser().require(file);
            return RegularFile.read(file, RegularFile.MAX_TEXT);
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), null);
        }
    }
}
