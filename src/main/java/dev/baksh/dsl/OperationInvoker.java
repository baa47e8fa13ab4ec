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

/**
 * Invoker of catalogue operations with Groovy's arguments: a leading map holds the named arguments, a trailing closure
 * is the block.
 */
final class OperationInvoker {
    private OperationInvoker() {}

    static Object invoke(ServerClient client, Operation operation, Row row, Object arguments) {
        List<Object> args = new ArrayList<>(toList(arguments));
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
        args.replaceAll(RowBinder::unbindPlanned);
        namedArguments.replaceAll((name, value) -> RowBinder.unbindPlanned(value));
        Invocation invocation = operation.body().isEmpty()
                ? readInvocation(operation, row, args, namedArguments, block)
                : writeInvocation(client, operation, row, args, namedArguments, block);
        return RowBinder.bindResult(client, client.invoke(invocation));
    }

    /** Returns the arguments that Groovy passes to {@code methodMissing}. */
    static List<Object> toList(Object arguments) {
        return arguments instanceof Object[] array ? Arrays.asList(array) : List.of(arguments);
    }

    /**
     * Creates the invocation of a read. Named arguments are parameters; an unknown argument is an error and never
     * ignored.
     */
    private static Invocation readInvocation(
            Operation operation, Row row, List<Object> args, Map<String, Object> namedArguments, Closure<?> block) {
        if (block != null) throw BakshException.failure(operation.id() + " takes no block", null);
        // A list operation also accepts the paging parameters, and checks the names itself.
        if (!operation.returnsList()) {
            for (String name : namedArguments.keySet())
                ArgumentMapper.requireField(operation, operation.query(), name, "argument");
        }
        return new Invocation(operation, row, args, namedArguments, Map.of());
    }

    /**
     * Creates the invocation of a write. Named arguments are fields like the verbs of the block, or query parameters.
     */
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
                    operation.id() + ": no field to change was given",
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        Map<String, Object> values = writeArguments.values();
        values.replaceAll((name, value) -> RowBinder.unbindPlanned(value));
        return new Invocation(operation, row, args, parameters, values);
    }

    private static boolean isParameter(Operation operation, String name) {
        // An object with metadata belongs to an organisation. The id is part of the metadata, not of the query.
        boolean isOrganizationId = name.equals("orgId") || name.equals("org_id");
        if (isOrganizationId && operation.body().containsKey("metadata")) return true;
        return !operation.body().containsKey(name)
                && operation.query().keySet().stream()
                        .anyMatch(field -> field.equals(name)
                                || NameSuggestions.toCamelCase(field).equals(name));
    }

    /** Returns the error for an unknown verb. */
    static BakshException unknownVerbError(String receiver, String verb, List<String> knownVerbs, String hint) {
        if (verb.equals("call"))
            return BakshException.failure(receiver + " cannot be called", DslNames.HIDDEN_VERB_HINT);
        String suggestion = NameSuggestions.didYouMean(verb, knownVerbs);
        String verbList = knownVerbs.isEmpty() ? null : "it has: " + String.join(", ", knownVerbs);
        return BakshException.failure(
                receiver + " has no verb '" + verb + "'",
                hint != null ? hint : suggestion != null ? suggestion : verbList);
    }
}
