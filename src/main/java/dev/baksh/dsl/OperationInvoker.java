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
        Map<String, Object> namedArguments = new LinkedHashMap<>();
        if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> namedArguments.put(String.valueOf(name), value));
            args.remove(0);
        }
        Closure<?> block = null;
        if (!args.isEmpty() && args.get(args.size() - 1) instanceof Closure<?> closure) {
            args.remove(args.size() - 1);
            block = closure;
        }
        Invocation invocation = operation.body().isEmpty()
                ? readInvocation(operation, row, args, namedArguments, block)
                : writeInvocation(client, operation, row, args, namedArguments, block);
        return RowBinder.bindResult(client, client.invoke(invocation));
    }

    /** Named arguments are parameters; one that the operation does not have must not be passed over in silence. */
    private static Invocation readInvocation(
            Operation operation, Row row, List<Object> args, Map<String, Object> namedArguments, Closure<?> block) {
        if (block != null) throw BakshException.failure(operation.id() + " takes no block", null);
        // A listing also takes the words of paging, and looks itself.
        if (!operation.returnsList()) {
            for (String name : namedArguments.keySet())
                ArgumentMapper.requireField(operation, operation.query(), name, "argument");
        }
        return new Invocation(operation, row, args, namedArguments, Map.of());
    }

    /** Named arguments are fields, as the verbs of the block are; or parameters, where the operation has such besides. */
    private static Invocation writeInvocation(
            ServerClient client,
            Operation operation,
            Row row,
            List<Object> args,
            Map<String, Object> namedArguments,
            Closure<?> block) {
        boolean isCreate = operation.verb().equals("create");
        String label = isCreate ? client.resource(operation.noun()).noun().label() : null;
        Map<String, Object> parameters = new LinkedHashMap<>();
        Map<String, Object> fields = new LinkedHashMap<>();
        namedArguments.forEach((name, value) -> (isParameter(operation, name) ? parameters : fields).put(name, value));
        WriteArguments writeArguments = new WriteArguments(client.catalog(), operation, label);
        writeArguments.addNamed(fields);
        if (block != null) writeArguments.runBlock(block);
        if (operation.verb().startsWith("update")
                && args.isEmpty()
                && writeArguments.values().isEmpty()) {
            throw BakshException.failure(
                    operation.id() + ": nothing to change was given",
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return new Invocation(operation, row, args, parameters, writeArguments.values());
    }

    private static boolean isParameter(Operation operation, String name) {
        // What is made by its metadata belongs to an organisation, which stands there and not in the query.
        boolean isOrganizationId = name.equals("orgId") || name.equals("org_id");
        if (isOrganizationId && operation.body().containsKey("metadata")) return true;
        return !operation.body().containsKey(name)
                && operation.query().keySet().stream()
                        .anyMatch(field -> field.equals(name)
                                || NameSuggestions.toCamelCase(field).equals(name));
    }

    /** An unknown verb. */
    static BakshException unknownVerbError(String receiver, String verb, Iterable<String> verbs, String hint) {
        List<String> knownVerbs = new ArrayList<>();
        verbs.forEach(knownVerbs::add);
        String suggestion = NameSuggestions.didYouMean(verb, knownVerbs);
        String verbList = knownVerbs.isEmpty() ? null : "it has: " + String.join(", ", knownVerbs);
        return BakshException.failure(
                receiver + " has no verb '" + verb + "'",
                hint != null ? hint : suggestion != null ? suggestion : verbList);
    }
}
