package dev.baksh.dsl;

import dev.baksh.api.BakshException;
import dev.baksh.api.Operation;
import dev.baksh.api.Row;
import dev.baksh.resource.Client;
import dev.baksh.resource.Invocation;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verb with the arguments that Groovy gave: a leading map holds the named ones, a trailing closure is the block. */
final class Said {
    private Said() {}

    static Object invoke(Client client, Operation operation, Row row, Object arguments) {
        List<Object> args =
                new ArrayList<>(arguments instanceof Object[] array ? Arrays.asList(array) : List.of(arguments));
        Map<String, Object> named = new LinkedHashMap<>();
        if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> named.put(String.valueOf(name), value));
            args.remove(0);
        }
        Map<String, Object> block = Map.of();
        if (!args.isEmpty() && args.get(args.size() - 1) instanceof Closure<?> closure) {
            args.remove(args.size() - 1);
            block = Blocks.run(closure, operation);
        }
        Invocation invocation = new Invocation(operation, row, args, named, block);
        return Wrap.value(client, client.invoke(invocation));
    }

    /** An unknown verb. */
    static BakshException unknown(String on, String verb, Iterable<String> verbs, String hint) {
        List<String> known = new ArrayList<>();
        verbs.forEach(known::add);
        String near = dev.baksh.api.Names.didYouMean(verb, known);
        String has = known.isEmpty() ? null : "it has: " + String.join(", ", known);
        return BakshException.failed(
                on + " has no verb '" + verb + "'", near != null ? near : hint != null ? hint : has);
    }
}
