package dev.baksh.cli.daemon;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.px.PxClient;
import dev.baksh.script.check.HarmlessMembers;
import dev.baksh.script.check.IsolationAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Check that decides if the warm process may run a script: only if everything that the script names is on an
 * allow-list, so that no state of the script is visible to the next call ({@link IsolationAnalysis}). The decisions are
 * cached until the script or a file that it uses changes. A refused script runs in a separate process, with the same
 * result. The check protects the next call from side effects; it is not a security boundary.
 */
final class IsolationCheck {
    private static final int MAX_DECISIONS = 200;

    /** Identity of a file at the time of a decision; null for a missing file. */
    private record FileStamp(long size, long time, Object key) {
        static FileStamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                long time = attributes.lastModifiedTime().toMillis();
                return new FileStamp(attributes.size(), time, attributes.fileKey());
            } catch (IOException e) {
                return null;
            }
        }
    }

    private record Decision(String violation, Map<Path, FileStamp> files) {
        boolean isCurrent() {
            return files.entrySet().stream()
                    .allMatch(entry -> Objects.equals(entry.getValue(), FileStamp.of(entry.getKey())));
        }
    }

    private final Map<String, Decision> decisions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Decision> eldest) {
            return size() > MAX_DECISIONS;
        }
    };

    private HarmlessMembers members;

    /** Reads the allow-list and loads the parser before the first request. */
    void preload() {
        findViolation("n2ws.policies*.name", Path.of(""), List.of());
    }

    /**
     * Returns the reason why a separate process must execute the script, or null.
     *
     * @param folder base of the files that the script includes
     * @param libraries folders of the classes that the script may use; a missing folder counts as empty
     */
    synchronized String findViolation(String text, Path folder, List<Path> libraries) {
        String key = Sha256.hex(text + "\0" + folder + "\0" + libraries);
        Decision decision = decisions.get(key);
        if (decision == null || !decision.isCurrent()) {
            decision = decide(text, folder, libraries);
            decisions.put(key, decision);
        }
        return decision.violation();
    }

    private Decision decide(String text, Path folder, List<Path> libraries) {
        if (members == null)
            members = new HarmlessMembers(List.of(Catalog.of("n2ws"), Catalog.of("px", PxClient.GATEWAY_CATALOG)));
        IsolationAnalysis.Result result = IsolationAnalysis.analyze(text, folder, libraries, members);
        Map<Path, FileStamp> stamps = new LinkedHashMap<>();
        for (Path file : result.files()) stamps.put(file, FileStamp.of(file));
        String violation = result.violation();
        return new Decision(violation == null ? null : "a script beyond its session: " + violation, stamps);
    }
}
