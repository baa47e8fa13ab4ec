package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.SecretNames;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Parser of the command line arguments for declared parameters. */
public final class ParameterParser {
    private static final Set<String> BOOLEAN_WORDS = Set.of("true", "false", "yes", "no", "on", "off");

    private final String file;
    private final List<RunbookParameter> parameters;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> remainingArgs = new ArrayList<>();

    /** Prompter that asks the user for the value of a parameter. */
    interface Prompter {
        /** Returns the answer, or null at the end of the input and when no user can be asked. */
        String ask(RunbookParameter parameter);

        /** Shows why an answer is not valid, before the parameter is asked for again. */
        default void showProblem(String problem) {}
    }

    private ParameterParser(String file, List<RunbookParameter> parameters) {
        this.file = file;
        this.parameters = parameters;
    }

    /**
     * Parses the arguments.
     *
     * @param prompter asks the user for a missing required value; a wrong answer is asked again
     * @param remainingArgs receives the arguments that are no parameters
     * @throws BakshException (exit 2) invalid parameter; the message names the parameter, the accepted and the given
     *     value
     */
    static Map<String, Object> parse(
            String file,
            List<RunbookParameter> parameters,
            List<String> args,
            Instant now,
            Prompter prompter,
            List<String> remainingArgs) {
        ParameterParser parser = new ParameterParser(file, parameters);
        parser.parseArgs(args);
        for (RunbookParameter parameter : parameters) parser.fillMissing(parameter, now, prompter);
        remainingArgs.addAll(parser.remainingArgs);
        return parser.values;
    }

    /** Parses the value of one parameter; throws like {@link #parse}. */
    static Object parseValue(String file, RunbookParameter parameter, String text) {
        return new ParameterParser(file, List.of(parameter)).parseValue(parameter, text);
    }

