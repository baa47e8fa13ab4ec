package dev.baksh.script.compile;

import dev.baksh.script.transform.RunClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Class loader for the cached classes of a script; the Groovy compiler is not needed. */
final class CachedClassLoader extends ClassLoader implements RunClock {
    /**
     * Lookup of library classes that the cached classes do not contain: classes that a script names only at run time.
     */
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

    /** Attaches the classes to another run. */
    void attachRun(LibraryResolver resolver, Supplier<Instant> clock) {
        libraryResolver = resolver;
        currentTime = clock;
    }

    /** Returns true after a library class was loaded by name, since the JVM caches the result of that lookup. */
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
