package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.client.text.GroovyCode;
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
 * Object that collects the body fields that a Groovy block sets; each field is a method, by the server's name and in
 * camelCase.
 *
 * <p>The methods belong to the meta class of the object, so that {@code it.generations 4} and {@code
 * it.metaClass.methods} find them.
 */
class Draft extends GroovyObjectSupport {
    private final Operation operation;
    private final Map<String, Object> fieldValues;
    private final String excludedField;
    private final Set<String> verbs = new LinkedHashSet<>();

    /**
     * @param fieldValues receives the values that the block sets, by server name
     * @param excludedField field without a method, because its value is the first argument of the call; or null
     */
    Draft(Operation operation, Map<String, Object> fieldValues, String excludedField) {
        this.operation = operation;
        this.fieldValues = fieldValues;
        this.excludedField = excludedField;
        ExpandoMetaClass methods = new ExpandoMetaClass(getClass(), false, true);
        for (Field field : verbFields()) {
            verbs.add(NameSuggestions.toCamelCase(field.name()));
            methods.registerInstanceMethod(field.name(), new FieldSetter(field));
            if (!NameSuggestions.toCamelCase(field.name()).equals(field.name())) {
                methods.registerInstanceMethod(NameSuggestions.toCamelCase(field.name()), new FieldSetter(field));
            }
        }
        methods.initialize();
        setMetaClass(methods);
    }

    /** Fields that have a method of their own name. */
    List<Field> verbFields() {
        return operation.body().values().stream()
                .filter(field -> !field.name().equals(excludedField))
                .toList();
    }

    /** Verbs of the block, for messages. */
    Set<String> verbs() {
        return verbs;
    }

    /** Returns true for a verb in either spelling. */
    final boolean hasVerb(String name) {
        return verbs().contains(name) || verbs().contains(NameSuggestions.toCamelCase(name));
    }

    /** Refuses a read of a property: {@code it.enabled} has no value, since a draft is write-only. */
    @Override
    public Object getProperty(String name) {
        if (hasVerb(name)) throw verbReadAsVariableError(name);
        throw unknownVerbError(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        if (hasVerb(name)) throw assignmentError(name, value);
        throw unknownVerbError(name);
    }

    /**
     * Returns the error for {@code schedules ['daily']} and {@code generations -1}: Groovy treats the verb as a variable.
     */
    final BakshException verbReadAsVariableError(String name) {
        return BakshException.failure(
                "'" + name + "' is a verb of this block and was read as a variable",
                "write the value after it, or in parentheses: " + sampleUsage(name));
    }

    final BakshException assignmentError(String name, Object value) {
        String formatted = value instanceof CharSequence ? GroovyCode.quote(value.toString()) : String.valueOf(value);
        return BakshException.failure(
                "'" + name + " = " + formatted + "' is an assignment and sets no field of the block",
                "write it without the equals sign: " + name + " " + formatted);
    }

    private String sampleUsage(String name) {
        for (Field field : verbFields()) {
            if (!field.name().equals(name)
                    && !NameSuggestions.toCamelCase(field.name()).equals(name)) continue;
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

    final void setField(String name, Object value) {
        fieldValues.put(name, value);
    }

    final Object fieldValue(String name) {
        return fieldValues.get(name);
    }

    /** Returns the arguments, with the elements of a list in place of the list. */
    static List<Object> flatten(List<Object> arguments) {
        List<Object> elements = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof Iterable<?> iterable) iterable.forEach(elements::add);
            else elements.add(argument);
        }
        return elements;
    }

    /** Refuses an unknown verb. Groovy calls this method when no method has the name. */
    public Object methodMissing(String name, Object arguments) {
        throw unknownVerbError(name);
    }

    BakshException unknownVerbError(String name) {
        List<String> verbNames = List.copyOf(verbs());
        String argumentHint = DslNames.argumentHint(operation, name);
        String suggestion = argumentHint != null ? argumentHint : NameSuggestions.didYouMean(name, verbNames);
        String verbList = "it has: " + String.join(", ", verbNames);
        return BakshException.failure(
                "no verb '" + name + "' in the block of " + operation.id(),
                suggestion == null ? verbList : suggestion + "; " + verbList);
    }

    /**
     * Method that sets one field. Checks the type of the value at once, so that the error has the line of the script.
     */
    private final class FieldSetter extends Closure<Object> {
        private final transient Field field;

        FieldSetter(Field field) {
            super(Draft.this);
            this.field = field;
        }

        /** Validates and sets the value. Groovy calls this method. */
        public Object doCall(Object... arguments) {
            // Groovy passes a single null as a null array.
            List<Object> values = arguments == null ? Collections.singletonList(null) : Arrays.asList(arguments);
            setField(field.name(), validate(values));
            return null;
        }

        private Object validate(List<Object> values) {
            boolean isList = field.type() == Field.Type.IDS || field.type() == Field.Type.LIST;
            if (isList) {
                if (values.isEmpty() || values.contains(null))
                    throw typeError("one or more values", values.isEmpty() ? "nothing" : "null");
                // A repeated call, for example in a loop, adds values; replacing them would lose values silently.
                List<Object> elements = fieldValue(field.name()) instanceof List<?> existing
                        ? new ArrayList<>(existing)
                        : new ArrayList<>();
                elements.addAll(flatten(values));
                return elements;
            }
            if (values.size() != 1)
                throw typeError("one value", values.isEmpty() ? "nothing" : values.size() + " values");
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
            if (!fits)
                throw typeError(
                        expectedType(),
                        value instanceof CharSequence ? GroovyCode.quote(value.toString()) : String.valueOf(value));
            return value;
        }

        private String expectedType() {
            return switch (field.type()) {
                case BOOL -> "true or false";
                case INT -> "a whole number";
                case NUMBER -> "a number";
                case OBJECT -> "a map";
                default -> "a string in quotes";
            };
        }

        private BakshException typeError(String expected, String actual) {
            return BakshException.failure(
                    operation.id() + ": " + NameSuggestions.toCamelCase(field.name()) + " takes " + expected + ", not "
                            + actual,
                    null);
        }
    }
}
