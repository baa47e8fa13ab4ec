package dev.baksh.cli.daemon;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Heuristic that searches a script and its libraries for names that reach beyond the session: the process, its environment,
 * Groovy's shared state, other processes. The check protects the next call from side effects and is no
 * security boundary. A library file is read again when its size or time has changed.
 */
final class IsolationCheck {
    /** Most library files that one check reads. */
    private static final int MAX_FILES = 2_000;

    private static final Pattern FORBIDDEN_PATTERN = Pattern.compile(
            "\\bSystem\\b|\\bRuntime\\b|[mM]etaClass|\\bmixin\\b|\\bExpando|\\bProcess|\\bexecute\\b|\\.setDefault\\b"
                    + "|\\bThread\\b|\\bTimer\\b|\\bExecutor|\\bCompletableFuture\\b|\\bForkJoin|\\bClassLoader\\b|\\bGroovySystem\\b|\\bstdin\\b"
                    + "|\\bmetaRegistry\\b|\\bInvokerHelper\\b|\\bSecurity\\b|\\bLogger\\b|\\bLogManager\\b|\\bSSLContext\\b"
                    + "|\\bURL\\b|\\bsetAccessible\\b|\\bUnsafe\\b");

    /** Result of a library file, with the size and time that it had. */
    private record CheckedFile(long size, long time, boolean hasViolation) {}

    private final Map<Path, CheckedFile> checkedFiles = new ConcurrentHashMap<>();

    /**
     * Returns why a process of its own must execute the script, or null.
     *
     * @param libraries folders of the classes that the script may use; a missing folder counts as empty
     */
    String findViolation(String text, List<Path> libraries) throws IOException {
        if (FORBIDDEN_PATTERN.matcher(text).find()) return "a text that reaches beyond its session";
        if (checkedFiles.size() > MAX_FILES) checkedFiles.clear();
        String[] violation = {null};
        int[] remainingFiles = {MAX_FILES};
        for (Path library : libraries) {
            if (!Files.isDirectory(library) || violation[0] != null) continue;
            Files.walkFileTree(library, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (--remainingFiles[0] < 0) violation[0] = "a library of many files";
                    else if (file.toString().endsWith(".groovy") && hasViolation(file, attributes))
                        violation[0] = "a library that reaches beyond its session";
                    return violation[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }
            });
        }
        return violation[0];
    }

    private boolean hasViolation(Path file, BasicFileAttributes attributes) throws IOException {
        long time = attributes.lastModifiedTime().toMillis();
        CheckedFile checkedFile = checkedFiles.get(file);
        if (checkedFile == null || checkedFile.size() != attributes.size() || checkedFile.time() != time) {
            checkedFile = new CheckedFile(
                    attributes.size(),
                    time,
                    FORBIDDEN_PATTERN.matcher(Files.readString(file)).find());
            checkedFiles.put(file, checkedFile);
        }
        return checkedFile.hasViolation();
    }
}
