package dev.baksh.script.runbook;

import dev.baksh.script.compile.ScriptCache;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Outlines of texts, each read once: by an earlier process, or here. */
final class OutlineCache {
    private final ScriptCache cache;
    private final Map<String, RunbookOutline> outlines = new HashMap<>();

    OutlineCache(ScriptCache cache) {
        this.cache = cache;
    }

    /** @throws ScriptException with the place, when it is not Groovy or its declarations are wrong */
    synchronized RunbookOutline get(String name, String source) {
        return outlines.computeIfAbsent(name + "\n" + source, cacheKey -> load(name, source));
    }

    private RunbookOutline load(String name, String source) {
        String key = cache.key(source, "outline", name);
        if (key == null) return OutlineParser.parse(name, source);
        byte[] cachedBytes = cache.read(key);
        try {
            if (cachedBytes != null) return OutlineCodec.decode(cachedBytes);
        } catch (IOException | RuntimeException e) {
            // Damaged: read from the text once more.
        }
        RunbookOutline outline = OutlineParser.parse(name, source);
        byte[] bytes = OutlineCodec.encode(outline);
        if (bytes != null) cache.write(key, bytes);
        return outline;
    }
}
