package dev.baksh.script;

import java.util.Set;

/** The names that mean the same in every script and that nobody may take. */
final class Words {
    static final Set<String> RESERVED = Set.of("n2ws", "px", "args", "params", "now");

    private Words() {}
}
