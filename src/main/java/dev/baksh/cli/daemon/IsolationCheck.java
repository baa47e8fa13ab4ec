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
 * Whether a text reaches beyond its own session: to the process, its environment, what Groovy shares, other processes. A
 * library file is read again when its size or time has changed.
 */
final class IsolationCheck {
    /** Files that are looked at for the classes of a script. */
    private static final int LIBRARY = 2_000;

    private static final Pattern WORDS = Pattern.compile(
            "\\bSystem\\b|\\bRuntime\\b|\\w*[mM]etaClass|\\bmixin\\b|\\bExpando|\\bProcess|\\bexecute\\b|\\.setDefault\\b"
                    + "|\\bThread\\b|\\bTimer\\b|\\bExecutor|\\bCompletableFuture\\b|\\bForkJoin|\\bClassLoader\\b|\\bGroovySystem\\b|\\bstdin\\b"
                    + "|\\bmetaRegistry\\b|\\bInvokerHelper\\b");

    /** What was read of a file. */
    private record Known(long size, long time, boolean beyond) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /**
     * Why the text must be run by a process of its own, or null.
     *
     * @param libraries folders of the classes that it may name; a missing one is empty
     */
    String of(String text, List<Path> libraries) throws IOException {
        if (WORDS.matcher(text).find()) return "a text that reaches beyond its session";
        if (known.size() > LIBRARY) known.clear();
        String[] found = {null};
        int[] left = {LIBRARY};
        for (Path library : libraries) {
            if (!Files.isDirectory(library) || found[0] != null) continue;
            Files.walkFileTree(library, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (--left[0] < 0) found[0] = "a library of many files";
                    else if (file.toString().endsWith(".groovy") && beyond(file, attributes))
                        found[0] = "a library that reaches beyond its session";
                    return found[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }
            });
        }
        return found[0];
    }

    private boolean beyond(Path file, BasicFileAttributes attributes) throws IOException {
        long time = attributes.lastModifiedTime().toMillis();
        Known there = known.get(file);
        if (there == null || there.size() != attributes.size() || there.time() != time) {
            there = new Known(
                    attributes.size(),
                    time,
                    WORDS.matcher(Files.readString(file)).find());
            known.put(file, there);
        }
        return there.beyond();
    }
}
