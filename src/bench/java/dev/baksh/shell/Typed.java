package dev.baksh.shell;

import dev.baksh.client.api.Catalog;
import dev.baksh.shell.complete.CompletionContext;
import dev.baksh.shell.complete.DslCompleter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The completer with names at hand. */
final class Typed {
    private Typed() {}

    static DslCompleter completer(int names) {
        List<String> live = new ArrayList<>();
        for (int i = 0; i < names; i++) live.add("policy_" + i);
        return new DslCompleter(
                new CompletionContext(Map.of("n2ws", Catalog.of("n2ws"), "px", Catalog.of("px")), Set::of),
                (kind, server, noun) -> live,
                Map.of());
    }
}
