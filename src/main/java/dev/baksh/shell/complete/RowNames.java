package dev.baksh.shell.complete;

import java.util.Collection;

/** Source of the known row names of a server. */
@FunctionalInterface
public interface RowNames {
    /**
     * Returns the known names in any order; empty if none are known. Returns within 150 ms.
     *
     * @param kind {@code n2ws} or {@code px}
     * @param server as configured, or null for the server in use
     * @param noun such as {@code policies}
     */
    Collection<String> names(String kind, String server, String noun);
}
