package dev.baksh.script.runbook;

import dev.baksh.script.compile.ScriptCache;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Outlines of texts, each read once: by an earlier process, or here. */
final class OutlineCache {
    private final ScriptCache cache;
    private final Map<String, RunbookOutline> read = new HashMap<>();

    OutlineCache(ScriptCache cache) {
        this.cache = cache;
    }

    /** @throws ScriptException with the place, when it is not Groovy or its declarations are wrong */
    synchronized RunbookOutline of(String name, String source) {
        return read.computeIfAbsent(name + "\n" + source, text -> make(name, source));
    }

    private RunbookOutline make(String name, String source) {
        String key = cache.key(source, "outline", name);
        if (key == null) return OutlineParser.read(name, source);
        byte[] stored = cache.read(key);
        try {
            if (stored != null) return OutlineCodec.read(stored);
        } catch (IOException | RuntimeException e) {
            // Damaged: read from the text once more.
        }
        RunbookOutline outline = OutlineParser.read(name, source);
        byte[] bytes = OutlineCodec.write(outline);
        if (bytes != null) cache.write(key, bytes);
        return outline;
    }
}
