package dev.baksh.script.transform;

import java.util.Set;

/** The names that mean the same in every script and that nobody may take. */
public final class ReservedNames {
    public static final Set<String> RESERVED = Set.of("n2ws", "px", "args", "params", "now");

    private ReservedNames() {}
}
