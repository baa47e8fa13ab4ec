package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What was given on the command line for the declared parameters, in their types. */
public final class ParameterParser {
    private static final Set<String> YES_OR_NO = Set.of("true", "false", "yes", "no", "on", "off");

    private final String file;
    private final List<RunbookParameter> parameters;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> rest = new ArrayList<>();

    private ParameterParser(String file, List<RunbookParameter> parameters) {
        this.file = file;
        this.parameters = parameters;
    }

    /**
     * @param missing asks a person for a required one that was not given; gives null when nobody is there
     * @param rest    gets the arguments that are no parameters
     * @throws BakshException (exit 2) with the parameter, what it takes and what was given
     */
    static Map<String, Object> read(
            String file,
            List<RunbookParameter> parameters,
            List<String> args,
            Instant now,
            Function<RunbookParameter, String> missing,
            List<String> rest) {
        ParameterParser reader = new ParameterParser(file, parameters);
        reader.given(args);
        for (RunbookParameter parameter : parameters) reader.complete(parameter, now, missing);
        rest.addAll(reader.rest);
        return reader.values;
    }

    private void given(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            if (!word.startsWith("--") || word.length() < 3) {
                rest.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals);
            boolean no = name.startsWith("no-") && find(name) == null && find(name.substring(3)) != null;
            RunbookParameter parameter = find(no ? name.substring(3) : name);
            if (parameter == null) throw unknown(name);
            boolean flag = parameter.kind() == RunbookParameter.Kind.FLAG;
            if (no && !flag) throw unknown(name);
            if (flag && equals >= 0) throw wrong(parameter, "takes no value, not '" + word.substring(equals + 1) + "'");
            if (values.containsKey(parameter.name())) throw wrong(parameter, "was given twice");
            boolean valued = flag
                    && i + 1 < args.size()
                    && YES_OR_NO.contains(args.get(i + 1).toLowerCase(Locale.ROOT));
            if (valued)
                throw wrong(
                        parameter, "takes no value, not '" + args.get(i + 1) + "'; for no: --no-" + parameter.name());
            if (flag) values.put(parameter.name(), !no);
            else if (equals >= 0) values.put(parameter.name(), value(parameter, word.substring(equals + 1)));
            else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--"))
                values.put(parameter.name(), value(parameter, args.get(++i)));
            else throw wrong(parameter, "needs a value: " + parameter.takes());
        }
    }

    private void complete(RunbookParameter parameter, Instant now, Function<RunbookParameter, String> missing) {
        String name = parameter.name();
        if (values.containsKey(name)) return;
        if (!parameter.required()) {
            values.put(
                    name, parameter.preset() instanceof DeferredInstant moment ? moment.at(now) : parameter.preset());
            return;
        }
        String typed = missing.apply(parameter);
        if (typed == null || typed.isBlank()) {
            String help = parameter.help() == null ? "" : ": " + parameter.help();
            throw BakshException.usage(
                    file + " needs --" + name + help, "it takes " + parameter.takes() + "; see: baksh help " + file);
        }
        values.put(name, value(parameter, typed.strip()));
    }

    private RunbookParameter find(String name) {
        for (RunbookParameter parameter : parameters) if (parameter.name().equals(name)) return parameter;
        return null;
    }

    private BakshException unknown(String name) {
        List<String> known = parameters.stream().map(RunbookParameter::name).toList();
        List<String> near = NameSuggestions.nearest(name, known);
        String all = known.isEmpty() ? "it takes none" : "it takes: --" + String.join(", --", known);
        return BakshException.usage(
                file + " has no parameter --" + name,
                near.isEmpty() ? all : "did you mean: --" + String.join(", --", near));
    }

    private BakshException wrong(RunbookParameter parameter, String what) {
        return BakshException.usage("--" + parameter.name() + " " + what, "see: baksh help " + file);
    }

    private Object value(RunbookParameter parameter, String text) {
        Object value;
        try {
            value = switch (parameter.kind()) {
                case INTEGER -> Long.valueOf(text);
                case NUMBER -> new BigDecimal(text);
                case DURATION -> duration(text);
                case TIME -> time(text);
                case LIST -> List.of(text.strip().split("\\s*,\\s*"));
                default -> text;
            };
        } catch (NumberFormatException | DateTimeException e) {
            value = null;
        }
        String unfit = value == null ? "takes " + parameter.takes() + ", not '" + text + "'" : unfit(parameter, value);
        if (unfit != null) throw wrong(parameter, unfit);
        return value instanceof Long whole && whole.intValue() == whole ? (Object) whole.intValue() : value;
    }

    /** Why the value is none for the parameter, or null. */
    static String unfit(RunbookParameter parameter, Object value) {
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
        List<?> chosen = value instanceof List<?> several ? several : List.of(value);
        for (Object one : chosen)
            fits &= parameter.choices().isEmpty() || parameter.choices().contains(String.valueOf(one));
        return fits ? null : "takes " + parameter.takes() + ", not '" + value + "'";
    }

    /** {@code 90s}, {@code 1h30m}, {@code 7d}; null for anything else. */
    static Duration duration(String text) {
        if (!text.matches("(\\d{1,6}[dhms])+")) return null;
        Duration sum = Duration.ZERO;
        for (String part : text.split("(?<=[dhms])")) {
            long number = Long.parseLong(part.substring(0, part.length() - 1));
            sum = switch (part.charAt(part.length() - 1)) {
                case 'd' -> sum.plusDays(number);
                case 'h' -> sum.plusHours(number);
                case 'm' -> sum.plusMinutes(number);
                default -> sum.plusSeconds(number);
            };
        }
        return sum;
    }

    private static Instant time(String text) {
        if (text.length() == 10)
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        return OffsetDateTime.parse(text).toInstant();
    }

    /** {@code 2h}, {@code 1h30m}, {@code 7d}. */
    public static String words(Duration length) {
        StringBuilder words = new StringBuilder();
        if (length.toDays() > 0) words.append(length.toDays()).append('d');
        if (length.toHoursPart() > 0) words.append(length.toHoursPart()).append('h');
        if (length.toMinutesPart() > 0) words.append(length.toMinutesPart()).append('m');
        if (length.toSecondsPart() > 0 || words.isEmpty())
            words.append(length.toSecondsPart()).append('s');
        return words.toString();
    }
}
