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
 * @param named named arguments
 * @param block what the block set, by server name
 */
public record Invocation(
        Operation operation, Row row, List<Object> args, Map<String, Object> named, Map<String, Object> block) {

    /** The only positional argument, as text. */
    public String text(String what) {
        if (args.size() != 1
                || !(args.get(0) instanceof CharSequence text)
                || text.toString().isBlank()) {
            throw BakshException.failed(
                    operation.id() + " takes " + what,
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return text.toString();
    }

    /** All positional arguments, as texts; at least one. */
    public List<String> texts(String what) {
        boolean good = !args.isEmpty() && args.stream().allMatch(arg -> arg instanceof CharSequence);
        if (!good) {
            throw BakshException.failed(
                    operation.id() + " takes " + what,
                    operation.example() == null ? null : "for example: " + operation.example());
        }
        return args.stream().map(Object::toString).toList();
    }

    /** Refuses positional arguments that the verb would ignore. */
    public Invocation withoutArgs() {
        if (args.isEmpty()) return this;
        throw BakshException.failed(
                operation.id() + " takes no positional argument",
                operation.example() == null ? null : "for example: " + operation.example());
    }
}
