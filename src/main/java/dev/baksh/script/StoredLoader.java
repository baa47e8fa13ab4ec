package dev.baksh.script;

import java.util.HashMap;
import java.util.Map;

/** A text's classes from bytes, without Groovy's compiler. */
final class StoredLoader extends ClassLoader {
    /** Finds a library class that the bytes do not hold: one that is only named while the script runs. */
    interface Library {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    private final Map<String, byte[]> codes = new HashMap<>();
    private final Library library;

    StoredLoader(ClassLoader below, Iterable<Compiled.Code> classes, Library library) {
        super(below);
        this.library = library;
        for (Compiled.Code code : classes) if (!code.library()) codes.put(code.name(), code.bytes());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = codes.get(name);
        return code == null ? library.load(name) : defineClass(name, code, 0, code.length);
    }
}
