package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.util.List;
import java.util.Map;

/**
 * A verb as somebody said it.
 *
 * @param row   the row it was said to, or null when it was said to the noun
 * @param args  positional arguments
 * @param namedArgs named arguments
 * @param blockFields what the block set, by server name
 */
public record Invocation(
        Operation operation,
        Row row,
        List<Object> args,
        Map<String, Object> namedArgs,
        Map<String, Object> blockFields) {

    /** The only positional argument, as text. */
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

    /** All positional arguments, as texts; at least one. */
    public List<String> requireTexts(String expected) {
        boolean areAllTexts = !args.isEmpty() && args.stream().allMatch(arg -> arg instanceof CharSequence);
        if (!areAllTexts) {
            throw BakshException.failure(
                    operation.id() + " takes " + expected,
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return args.stream().map(Object::toString).toList();
    }

    /** Refuses positional arguments that the verb would ignore. */
    public Invocation requireNoArgs() {
        if (args.isEmpty()) return this;
        throw BakshException.failure(
                operation.id() + " takes no positional argument",
                operation.example() == null ? null : "for example: " + operation.example());
    }
}
