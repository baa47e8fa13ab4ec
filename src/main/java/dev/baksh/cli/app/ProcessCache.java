package dev.baksh.cli.app;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.http.ConnectionCache;
import dev.baksh.script.compile.LoadedScripts;
import java.util.Map;

/**
 * What the warm process keeps from one request of a caller to the next of the same caller, who has the same variables:
 * connections of reads, TLS sessions, the shipped catalogues, and loaded classes that hold nothing of a run. A process of one run has none.
 */
public record ProcessCache(ConnectionCache connections, LoadedScripts scripts, Map<String, Catalog> catalogs) {
    /** @param catalogs the shipped ones, which are the same for all */
    public ProcessCache(Map<String, Catalog> catalogs) {
        this(new ConnectionCache(), new LoadedScripts(), catalogs);
    }
}
