package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.dsl.DslType.ServerType;
import java.util.Collection;

/** Source of the known row names and of the configured words of a server. */
@FunctionalInterface
public interface RowNames {
    /**
     * Returns the known names in any order; empty if none are known. May wait some seconds for the first response of a server.
     *
     * @param kind {@code n2ws} or {@code px}
     * @param server as configured, or null for the server in use
     * @param noun such as {@code policies}
     */
    Collection<String> names(String kind, String server, String noun);

    /** Returns the catalogue with the words that are configured for the status letters of the server. */
    default Catalog catalog(ServerType server) {
        return server.catalog();
    }
}
