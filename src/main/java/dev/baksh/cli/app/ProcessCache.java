package dev.baksh.cli.app;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.http.ConnectionCache;
import dev.baksh.script.compile.LoadedScripts;
import java.util.Map;

/**
 * Cache of the warm process for the requests of callers with the same variables: connections for reads, TLS sessions,
 * the shipped catalogues, and loaded script classes without data of a run. A process that executes only one call has no
 * cache.
 */
public record ProcessCache(ConnectionCache connections, LoadedScripts scripts, Map<String, Catalog> catalogs) {}
