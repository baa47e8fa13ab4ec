package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verb with the arguments that Groovy gave: a leading map holds the named ones, a trailing closure is the block. */
final class OperationInvoker {
    private OperationInvoker() {}

    static Object invoke(ServerClient client, Operation operation, Row row, Object arguments) {
        List<Object> args =
                new ArrayList<>(arguments instanceof Object[] array ? Arrays.asList(array) : List.of(arguments));
        Map<String, Object> named = new LinkedHashMap<>();
        if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> named.put(String.valueOf(name), value));
            args.remove(0);
        }
        Closure<?> block = null;
        if (!args.isEmpty() && args.get(args.size() - 1) instanceof Closure<?> closure) {
            args.remove(args.size() - 1);
            block = closure;
        }
        Invocation invocation = operation.body().isEmpty()
                ? asking(operation, row, args, named, block)
                : writing(client, operation, row, args, named, block);
        return RowBinder.result(client, client.invoke(invocation));
    }

    /** Named arguments are parameters; one that the operation does not have must not be passed over in silence. */
    private static Invocation asking(
            Operation operation, Row row, List<Object> args, Map<String, Object> named, Closure<?> block) {
        if (block != null) throw BakshException.failed(operation.id() + " takes no block", null);
        // A listing also takes the words of paging, and looks itself.
        if (!operation.many()) {
            for (String name : named.keySet()) ArgumentMapper.field(operation, operation.query(), name, "argument");
        }
        return new Invocation(operation, row, args, named, Map.of());
    }

    /** Named arguments are fields, as the verbs of the block are; or parameters, where the operation has such besides. */
    private static Invocation writing(
            ServerClient client,
            Operation operation,
            Row row,
            List<Object> args,
            Map<String, Object> named,
            Closure<?> block) {
        boolean create = operation.verb().equals("create");
        String label = create ? client.resource(operation.noun()).noun().label() : null;
        Map<String, Object> parameters = new LinkedHashMap<>();
        Map<String, Object> fields = new LinkedHashMap<>();
        named.forEach((name, value) -> (isParameter(operation, name) ? parameters : fields).put(name, value));
        WriteArguments blocks = new WriteArguments(client.catalog(), operation, label);
        blocks.named(fields);
        if (block != null) blocks.run(block);
        if (operation.verb().startsWith("update")
                && args.isEmpty()
                && blocks.set().isEmpty()) {
            throw BakshException.failed(
                    operation.id() + ": nothing to change was given",
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return new Invocation(operation, row, args, parameters, blocks.set());
    }

    private static boolean isParameter(Operation operation, String name) {
        // What is made by its metadata belongs to an organisation, which stands there and not in the query.
        boolean organisation = name.equals("orgId") || name.equals("org_id");
        if (organisation && operation.body().containsKey("metadata")) return true;
        return !operation.body().containsKey(name)
                && operation.query().keySet().stream()
                        .anyMatch(field -> field.equals(name)
                                || NameSuggestions.camel(field).equals(name));
    }

    /** An unknown verb. */
    static BakshException unknown(String on, String verb, Iterable<String> verbs, String hint) {
        List<String> known = new ArrayList<>();
        verbs.forEach(known::add);
        String near = NameSuggestions.didYouMean(verb, known);
        String has = known.isEmpty() ? null : "it has: " + String.join(", ", known);
        return BakshException.failed(
                on + " has no verb '" + verb + "'", hint != null ? hint : near != null ? near : has);
    }
}
