package dev.baksh.script.compile;

import dev.baksh.script.transform.RunClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A text's classes from bytes, without Groovy's compiler. */
final class CachedClassLoader extends ClassLoader implements RunClock {
    /** Finds a library class that the bytes do not hold: one that is only named while the script runs. */
    interface Library {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    private final Map<String, byte[]> codes = new HashMap<>();
    private volatile Library library;
    private volatile Supplier<Instant> now;
    private volatile boolean reached;

    CachedClassLoader(
            ClassLoader below, Iterable<CompiledScript.Code> classes, Library library, Supplier<Instant> now) {
        super(below);
        this.library = library;
        this.now = now;
        for (CompiledScript.Code code : classes) if (!code.library()) codes.put(code.name(), code.bytes());
    }

    /** From now on the classes belong to another run. */
    void belongs(Library other, Supplier<Instant> clock) {
        library = other;
        now = clock;
    }

    /** Whether a class of the library folders was found by its name, which the JVM then never looks for again. */
    boolean reached() {
        return reached;
    }

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = codes.get(name);
        if (code != null) return defineClass(name, code, 0, code.length);
        Class<?> found = library.load(name);
        reached = true;
        return found;
    }
}