    private void parseArgs(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--") || arg.length() < 3) {
                remainingArgs.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = arg.substring(2, equals < 0 ? arg.length() : equals);
            boolean isNegated =
                    name.startsWith("no-") && findParameter(name) == null && findParameter(name.substring(3)) != null;
            RunbookParameter parameter = findParameter(isNegated ? name.substring(3) : name);
            if (parameter == null) throw unknownParameterError(name);
            boolean isFlag = parameter.kind() == RunbookParameter.Kind.FLAG;
            if (isNegated && !isFlag) throw unknownParameterError(name);
            if (isFlag && equals >= 0)
                throw invalidParameterError(parameter, "takes no value, not '" + arg.substring(equals + 1) + "'");
            if (values.containsKey(parameter.name())) throw invalidParameterError(parameter, "was given twice");
            boolean hasFlagValue = isFlag
                    && i + 1 < args.size()
                    && BOOLEAN_WORDS.contains(args.get(i + 1).toLowerCase(Locale.ROOT));
            if (hasFlagValue)
                throw invalidParameterError(
                        parameter,
                        "takes no value, not '" + args.get(i + 1) + "'; to set the flag to false: --no-"
                                + parameter.name());
            if (isFlag) values.put(parameter.name(), !isNegated);
            else if (equals >= 0) values.put(parameter.name(), parseValue(parameter, arg.substring(equals + 1)));
            else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--"))
                values.put(parameter.name(), parseValue(parameter, args.get(++i)));
            else throw invalidParameterError(parameter, "needs a value: " + parameter.describeValues());
        }
    }

    private void fillMissing(RunbookParameter parameter, Instant now, Prompter prompter) {
        String name = parameter.name();
        if (values.containsKey(name)) return;
        if (!parameter.required()) {
            values.put(
                    name,
                    parameter.defaultValue() instanceof DeferredInstant deferred
                            ? deferred.resolve(now)
                            : parameter.defaultValue());
            return;
        }
        for (int attempt = 1; ; attempt++) {
            String answer = prompter.ask(parameter);
            BakshException problem;
            if (answer == null || answer.isBlank()) problem = missingParameterError(parameter);
            else
                try {
                    values.put(name, parseValue(parameter, answer.strip()));
                    return;
                } catch (BakshException e) {
                    problem = e;
                }
            if (answer == null || attempt == StepRunner.MAX_ATTEMPTS) throw problem;
            prompter.showProblem(problem.getMessage());
        }
    }

    private BakshException missingParameterError(RunbookParameter parameter) {
        String help = parameter.help() == null ? "" : ": " + parameter.help();
        return BakshException.usageError(
                file + " needs --" + parameter.name() + help,
                "it takes " + parameter.describeValues() + "; see: baksh help " + file);
    }

    private RunbookParameter findParameter(String name) {
        for (RunbookParameter parameter : parameters) if (parameter.name().equals(name)) return parameter;
        return null;
    }

    private BakshException unknownParameterError(String name) {
        List<String> knownNames =
                parameters.stream().map(RunbookParameter::name).toList();
        List<String> suggestions = NameSuggestions.nearest(name, knownNames);
        String acceptedNames =
                knownNames.isEmpty() ? "it takes none" : "it takes: --" + String.join(", --", knownNames);
        return BakshException.usageError(
                file + " has no parameter --" + name,
                suggestions.isEmpty() ? acceptedNames : "did you mean: --" + String.join(", --", suggestions));
    }

    private BakshException invalidParameterError(RunbookParameter parameter, String problem) {
        return BakshException.usageError("--" + parameter.name() + " " + problem, "see: baksh help " + file);
    }

    private Object parseValue(RunbookParameter parameter, String text) {
        Object value;
        boolean isEmpty = text.replace(",", "").isBlank();
        if (parameter.required() && isEmpty)
            throw invalidParameterError(parameter, "needs a value: " + parameter.describeValues());
        try {
            value = switch (parameter.kind()) {
                case INTEGER -> Long.valueOf(text);
                case NUMBER -> new BigDecimal(text);
                case DURATION -> parseDuration(text);
                case TIME -> parseTime(text);
                case LIST ->
                    Arrays.stream(text.strip().split(",")).map(String::strip).toList();
                default -> text;
            };
        } catch (NumberFormatException | DateTimeException e) {
            value = null;
        }
        String problem = value == null
                ? "takes " + parameter.describeValues() + ", not '" + visible(parameter, text) + "'"
                : findProblem(parameter, value);
        if (problem != null) throw invalidParameterError(parameter, problem);
        return value instanceof Long integer && integer.intValue() == integer ? (Object) integer.intValue() : value;
    }

    /** Returns why the value does not fit the parameter, or null. */
    static String findProblem(RunbookParameter parameter, Object value) {
        if (value == null) return null;
        boolean fits = switch (parameter.kind()) {
            case STRING, CHOICE -> value instanceof String;
            case INTEGER -> value instanceof Integer || value instanceof Long;
            case NUMBER -> value instanceof Number;
            case DURATION -> value instanceof Duration;
            case TIME -> value instanceof Instant || value instanceof DeferredInstant;
            case LIST -> value instanceof List;
            case FLAG -> value instanceof Boolean;
        };
        List<?> elements = value instanceof List<?> list ? list : List.of(value);
        for (Object element : elements)
            fits &= parameter.choices().isEmpty() || parameter.choices().contains(String.valueOf(element));
        return fits ? null : "takes " + parameter.describeValues() + ", not '" + visible(parameter, value) + "'";
    }

    private static Object visible(RunbookParameter parameter, Object value) {
        return SecretNames.isSecret(parameter.name()) ? SecretNames.REDACTED : value;
    }

    /** Parses {@code 90s}, {@code 1h30m}, {@code 7d}; null for other text. */
    static Duration parseDuration(String text) {
        if (!text.matches("(\\d{1,6}[dhms]){1,9}")) return null;
        Duration total = Duration.ZERO;
        for (String part : text.split("(?<=[dhms])")) {
            long number = Long.parseLong(part.substring(0, part.length() - 1));
            total = switch (part.charAt(part.length() - 1)) {
                case 'd' -> total.plusDays(number);
                case 'h' -> total.plusHours(number);
                case 'm' -> total.plusMinutes(number);
                default -> total.plusSeconds(number);
            };
        }
        return total;
    }

    private static Instant parseTime(String text) {
        if (text.length() == 10)
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        return OffsetDateTime.parse(text).toInstant();
    }

    /** Formats a duration: {@code 2h}, {@code 1h30m}, {@code 7d}. */
    public static String formatDuration(Duration duration) {
        StringBuilder text = new StringBuilder();
        if (duration.toDays() > 0) text.append(duration.toDays()).append('d');
        if (duration.toHoursPart() > 0) text.append(duration.toHoursPart()).append('h');
        if (duration.toMinutesPart() > 0) text.append(duration.toMinutesPart()).append('m');
        if (duration.toSecondsPart() > 0 || text.isEmpty())
            text.append(duration.toSecondsPart()).append('s');
        return text.toString();
    }
}
