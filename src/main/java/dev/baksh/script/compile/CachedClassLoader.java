package dev.baksh.script.compile;

import dev.baksh.script.transform.RunClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A text's classes from bytes, without Groovy's compiler. */
final class CachedClassLoader extends ClassLoader implements RunClock {
    /** Finds a library class that the bytes do not hold: one that is only named while the script runs. */
    interface LibraryResolver {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    private final Map<String, byte[]> classBytes = new HashMap<>();
    private volatile LibraryResolver libraryResolver;
    private volatile Supplier<Instant> currentTime;
    private volatile boolean libraryLoaded;

    CachedClassLoader(
            ClassLoader parent,
            Iterable<CompiledScript.ClassFile> classes,
            LibraryResolver libraryResolver,
            Supplier<Instant> currentTime) {
        super(parent);
        this.libraryResolver = libraryResolver;
        this.currentTime = currentTime;
        for (CompiledScript.ClassFile classFile : classes)
            if (!classFile.fromLibrary()) classBytes.put(classFile.name(), classFile.bytes());
    }

    /** From now on the classes belong to another run. */
    void attachRun(LibraryResolver resolver, Supplier<Instant> clock) {
        libraryResolver = resolver;
        currentTime = clock;
    }

    /** Whether a class of the library folders was found by its name, which the JVM then never looks for again. */
    boolean hasLoadedLibrary() {
        return libraryLoaded;
    }

    @Override
    public Instant now() {
        return currentTime.get();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classBytes.get(name);
        if (bytes != null) return defineClass(name, bytes, 0, bytes.length);
        Class<?> libraryClass = libraryResolver.load(name);
        libraryLoaded = true;
        return libraryClass;
    }
}
