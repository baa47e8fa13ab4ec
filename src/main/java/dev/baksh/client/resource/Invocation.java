package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Call of a verb with its arguments.
 *
 * @param row   the row on which the verb is called, or null for a call on the noun
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

    static final String DURATION_EXAMPLE = "for example 2.hours or 30.seconds";

    /** Creates a call of a verb of a row, without arguments. */
    public static Invocation of(Operation operation, Row row) {
        return new Invocation(operation, row, List.of(), Map.of(), Map.of());
    }

    /**
     * Returns the named arguments by server name.
     *
     * @throws BakshException the operation has no argument of that name
     */
    public Map<String, Object> argumentsByField() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        namedArgs.forEach((name, value) -> arguments.put(
                ArgumentMapper.requireField(operation, operation.query(), name, "argument")
                        .name(),
                value));
        return arguments;
    }

    /**
     * Returns the only positional argument as text.
     *
     * @param expected description of the argument, for the message: {@code the name of the new role}
     * @throws BakshException if the call has not exactly one argument, or the argument is not text (exit 1); nothing
     *     was sent
     */
    public String requireText(String expected) {
        if (args.size() != 1
                || !(args.get(0) instanceof CharSequence text)
                || text.toString().isBlank()) {
            throw invalid(expected);
        }
        return text.toString();
    }

    /**
     * Returns all positional arguments as text; at least one.
     *
     * @param expected description of the arguments, for the message: {@code the names of roles}
     * @throws BakshException if the call has no argument, or an argument that is not text (exit 1); nothing was sent
     */
    public List<String> requireTexts(String expected) {
        boolean areAllTexts = !args.isEmpty() && args.stream().allMatch(arg -> arg instanceof CharSequence);
        if (!areAllTexts) throw invalid(expected);
        return args.stream().map(Object::toString).toList();
    }

    /**
     * Returns this call; rejects positional arguments, because the verb would ignore them.
     *
     * @throws BakshException if the call has a positional argument (exit 1); nothing was sent
     */
    public Invocation requireNoArgs() {
        if (args.isEmpty()) return this;
        throw invalid("no positional argument");
    }

    /**
     * Returns a duration that is not negative.
     *
     * @param subject verb, for the message: {@code await}
     * @throws BakshException for any other value, with the correct forms (exit 1); nothing was sent
     */
    public static Duration requireDuration(String subject, String name, Object value) {
        if (value instanceof Duration duration && !duration.isNegative()) return duration;
        boolean isNumber = value instanceof Number number && number.doubleValue() >= 0;
        throw BakshException.failure(
                subject + ": " + name + " takes a duration" + (isNumber ? " with a unit" : "") + ", not " + value,
                isNumber
                        ? "write " + name + ": " + value + ".seconds, " + value + ".minutes or " + value + ".hours"
                        : DURATION_EXAMPLE);
    }

    /** Creates the error for a call whose arguments the operation does not take. */
    public BakshException invalid(String expected) {
        return BakshException.failure(
                operation.id() + " takes " + expected,
                operation.example() == null ? null : "for example: " + operation.example());
    }
}
