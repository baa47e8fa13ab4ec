package dev.baksh.script;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A text's classes from bytes, without Groovy's compiler. */
final class StoredLoader extends ClassLoader implements Timekeeper {
    /** Finds a library class that the bytes do not hold: one that is only named while the script runs. */
    interface Library {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    private final Map<String, byte[]> codes = new HashMap<>();
    private final Library library;
    private final Supplier<Instant> now;

    StoredLoader(ClassLoader below, Iterable<Compiled.Code> classes, Library library, Supplier<Instant> now) {
        super(below);
        this.library = library;
        this.now = now;
        for (Compiled.Code code : classes) if (!code.library()) codes.put(code.name(), code.bytes());
    }

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = codes.get(name);
        return code == null ? library.load(name) : defineClass(name, code, 0, code.length);
    }
}
