package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.util.List;
import java.util.Map;

/**
 * Call of a verb with its arguments.
 *
 * @param row   the row of the call, or null for a call on the noun
 * @param args  positional arguments
 * @param namedArgs named arguments
 * @param blockFields fields from the block, by server name
 */
public record Invocation(
        Operation operation,
        Row row,
        List<Object> args,
        Map<String, Object> namedArgs,
        Map<String, Object> blockFields) {

    /**
     * Returns the only positional argument as text.
     *
     * @throws BakshException if the call has no argument, or more than one
     */
    public String requireText(String expected) {
        if (args.size() != 1
                || !(args.get(0) instanceof CharSequence text)
                || text.toString().isBlank()) {
            throw BakshException.failure(
                    operation.id() + " takes " + expected,
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return text.toString();
    }

    /**
     * Returns all positional arguments as text; at least one.
     *
     * @throws BakshException if the call has no row
     */
    public List<String> requireTexts(String expected) {
        boolean areAllTexts = !args.isEmpty() && args.stream().allMatch(arg -> arg instanceof CharSequence);
        if (!areAllTexts) {
            throw BakshException.failure(
                    operation.id() + " takes " + expected,
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return args.stream().map(Object::toString).toList();
    }

    /** Rejects positional arguments, because the verb would ignore them. */
    public Invocation requireNoArgs() {
        if (args.isEmpty()) return this;
        throw BakshException.failure(
                operation.id() + " takes no positional argument",
                operation.example() == null ? null : "for example: " + operation.example());
    }
}
