package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Factory of a completer that has the names of names objects in memory. */
public final class CompleterFixture {
    private CompleterFixture() {}

    public static DslCompleter completer(int nameCount) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < nameCount; i++) names.add("policy_" + i);
        return new DslCompleter(
                new CompletionContext(Map.of("n2ws", Catalog.of("n2ws"), "px", Catalog.of("px")), Set::of),
                (kind, server, noun) -> names,
                Map.of());
    }
}
