package dev.baksh.script.runbook;

import dev.baksh.script.compile.ScriptCache;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Cache of runbook outlines in memory and on disk. */
final class OutlineCache {
    private final ScriptCache cache;
    private final Map<String, RunbookOutline> outlines = new HashMap<>();

    OutlineCache(ScriptCache cache) {
        this.cache = cache;
    }

    /**
     * Returns the outline of a source.
     *
     * @throws ScriptException (exit 1) syntax error or invalid declaration, with the location
     */
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
            // Damaged entry: parse the source again.
        }
        RunbookOutline outline = OutlineParser.parse(name, source);
        byte[] bytes = OutlineCodec.encode(outline);
        if (bytes != null) cache.write(key, bytes);
        return outline;
    }
}
