package dev.baksh.cli;

import dev.baksh.api.Catalog;
import dev.baksh.exchange.TlsSessions;
import dev.baksh.script.LoadedTexts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the warm process keeps from one request of a caller to the next of the same caller, who has the same variables: TLS
 * sessions, the shipped catalogues, and loaded classes that hold nothing of a run. A process of one run has none.
 */
record Kept(TlsSessions sessions, LoadedTexts texts, Map<String, Catalog> catalogs) {
    Kept() {
        this(new TlsSessions(), new LoadedTexts(), new ConcurrentHashMap<>());
    }
}
