package dev.baksh.script;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Outlines of texts, each read once: by an earlier process, or here. */
final class Outlines {
    private final ScriptCache cache;
    private final Map<String, Outline> read = new HashMap<>();

    Outlines(ScriptCache cache) {
        this.cache = cache;
    }

    /** @throws ScriptException with the place, when it is not Groovy or its declarations are wrong */
    synchronized Outline of(String name, String source) {
        return read.computeIfAbsent(name + "\n" + source, text -> make(name, source));
    }

    private Outline make(String name, String source) {
        String key = cache.key(source, "outline", name);
        if (key == null) return OutlineReader.read(name, source);
        byte[] stored = cache.read(key);
        try {
            if (stored != null) return OutlineBytes.read(stored);
        } catch (IOException | RuntimeException e) {
            // Damaged: read from the text once more.
        }
        Outline outline = OutlineReader.read(name, source);
        byte[] bytes = OutlineBytes.write(outline);
        if (bytes != null) cache.write(key, bytes);
        return outline;
    }
}
