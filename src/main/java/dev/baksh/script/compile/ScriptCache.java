package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.api.SourceRedactor;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Persistent cache of compiled scripts and of outlines of runbooks: files of mode 0600 in a folder of mode 0700, each
 * named after a hash of its inputs.
 *
 * <p>Never fails: a missing, foreign, damaged or unwritable entry is computed again.
 */
public final class ScriptCache {
    /** Cache that stores nothing. */
    public static final ScriptCache NONE = new ScriptCache(null, "");

    /** Maximum number of entries; a few megabytes in total. */
    private static final int MAX_ENTRIES = 400;

    private final Path folder;
    private final String buildId;
    private final LoadedScripts loadedScripts;
    private final Predicate<String> secretDetector;

    /** Creates a cache for a process with one run. */
    ScriptCache(Path folder, String buildId) {
        this(folder, buildId, null, SourceRedactor::containsSecret);
    }

    /**
     * @param folder created with the first entry; null for no cache
     * @param buildId part of each key
     * @param loadedScripts classes that this process has loaded, or null
     */
    private ScriptCache(Path folder, String buildId, LoadedScripts loadedScripts, Predicate<String> secretDetector) {
        this.folder = folder;
        this.buildId = buildId;
        this.loadedScripts = loadedScripts;
        this.secretDetector = secretDetector;
    }

    /**
     * Creates the cache for this build of baksh on this JVM; {@link #NONE} when baksh does not run from its jar.
     *
     * @param loadedScripts classes that a process with several runs has loaded, or null
     * @param secretDetector returns true for a source that contains, or seems to contain, a secret
     */
    public static ScriptCache forFolder(Path folder, LoadedScripts loadedScripts, Predicate<String> secretDetector) {
        try {
            CodeSource source = ScriptCache.class.getProtectionDomain().getCodeSource();
            Path jar = source == null ? null : Path.of(source.getLocation().toURI());
            if (jar == null || !Files.isRegularFile(jar)) return NONE;
            return new ScriptCache(
                    folder,
                    jar + "\n" + Files.size(jar) + "\n"
                            + Files.getLastModifiedTime(jar).toMillis() + "\n"
                            + System.getProperty("java.vm.version"),
                    loadedScripts,
                    secretDetector);
        } catch (IOException | URISyntaxException | SecurityException e) {
            return NONE;
        }
    }

    /** Returns the key of an entry, or null when the source may contain a secret and must not be stored. */
    public String key(String source, String... extraParts) {
        // Compiled classes contain strings in clear.
        if (folder == null || containsSecret(source)) return null;
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        addPart(parts, buildId);
        for (String part : extraParts) addPart(parts, part);
        addPart(parts, source);
        return Sha256.hex(parts.toByteArray());
    }

    /** Returns true for a source that contains, or seems to contain, a secret, and whose classes must not be stored. */
    boolean containsSecret(String source) {
        return secretDetector.test(source);
    }

    private static void addPart(ByteArrayOutputStream parts, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        parts.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        parts.writeBytes(bytes);
    }

    /** Classes that this process has loaded, or null. */
    LoadedScripts loadedScripts() {
        return loadedScripts;
    }

    /** Returns the entry, or null. */
    public byte[] read(String key) {
        Path file = folder.resolve(key);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return null;
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            privateFiles.ensureFile(file);
            return Files.readAllBytes(file);
        } catch (IOException | BakshException | UnsupportedOperationException e) {
            return null;
        }
    }

    /**
     * Stores an entry; if the folder then has more than the maximum number of entries, deletes the older half. Ignores
     * errors.
     *
     * @param key from {@link #key}
     */
    public void write(String key, byte[] content) {
        try {
            PrivateFiles.ofCurrentUser().ensureFolder(folder);
            AtomicFile.replace(folder.resolve(key), content);
            evictOldest();
        } catch (IOException | BakshException | UnsupportedOperationException e) {
            // The next process compiles the script again.
        }
    }

    /** Deletes the older half when there are too many entries; also removes temporary files of killed processes. */
    private void evictOldest() throws IOException {
        record Entry(Path file, long time) {}
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files)
                entries.add(new Entry(file, Files.getLastModifiedTime(file).toMillis()));
        }
        if (entries.size() <= MAX_ENTRIES) return;
        entries.sort((a, b) -> Long.compare(a.time(), b.time()));
        for (Entry entry : entries.subList(0, entries.size() / 2)) Files.deleteIfExists(entry.file());
    }
}
