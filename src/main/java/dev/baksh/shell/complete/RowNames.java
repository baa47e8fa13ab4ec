package dev.baksh.shell.complete;

import java.util.Collection;

/** The names of a server's rows, as far as they are known here. */
@FunctionalInterface
public interface RowNames {
    /**
     * What is known now, in any order; empty when nothing is. Returns at once, or after 150 ms at the latest.
     *
     * @param kind   {@code n2ws} or {@code px}
     * @param server as configured, or null for the one in use
     * @param noun   {@code policies}
     */
    Collection<String> names(String kind, String server, String noun);
}
