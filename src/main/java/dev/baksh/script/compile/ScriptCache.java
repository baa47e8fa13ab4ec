package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.PrivateFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was made of texts, kept for the next process: files of mode 0600 in a folder of mode 0700, each named after a hash of
 * all that it was made from.
 *
 * <p>Never an error: what is not there, not ours alone, damaged or cannot be written is made anew.
 */
public final class ScriptCache {
    /** Nothing is kept. */
    public static final ScriptCache NONE = new ScriptCache(null, "");

    /** Entries; some megabytes in all. */
    private static final int MAX_ENTRIES = 400;
    /** A quoted text after such a word may be a secret, and what is compiled holds it in clear. */
    private static final Pattern SECRET_PATTERN = Pattern.compile(
            "(?i)(passw|secret|token|credential|api_?key|access_?key|bearer)\\w*['\"]?\\s*[=:(,]?\\s*['\"]");

    private final Path folder;
    private final String buildId;
    private final LoadedScripts loadedScripts;

    /** Of a process of one run. */
    ScriptCache(Path folder, String buildId) {
        this(folder, buildId, null);
    }

    /**
     * @param folder made when there is something to keep; null for none
     * @param buildId  what all entries depend on
     * @param loadedScripts what this process has loaded already, or null
     */
    ScriptCache(Path folder, String buildId, LoadedScripts loadedScripts) {
        this.folder = folder;
        this.buildId = buildId;
        this.loadedScripts = loadedScripts;
    }

    /** Of this build of baksh on this JVM; none where baksh does not run from its jar. */
    public static ScriptCache forFolder(Path folder) {
        return forFolder(folder, null);
    }

    /** The same, for a process that carries out several runs. */
    public static ScriptCache forFolder(Path folder, LoadedScripts loadedScripts) {
        try {
            CodeSource source = ScriptCache.class.getProtectionDomain().getCodeSource();
            Path jar = source == null ? null : Path.of(source.getLocation().toURI());
            if (jar == null || !Files.isRegularFile(jar)) return NONE;
            return new ScriptCache(
                    folder,
                    jar + "\n" + Files.size(jar) + "\n"
                            + Files.getLastModifiedTime(jar).toMillis() + "\n"
                            + System.getProperty("java.vm.version"),
                    loadedScripts);
        } catch (IOException | URISyntaxException | SecurityException e) {
            return NONE;
        }
    }

    /** The name of an entry, or null when there must be none: the text may hold a secret. */
    public String key(String source, String... extraParts) {
        if (folder == null || SECRET_PATTERN.matcher(source).find()) return null;
        MessageDigest digest = sha256();
        updateDigest(digest, buildId);
        for (String part : extraParts) updateDigest(digest, part);
        updateDigest(digest, source);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void updateDigest(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** The same hash for a file's content. */
    static String hash(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What this process has loaded already, or null. */
    LoadedScripts loadedScripts() {
        return loadedScripts;
    }

    /** What was kept, or null. */
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

    public void write(String key, byte[] content) {
        try {
            PrivateFiles.ofCurrentUser().ensureFolder(folder);
            AtomicFile.replace(folder.resolve(key), content);
            evictOldest();
        } catch (IOException | BakshException | UnsupportedOperationException e) {
            // Compiled once more next time.
        }
    }

    /** Drops the older half when there are too many, and what a killed process left. */
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
