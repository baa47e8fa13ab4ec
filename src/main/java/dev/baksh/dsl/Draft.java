package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import groovy.lang.Closure;
import groovy.lang.ExpandoMetaClass;
import groovy.lang.GroovyObjectSupport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a block fills: one method for each body field of the operation, under the server's name and its camelCase. They are
 * real methods of this object's meta class, so that {@code it.generations 4} and a look at its methods find them.
 */
class Draft extends GroovyObjectSupport {
    private final Operation operation;
    private final Map<String, Object> set;
    private final String except;
    private final Set<String> verbs = new LinkedHashSet<>();

    /**
     * @param set    gets what the block sets, by server name
     * @param except a field that is no verb here, since it was given otherwise; or null
     */
    Draft(Operation operation, Map<String, Object> set, String except) {
        this.operation = operation;
        this.set = set;
        this.except = except;
        ExpandoMetaClass methods = new ExpandoMetaClass(getClass(), false, true);
        for (Field field : fields()) {
            verbs.add(NameSuggestions.camel(field.name()));
            methods.registerInstanceMethod(field.name(), new Setter(field));
            if (!NameSuggestions.camel(field.name()).equals(field.name())) {
                methods.registerInstanceMethod(NameSuggestions.camel(field.name()), new Setter(field));
            }
        }
        methods.initialize();
        setMetaClass(methods);
    }

    /** The fields that have a method of their own name. */
    List<Field> fields() {
        return operation.body().values().stream()
                .filter(field -> !field.name().equals(except))
                .toList();
    }

    /** The verbs of the block, for messages. */
    Set<String> verbs() {
        return verbs;
    }

    /** True for a verb in either spelling. */
    final boolean has(String name) {
        return verbs().contains(name) || verbs().contains(NameSuggestions.camel(name));
    }

    /** {@code it.enabled} reads nothing: a draft is written, not read. */
    @Override
    public Object getProperty(String name) {
        if (has(name)) throw readAsVariable(name);
        throw unknown(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        if (has(name)) throw assigned(name, value);
        throw unknown(name);
    }

    /** {@code schedules ['daily']} and {@code generations -1}: Groovy takes the verb for a variable. */
    final BakshException readAsVariable(String name) {
        return BakshException.failed(
                "'" + name + "' is a verb of this block and was read as a variable",
                "write the value after it, or in parentheses: " + sample(name));
    }

    final BakshException assigned(String name, Object value) {
        String shown = value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
        return BakshException.failed(
                "'" + name + " = " + shown + "' sets nothing in a block",
                "write it without the equals sign: " + name + " " + shown);
    }

    private String sample(String name) {
        for (Field field : fields()) {
            if (!field.name().equals(name)
                    && !NameSuggestions.camel(field.name()).equals(name)) continue;
            return switch (field.type()) {
                case BOOL -> name + " false";
                case INT, NUMBER -> name + " 4, " + name + "(-1)";
                case IDS, LIST -> name + " 'x', 'y', " + name + "(['x', 'y'])";
                default -> name + " 'x'";
            };
        }
        return name + " 'x', 'y'";
    }

    final Operation operation() {
        return operation;
    }

    final void put(String name, Object value) {
        set.put(name, value);
    }

    final Object value(String name) {
        return set.get(name);
    }

    /** What Groovy calls for a name that is no method. */
    public Object methodMissing(String name, Object arguments) {
        throw unknown(name);
    }

    BakshException unknown(String name) {
        List<String> known = List.copyOf(verbs());
        String near = NameSuggestions.didYouMean(name, known);
        String all = "it has: " + String.join(", ", known);
        return BakshException.failed(
                "no verb '" + name + "' in the block of " + operation.id(), near == null ? all : near + "; " + all);
    }

    /** One field's method. A value of the wrong kind is an error here, with the line, and not later at the server. */
    private final class Setter extends Closure<Object> {
        private final transient Field field;

        Setter(Field field) {
            super(Draft.this);
            this.field = field;
        }

        /** What Groovy calls. */
        public Object doCall(Object... given) {
            // Groovy passes a single null as no array at all.
            List<Object> values = given == null ? Collections.singletonList(null) : Arrays.asList(given);
            put(field.name(), checked(values));
            return null;
        }

        private Object checked(List<Object> values) {
            boolean list = field.type() == Field.Type.IDS || field.type() == Field.Type.LIST;
            if (list) {
                if (values.isEmpty() || values.contains(null))
                    throw wrong("one or more values", values.isEmpty() ? "nothing" : "null");
                List<Object> all = new ArrayList<>();
                for (Object value : values) {
                    if (value instanceof Iterable<?> many && !(value instanceof Map)) many.forEach(all::add);
                    else all.add(value);
                }
                // Said several times, as in a loop, it adds: the last one alone would be a silent loss.
                List<Object> before = value(field.name()) instanceof List<?> said ? new ArrayList<>(said) : null;
                if (before == null) return all;
                before.addAll(all);
                return before;
            }
            if (values.size() != 1) throw wrong("one value", values.isEmpty() ? "nothing" : values.size() + " values");
            Object value = values.get(0);
            boolean fits = value == null
                    || switch (field.type()) {
                        case BOOL -> value instanceof Boolean;
                        case INT ->
                            value instanceof Integer || value instanceof Long || value instanceof java.math.BigInteger;
                        case NUMBER -> value instanceof Number;
                        case STRING, LETTER -> value instanceof CharSequence;
                        case OBJECT -> value instanceof Map;
                        default -> true;
                    };
            if (!fits) throw wrong(kind(), value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value));
            return value;
        }

        private String kind() {
            return switch (field.type()) {
                case BOOL -> "true or false";
                case INT -> "a whole number";
                case NUMBER -> "a number";
                case OBJECT -> "a map";
                default -> "a text in quotes";
            };
        }

        private BakshException wrong(String wanted, String given) {
            return BakshException.failed(
                    operation.id() + ": " + NameSuggestions.camel(field.name()) + " takes " + wanted + ", not " + given,
                    null);
        }
    }
}
