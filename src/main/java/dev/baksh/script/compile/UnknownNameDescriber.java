package dev.baksh.script.compile;

import dev.baksh.client.api.NameSuggestions;
import dev.baksh.dsl.DslNames;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.MetaClass;
import groovy.lang.MetaMethod;
import groovy.lang.MetaProperty;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Describer of failures that an unknown property or method causes; suggests the nearest known names. Reads only names,
 * never the value of a variable.
 */
record UnknownNameDescriber(ScriptCompiler compiler, Binding binding) {
    /** Maximum number of signatures in a hint. */
    private static final int MAX_SIGNATURES = 4;

    ScriptFailure describeProperty(MissingPropertyException missing) {
        String name = missing.getProperty();
        if (isScriptClass(missing.getType())) {
            List<String> signatures = signaturesOf(name, missing.getType());
            if (!signatures.isEmpty())
                return ScriptFailure.failed(
                        "'" + name + "' is a verb, not a variable", "it takes: " + String.join(", ", signatures));
            return ScriptFailure.failed(
                    "'" + name + "' is not defined", NameSuggestions.didYouMeanOrText(name, scriptNames()));
        }
        if (missing.getType() == null) return ScriptFailure.failed("no property '" + name + "' is known", null);
        return ScriptFailure.failed(
                NameSuggestions.withArticle(missing.getType().getSimpleName()) + " has no property '" + name + "'",
                suggestMember(name, propertiesOf(missing.getType()), missing.getType()));
    }

    ScriptFailure describeMethod(MissingMethodException missing) {
        String name = missing.getMethod();
        Class<?> type = missing.getType();
        if (isScriptClass(type)) return describeScriptMethod(name, missing.getArguments(), type);
        String receiver = NameSuggestions.withArticle(type.getSimpleName());
        if (Closure.class.isAssignableFrom(type)) {
            String signatures = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals("doCall"))
                    .map(method -> formatTypes(method.getParameterTypes()))
                    .collect(Collectors.joining(", "));
            return ScriptFailure.failed(
                    "this closure does not take " + formatArgumentTypes(missing.getArguments()),
                    signatures.isEmpty() ? null : "it takes: " + signatures);
        }
        if (name.equals("call")) {
            return ScriptFailure.failed(
                    receiver + " cannot be called with " + formatArgumentTypes(missing.getArguments()),
                    DslNames.HIDDEN_VERB_HINT);
        }
        List<MetaMethod> overloads = methodsOf(type).stream()
                .filter(method -> method.getName().equals(name))
                .toList();
        boolean isTimeRange =
                (type == Instant.class || type == Duration.class) && (name.equals("next") || name.equals("previous"));
        if (isTimeRange)
            return ScriptFailure.failed(
                    "a range of times, a..b, has no single values to compare with",
                    "write (a..b).containsWithinBounds(time), or time >= a && time <= b");
        if (overloads.isEmpty()) {
            Set<String> names =
                    methodsOf(type).stream().map(MetaMethod::getName).collect(Collectors.toSet());
            return ScriptFailure.failed(
                    receiver + " has no method '" + name + "'", suggestMember(name, withoutInternalNames(names), type));
        }
        String signatures = overloads.stream()
                .map(method -> formatTypes(method.getNativeParameterTypes()))
                .distinct()
                .limit(MAX_SIGNATURES)
                .collect(Collectors.joining(", "));
        boolean isTimeDifference = type == Instant.class
                && name.equals("minus")
                && Arrays.stream(missing.getArguments()).allMatch(Instant.class::isInstance);
        return ScriptFailure.failed(
                receiver + "'s " + name + " does not take " + formatArgumentTypes(missing.getArguments()),
                isTimeDifference
                        ? "for the time between two instants write Duration.between(start, end)"
                        : "it takes: " + signatures);
    }

    private ScriptFailure describeScriptMethod(String name, Object[] arguments, Class<?> script) {
        List<String> signatures = signaturesOf(name, script);
        if (!signatures.isEmpty()) {
            return ScriptFailure.failed(
                    name + " does not take " + formatArgumentTypes(arguments),
                    "it takes: " + String.join(", ", signatures));
        }
        Set<String> knownNames = new TreeSet<>(scriptNames());
        for (Method method : script.getDeclaredMethods())
            if (Modifier.isPublic(method.getModifiers())) knownNames.add(method.getName());
        return ScriptFailure.failed(
                "no verb or method '" + name + "' is defined",
                NameSuggestions.didYouMean(name, withoutInternalNames(knownNames)));
    }

    private static List<String> signaturesOf(String name, Class<?> script) {
        return Arrays.stream(script.getMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> formatTypes(method.getParameterTypes()))
                .distinct()
                .sorted()
                .limit(MAX_SIGNATURES)
                .toList();
    }

    private boolean isScriptClass(Class<?> type) {
        return type != null && Script.class.isAssignableFrom(type) && compiler.isScriptClass(type.getName());
    }

    /** Names of the binding's variables and of the methods that the script's base class adds. */
    private Collection<String> scriptNames() {
        Set<String> names = new TreeSet<>();
        for (Object name : binding.getVariables().keySet()) names.add(String.valueOf(name));
        for (Method method : compiler.baseClass().getMethods()) {
            if (method.getDeclaringClass() != Object.class) names.add(method.getName());
        }
        return withoutInternalNames(names);
    }

    private static String suggestMember(String name, Collection<String> knownNames, Class<?> type) {
        String suggestion = NameSuggestions.didYouMean(name, knownNames);
        return suggestion == null && type == Instant.class
                ? "for a part of a time write .atZone(ZoneOffset.UTC).toLocalDate(), .hour or .dayOfWeek behind the time"
                : suggestion;
    }

    private static Set<String> propertiesOf(Class<?> type) {
        Set<String> names = new LinkedHashSet<>();
        for (MetaProperty property : InvokerHelper.getMetaClass(type).getProperties()) names.add(property.getName());
        return names;
    }

    private static List<MetaMethod> methodsOf(Class<?> type) {
        MetaClass metaClass = InvokerHelper.getMetaClass(type);
        return Stream.concat(metaClass.getMethods().stream(), metaClass.getMetaMethods().stream())
                .filter(MetaMethod::isPublic)
                .toList();
    }

    /** Removes Groovy's internal names such as {@code this$dist$get$1}. */
    private static Set<String> withoutInternalNames(Collection<String> names) {
        return names.stream().filter(name -> name.indexOf('$') < 0).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String formatArgumentTypes(Object[] arguments) {
        return "("
                + Arrays.stream(arguments == null ? new Object[0] : arguments)
                        .map(value -> value == null ? "null" : value.getClass().getSimpleName())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String formatTypes(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }
}
