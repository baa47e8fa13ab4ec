package dev.baksh.script.compile;

import dev.baksh.client.api.NameSuggestions;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.InvokerHelper;

/** A name that is not there, with the names nearest to it. Reads names only, never a value. */
final class UnknownNameError {
    /** More signatures than these are a page of documentation, not a hint. */
    private static final int SIGNATURES = 4;

    private final ScriptCompiler compiler;
    private final Binding binding;

    UnknownNameError(ScriptCompiler compiler, Binding binding) {
        this.compiler = compiler;
        this.binding = binding;
    }

    ScriptError property(MissingPropertyException missing) {
        String name = missing.getProperty();
        if (ofScript(missing.getType())) {
            return ScriptError.failed(
                    "nothing here is called '" + name + "'", NameSuggestions.didYouMean(name, wordsHere()));
        }
        if (missing.getType() == null) return ScriptError.failed("there is no property '" + name + "'", null);
        return ScriptError.failed(
                article(missing.getType().getSimpleName()) + " has no property '" + name + "'",
                NameSuggestions.didYouMean(name, propertiesOf(missing.getType())));
    }

    ScriptError method(MissingMethodException missing) {
        String name = missing.getMethod();
        Class<?> type = missing.getType();
        if (ofScript(type)) return here(name, missing.getArguments(), type);
        String receiver = article(type.getSimpleName());
        if (Closure.class.isAssignableFrom(type)) {
            String taken = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals("doCall"))
                    .map(method -> types(method.getParameterTypes()))
                    .collect(Collectors.joining(", "));
            return ScriptError.failed(
                    "this closure does not take " + given(missing.getArguments()),
                    taken.isEmpty() ? null : "it takes: " + taken);
        }
        if (name.equals("call")) {
            return ScriptError.failed(receiver + " cannot be called with " + given(missing.getArguments()), null);
        }
        List<MetaMethod> same = methodsOf(type).stream()
                .filter(method -> method.getName().equals(name))
                .toList();
        if (same.isEmpty()) {
            Set<String> names =
                    methodsOf(type).stream().map(MetaMethod::getName).collect(Collectors.toSet());
            return ScriptError.failed(
                    receiver + " has no method '" + name + "'", NameSuggestions.didYouMean(name, readable(names)));
        }
        String taken = same.stream()
                .map(method -> types(method.getNativeParameterTypes()))
                .distinct()
                .limit(SIGNATURES)
                .collect(Collectors.joining(", "));
        return ScriptError.failed(
                receiver + "'s " + name + " does not take " + given(missing.getArguments()), "it takes: " + taken);
    }

    private ScriptError here(String name, Object[] arguments, Class<?> script) {
        List<String> taken = Arrays.stream(script.getMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> types(method.getParameterTypes()))
                .distinct()
                .limit(SIGNATURES)
                .toList();
        if (!taken.isEmpty()) {
            return ScriptError.failed(
                    name + " does not take " + given(arguments), "it takes: " + String.join(", ", taken));
        }
        Set<String> known = new TreeSet<>(wordsHere());
        for (Method method : script.getDeclaredMethods())
            if (Modifier.isPublic(method.getModifiers())) known.add(method.getName());
        return ScriptError.failed(
                "there is no word or method '" + name + "' here", NameSuggestions.didYouMean(name, readable(known)));
    }

    private boolean ofScript(Class<?> type) {
        return type != null && Script.class.isAssignableFrom(type) && compiler.compiled(type.getName());
    }

    /** The binding's variables, and what the script's base class adds to Groovy's own. */
    private Collection<String> wordsHere() {
        Set<String> words = new TreeSet<>();
        for (Object name : binding.getVariables().keySet()) words.add(String.valueOf(name));
        for (Method method : compiler.baseClass().getMethods()) {
            if (method.getDeclaringClass() != Object.class) words.add(method.getName());
        }
        return readable(words);
    }

    private static Set<String> propertiesOf(Class<?> type) {
        Set<String> names = new LinkedHashSet<>();
        for (MetaProperty property : InvokerHelper.getMetaClass(type).getProperties()) names.add(property.getName());
        return names;
    }

    private static List<MetaMethod> methodsOf(Class<?> type) {
        MetaClass known = InvokerHelper.getMetaClass(type);
        return Stream.concat(known.getMethods().stream(), known.getMetaMethods().stream())
                .filter(MetaMethod::isPublic)
                .toList();
    }

    /** Without Groovy's inner names: nobody means {@code this$dist$get$1}. */
    private static Set<String> readable(Collection<String> names) {
        return names.stream().filter(name -> name.indexOf('$') < 0).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String given(Object[] arguments) {
        return "("
                + Arrays.stream(arguments == null ? new Object[0] : arguments)
                        .map(value -> value == null ? "null" : value.getClass().getSimpleName())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String types(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    /** {@code String} gives {@code a String}. */
    static String article(String noun) {
        if (noun.isEmpty()) return "an object";
        boolean vowel = "aeio".indexOf(noun.substring(0, 1).toLowerCase(Locale.ROOT)) >= 0;
        return (vowel ? "an " : "a ") + noun;
    }
}
