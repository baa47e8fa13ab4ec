package dev.baksh.cli.daemon;

import dev.baksh.cli.app.ProcessCache;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.http.ConnectionCache;
import dev.baksh.script.compile.LoadedScripts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Store of the caches of the warm process: one cache for each set of environment variables of callers, for the 4 sets
 * that were used last. The variables contain credentials, so the store contains only a salted hash of each set.
 */
final class CachesByCaller {
    private static final int MAX_CALLERS = 4;

    private final Map<String, Catalog> catalogs = new ConcurrentHashMap<>();
    private final String salt = UUID.randomUUID().toString();
    private final Map<String, ProcessCache> caches = new LinkedHashMap<>(MAX_CALLERS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ProcessCache> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    /** Returns a cache that belongs to no caller and shares only the shipped catalogues with the other caches. */
    ProcessCache newCache() {
        return new ProcessCache(new ConnectionCache(), new LoadedScripts(), catalogs);
    }

    synchronized ProcessCache cacheFor(Map<String, String> env) {
        return caches.computeIfAbsent(hash(env), caller -> newCache());
    }

    private String hash(Map<String, String> env) {
        StringBuilder text = new StringBuilder(salt);
        new TreeMap<>(env).forEach((name, value) -> text.append(name + "=" + value + "\0"));
        return Sha256.hex(text.toString());
    }
}
